#include "afina/io/input_file.h"

#include <doctest/doctest.h>
#include <fmt/format.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "afina/base/error.h"
#include "afina/base/test_support.h"
#include "afina/io/os_error.h"

using namespace afina;
namespace fs = std::filesystem;
using testing::error_code;
using testing::TemporaryFolder;

namespace {

void put(const fs::path& path, std::string_view content) { std::ofstream(path, std::ios::binary) << content; }

std::vector<std::string> lines_of(const fs::path& path) {
  LineReader reader(InputFile::open(path));
  std::vector<std::string> lines;
  for (std::string line; reader.next(line);) lines.push_back(line);
  return lines;
}

// A pipe as a shell makes it for <(command): without a name, both ends here.
struct ShellPipe {
  int ends[2];
  ShellPipe() { REQUIRE(pipe(ends) == 0); }
  ~ShellPipe() {
    for (int end : ends) ::close(end);
  }
  std::string path() const { return fmt::format("/dev/fd/{}", ends[0]); }
  void write(std::string_view content) const {
    REQUIRE(::write(ends[1], content.data(), content.size()) == static_cast<ssize_t>(content.size()));
  }
  void close_writer() {
    ::close(ends[1]);
    ends[1] = ::dup(STDOUT_FILENO);
  }
};

}  // namespace

TEST_CASE("a text may come through a shell's pipe, other files may not") {
  ShellPipe pipe;
  pipe.write("uno\ndos");
  pipe.close_writer();
  CHECK(error_code([&] { read_file(pipe.path()); }) == "io.not_a_file");
  CHECK(read_text(pipe.path()) == "uno\ndos");
}

TEST_CASE("pipes with a name, sockets and devices are refused without waiting") {
  TemporaryFolder folder;
  REQUIRE(mkfifo((folder.path() / "pipe").c_str(), 0600) == 0);
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  const std::string socket_path = (folder.path() / "socket").string();
  socket_path.copy(address.sun_path, sizeof(address.sun_path) - 1);
  const int socket = ::socket(AF_UNIX, SOCK_STREAM, 0);
  REQUIRE(bind(socket, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) == 0);
  ::close(socket);
  for (const fs::path& path : {folder.path() / "pipe", folder.path() / "socket", fs::path("/dev/zero")}) {
    CAPTURE(path.string());
    CHECK(error_code([&] { InputFile::open(path); }) == "io.not_a_file");
    CHECK(error_code([&] { InputFile::open_text(path); }) == "io.not_a_file");
  }
}

TEST_CASE("a file larger than can be read whole is refused by its size") {
  TemporaryFolder folder;
  put(folder.path() / "small", "12345");
  CHECK(read_file(folder.path() / "small", 5) == "12345");
  CHECK(error_code([&] { read_file(folder.path() / "small", 4); }) == "io.too_large");
  put(folder.path() / "sparse", "");
  fs::resize_file(folder.path() / "sparse", uint64_t{1} << 43);
  CHECK(error_code([&] { read_file(folder.path() / "sparse", UINT64_MAX); }) == "io.too_large");
}

TEST_CASE("lines are read one at a time whatever their length") {
  TemporaryFolder folder;
  const std::string longer(200'000, 'a');
  put(folder.path() / "text", "uno\n\n" + longer + "\r\nfin");
  CHECK(lines_of(folder.path() / "text") == std::vector<std::string>{"uno", "", longer + "\r", "fin"});
  put(folder.path() / "empty", "");
  CHECK(lines_of(folder.path() / "empty").empty());
  put(folder.path() / "break", "\n");
  CHECK(lines_of(folder.path() / "break") == std::vector<std::string>{""});
  put(folder.path() / "sparse", "");
  fs::resize_file(folder.path() / "sparse", uint64_t{1} << 40);
  CHECK(error_code([&] { lines_of(folder.path() / "sparse"); }) == "io.line_too_long");
}

TEST_CASE("what lies below a folder, and which part of it cannot be looked into") {
  TemporaryFolder folder;
  fs::create_directories(folder.path() / "b");
  put(folder.path() / "b" / "two", "");
  put(folder.path() / "a", "");
  fs::create_directory_symlink(folder.path(), folder.path() / "circle");
  const std::vector<fs::path> expected{folder.path() / "a", folder.path() / "b" / "two", folder.path() / "circle"};
  CHECK(files_below(folder.path()) == expected);

  fs::permissions(folder.path(), fs::perms(0755));
  fs::permissions(folder.path() / "b", fs::perms(0));
  const bool root = geteuid() == 0;  // root reads everything, so the test becomes somebody else for a moment
  if (root) REQUIRE(seteuid(65534) == 0);
  std::string code, message;
  try {
    files_below(folder.path());
  } catch (const Error& error) {
    code = error.code();
    message = error.message(Lang::es);
  }
  if (root) REQUIRE(seteuid(0) == 0);
  fs::permissions(folder.path() / "b", fs::perms(0755));
  CHECK(code == "io.cannot_read");
  CHECK(message.find((folder.path() / "b").string()) != std::string::npos);
}

TEST_CASE("what the standard library says of a path becomes an error with the path and the reason") {
  const std::string name(300, 'a');
  try {
    static_cast<void>(fs::exists(name));
    FAIL("a name of 300 bytes was accepted");
  } catch (const fs::filesystem_error& thrown) {
    const Error error = error_from(thrown);
    CHECK(error.code() == "io.cannot_use");
    CHECK(error.message(Lang::en).find(name) != std::string::npos);
    CHECK(error.message(Lang::es).find("demasiado largo") != std::string::npos);
    CHECK_FALSE(error.hint(Lang::es).empty());
  }
  const fs::filesystem_error full("write", "out", std::make_error_code(std::errc::no_space_on_device));
  CHECK(error_from(full).code() == "io.disk_full");
  CHECK(error_from(std::system_error(std::make_error_code(std::errc::io_error))).code() == "base.internal");
}

TEST_CASE("a path that is not UTF-8 is shown in valid UTF-8") {
  const std::string message = Error("io.not_found", {{"path", "a\xff.csv"}}).message(Lang::es);
  CHECK(message.find("a\\xff.csv") != std::string::npos);
}
