#include "afina/io/mapped_file.h"

#include <doctest/doctest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <numeric>

#include "afina/base/error.h"
#include "afina/base/stop.h"
#include "afina/base/test_support.h"

using namespace afina;
using testing::error_code;
using testing::TemporaryFolder;

namespace {
void put(const std::filesystem::path& path, std::string_view content) {
  std::ofstream(path, std::ios::binary) << content;
}
}  // namespace

TEST_CASE("a mapped file and a file read whole hold the same bytes") {
  TemporaryFolder folder;
  const std::string content("uno\0dos\r\n", 9);
  put(folder.path() / "ñandú.txt", content);
  auto mapped = MappedFile::open(folder.path() / "ñandú.txt");
  CHECK(std::string(reinterpret_cast<const char*>(mapped->bytes().data()), mapped->bytes().size()) == content);
  CHECK(read_file(folder.path() / "ñandú.txt") == content);
}

TEST_CASE("an empty file is empty, not an error") {
  TemporaryFolder folder;
  put(folder.path() / "empty", "");
  CHECK(MappedFile::open(folder.path() / "empty")->bytes().empty());
  CHECK(read_file(folder.path() / "empty").empty());
}

TEST_CASE("what cannot be read says why") {
  TemporaryFolder folder;
  put(folder.path() / "file", "x");
  std::filesystem::create_symlink("loop", folder.path() / "loop");
  std::filesystem::create_symlink("gone", folder.path() / "dangling");
  REQUIRE(mkfifo((folder.path() / "pipe").c_str(), 0600) == 0);
  auto open = [&](const char* name) { return error_code([&] { MappedFile::open(folder.path() / name); }); };
  auto read = [&](const char* name) { return error_code([&] { read_file(folder.path() / name); }); };
  CHECK(open("missing") == "io.not_found");
  CHECK(read("missing") == "io.not_found");
  CHECK(open("file/inside") == "io.not_found");
  CHECK(open("dangling") == "io.not_found");
  CHECK(open("") == "io.not_a_file");
  CHECK(read("") == "io.not_a_file");
  CHECK(open("pipe") == "io.not_a_file");
  CHECK(read("pipe") == "io.not_a_file");  // nobody writes to it: waiting would last for ever
  CHECK(open("loop") == "io.cannot_read");
  CHECK(open(std::string(300, 'a').c_str()) == "io.cannot_read");
  for (const char* made_up : {"/dev/null", "/dev/zero", "/proc/self/cmdline", "/proc/kmsg", "/sys/kernel/vmcoreinfo"}) {
    CAPTURE(made_up);
    CHECK(error_code([&] { read_file(made_up); }) == "io.not_a_file");
    CHECK(error_code([&] { read_text(made_up); }) == "io.not_a_file");
  }
}

TEST_CASE("a file without permission names the reason in the language in use") {
  TemporaryFolder folder;
  put(folder.path() / "private", "x");
  std::filesystem::permissions(folder.path(), std::filesystem::perms(0755));
  std::filesystem::permissions(folder.path() / "private", std::filesystem::perms(0));
  const bool root = geteuid() == 0;  // root reads everything, so the test becomes somebody else for a moment
  if (root) REQUIRE(seteuid(65534) == 0);
  std::string code, message;
  try {
    read_file(folder.path() / "private");
  } catch (const Error& error) {
    code = error.code();
    message = error.message(Lang::es);
  }
  if (root) REQUIRE(seteuid(0) == 0);
  CHECK(code == "io.cannot_read");
  CHECK(message.find("no tienes permiso") != std::string::npos);
}

TEST_CASE("a file that is cut while it is mapped is an error of the work that reads it, and of no other") {
  TemporaryFolder folder;
  const size_t size = 1 << 20;
  put(folder.path() / "cut", std::string(size, 'x'));
  put(folder.path() / "whole", std::string(size, 'y'));
  auto cut = MappedFile::open(folder.path() / "cut"), whole = MappedFile::open(folder.path() / "whole");
  auto sum = [](const MappedFile& file) {
    return std::accumulate(file.bytes().begin(), file.bytes().end(), uint64_t{0},
                           [](uint64_t total, std::byte b) { return total + static_cast<uint64_t>(b); });
  };
  CHECK(sum(*cut) == size * 'x');
  std::filesystem::resize_file(folder.path() / "cut", 5000);
  {
    const StopScope scope(nullptr);
    CHECK_NOTHROW(check_stop());
    CHECK(sum(*cut) == 5000 * 'x');
    CHECK(error_code([] { check_stop(); }) == "io.file_damaged");
    try {
      check_stop();
    } catch (const Error& error) {
      CHECK(error.message().find("cut") != std::string::npos);
    }
    CHECK(sum(*whole) == size * 'y');
  }
  const StopScope next(nullptr);
  CHECK_NOTHROW(check_stop());
  CHECK(error_code([&] { check_mapped(cut->bytes().data() + 100); }) == "io.file_damaged");
  CHECK_NOTHROW(check_mapped(whole->bytes().data()));
  cut.reset();
  CHECK_NOTHROW(check_mapped(whole->bytes().data()));
}

TEST_CASE("many mapped files are known at once") {
  TemporaryFolder folder;
  put(folder.path() / "file", std::string(9000, 'x'));
  std::vector<std::shared_ptr<const MappedFile>> all;
  for (int i = 0; i < 300; ++i) all.push_back(MappedFile::open(folder.path() / "file"));
  std::filesystem::resize_file(folder.path() / "file", 0);
  const StopScope scope(nullptr);
  CHECK(all.back()->bytes()[8999] == std::byte{0});
  CHECK(error_code([] { check_stop(); }) == "io.file_damaged");
  CHECK_NOTHROW(check_mapped(all.front()->bytes().data()));  // not met yet
  CHECK(error_code([&] { check_mapped(all.back()->bytes().data()); }) == "io.file_damaged");
}
