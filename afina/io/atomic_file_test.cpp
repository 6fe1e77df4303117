#include "afina/io/atomic_file.h"

#include <doctest/doctest.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <csignal>

#include "afina/base/test_support.h"

using namespace afina;
using testing::error_code;
using testing::slurp;
using testing::TemporaryFolder;
namespace fs = std::filesystem;

namespace {

size_t files_in(const fs::path& folder) {
  return static_cast<size_t>(std::distance(fs::directory_iterator(folder), fs::directory_iterator()));
}

// A disk on which a file can grow to `bytes` only, for the scope.
class SmallDisk {
 public:
  explicit SmallDisk(rlim_t bytes) : handler_(std::signal(SIGXFSZ, SIG_IGN)) {
    getrlimit(RLIMIT_FSIZE, &before_);
    rlimit small{bytes, before_.rlim_max};
    setrlimit(RLIMIT_FSIZE, &small);
  }
  ~SmallDisk() {
    setrlimit(RLIMIT_FSIZE, &before_);
    std::signal(SIGXFSZ, handler_);
  }

 private:
  rlimit before_{};
  void (*handler_)(int);
};

}  // namespace

TEST_CASE("a file appears whole at commit, in folders that did not exist") {
  TemporaryFolder folder;
  fs::path target = folder.path() / "a" / "b" / "texto.txt";
  AtomicFile file(target);
  file.write("hola ");
  CHECK(!fs::exists(target));
  file.write("mundo");
  file.commit();
  CHECK(slurp(target) == "hola mundo");
  CHECK(files_in(target.parent_path()) == 1);
}

TEST_CASE("without commit nothing changes and nothing is left") {
  TemporaryFolder folder;
  write_file_atomically(folder.path() / "f", "before");
  {
    AtomicFile file(folder.path() / "f");
    file.write("after");
    CHECK(files_in(folder.path()) == 2);
  }
  CHECK(slurp(folder.path() / "f") == "before");
  CHECK(files_in(folder.path()) == 1);
}

TEST_CASE("a full disk keeps the old file and removes the temporary one") {
  TemporaryFolder folder;
  write_file_atomically(folder.path() / "f", "before");
  std::string code;
  {
    SmallDisk disk(1000);
    AtomicFile file(folder.path() / "f");
    file.write(std::string(900, 'x'));
    code = error_code([&] { file.write(std::string(900, 'x')); });
  }
  CHECK(code == "io.disk_full");
  CHECK(slurp(folder.path() / "f") == "before");
  CHECK(files_in(folder.path()) == 1);
}

TEST_CASE("an existing file keeps its permissions, and a link its place where it is followed") {
  TemporaryFolder folder;
  write_file_atomically(folder.path() / "real", "1");
  fs::permissions(folder.path() / "real", fs::perms(0640));
  fs::create_symlink("real", folder.path() / "link");
  write_file_atomically(folder.path() / "link", "2", Links::follow);
  CHECK(fs::is_symlink(folder.path() / "link"));
  CHECK(slurp(folder.path() / "real") == "2");
  CHECK((fs::status(folder.path() / "real").permissions() & fs::perms(0777)) == fs::perms(0640));
}

TEST_CASE("a link in a file's place is replaced, whatever it points to") {
  TemporaryFolder folder;
  write_file_atomically(folder.path() / "real", "1");
  for (const char* to : {"real", "nowhere", "/dev/null", "."}) {
    const fs::path link = folder.path() / "link";
    fs::remove(link);
    fs::create_symlink(to, link);
    write_file_atomically(link, "2");
    CHECK(!fs::is_symlink(link));
    CHECK(slurp(link) == "2");
  }
  CHECK(slurp(folder.path() / "real") == "1");
}

TEST_CASE("new files and folders are their owner's alone") {
  TemporaryFolder folder;
  const mode_t before = umask(0);
  write_file_atomically(folder.path() / "a" / "b" / "f", "1");
  umask(before);
  auto mode = [&](const fs::path& path) { return fs::status(folder.path() / path).permissions() & fs::perms(0777); };
  CHECK(mode("a") == fs::perms(0700));
  CHECK(mode("a/b") == fs::perms(0700));
  CHECK(mode("a/b/f") == fs::perms(0600));
}

TEST_CASE("leftovers of killed writers are removed, and nothing else") {
  TemporaryFolder folder;
  const std::string alive = ".afina-" + std::to_string(getpid()) + "-7.tmp", dead = ".afina-999999999-0.tmp";
  for (const std::string& name : {alive, dead, std::string("f"), std::string(".afina-demo"), std::string("x.tmp")})
    write_file_atomically(folder.path() / name, "");
  remove_leftovers(folder.path(), Leftovers::of_the_dead);
  CHECK(!fs::exists(folder.path() / dead));
  CHECK(files_in(folder.path()) == 4);
  remove_leftovers(folder.path(), Leftovers::all);
  CHECK(!fs::exists(folder.path() / alive));
  CHECK(files_in(folder.path()) == 3);
}

TEST_CASE("places that cannot be written are refused before anything happens") {
  TemporaryFolder folder;
  write_file_atomically(folder.path() / "file", "x");
  fs::create_directory(folder.path() / "sub");
  fs::create_symlink("loop", folder.path() / "loop");
  auto write = [](const fs::path& path) { return error_code([&] { write_file_atomically(path, "y"); }); };
  CHECK(write(folder.path() / "sub") == "io.cannot_write");
  CHECK(write(folder.path() / "sub/") == "io.cannot_write");
  CHECK(write(folder.path() / "file" / "inside") == "io.cannot_write");
  CHECK(error_code([&] { write_file_atomically(folder.path() / "loop", "y", Links::follow); }) == "io.cannot_write");
  CHECK(write(folder.path() / std::string(300, 'a')) == "io.cannot_write");
  CHECK(write("/dev/full") == "io.not_a_file");
  CHECK(write("") == "io.cannot_write");
  CHECK(slurp(folder.path() / "file") == "x");
  CHECK(files_in(folder.path()) == 3);
}

TEST_CASE("folders and files without permission are refused") {
  TemporaryFolder folder;
  write_file_atomically(folder.path() / "protected", "x");
  fs::permissions(folder.path() / "protected", fs::perms(0444));
  fs::permissions(folder.path(), fs::perms(0777));
  fs::create_directory(folder.path() / "closed");
  fs::permissions(folder.path() / "closed", fs::perms(0555));
  const bool root = geteuid() == 0;  // root writes everywhere, so the test becomes somebody else for a moment
  if (root) REQUIRE(seteuid(65534) == 0);
  std::string closed = error_code([&] { write_file_atomically(folder.path() / "closed" / "f", "y"); });
  std::string kept = error_code([&] { write_file_atomically(folder.path() / "protected", "y"); });
  if (root) REQUIRE(seteuid(0) == 0);
  CHECK(closed == "io.cannot_write");
  CHECK(kept == "io.cannot_write");
}
