#include "afina/io/mapped_file.h"

#include <doctest/doctest.h>
#include <sys/stat.h>
#include <unistd.h>

#include "afina/base/error.h"
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
