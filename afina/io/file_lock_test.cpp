#include "afina/io/file_lock.h"

#include <doctest/doctest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>

#include "afina/base/test_support.h"
#include "afina/io/atomic_file.h"

using namespace afina;
namespace fs = std::filesystem;

TEST_CASE("one holder at a time, who says who it is; the file goes with it") {
  testing::TemporaryFolder folder;
  const fs::path path = folder.path() / "lock";
  {
    auto first = FileLock::try_take(path, "first");
    REQUIRE(first);
    CHECK((fs::status(path).permissions() & fs::perms(0777)) == fs::perms(0600));
    CHECK(!FileLock::try_take(path, "second"));
    CHECK(FileLock::holder_of(path) == "first");
  }
  CHECK(!fs::exists(path));
  CHECK(!FileLock::holder_of(path));
  CHECK(FileLock::try_take(path, "second"));
}

TEST_CASE("a killed holder holds nothing, and a link in the lock's place is replaced") {
  testing::TemporaryFolder folder;
  const fs::path path = folder.path() / "lock";
  int ready[2];
  REQUIRE(pipe(ready) == 0);
  const pid_t child = fork();
  if (child == 0) {
    auto lock = FileLock::try_take(path, "child");
    [[maybe_unused]] ssize_t told = write(ready[1], lock ? "y" : "n", 1);
    pause();
    _exit(0);
  }
  char held = 0;
  REQUIRE(read(ready[0], &held, 1) == 1);
  CHECK(held == 'y');
  CHECK(!FileLock::try_take(path, "parent"));
  kill(child, SIGKILL);
  waitpid(child, nullptr, 0);
  CHECK(fs::exists(path));
  CHECK(FileLock::try_take(path, "parent"));
  write_file_atomically(folder.path() / "other", "kept");
  fs::create_symlink("other", path);
  CHECK(FileLock::try_take(path, "parent"));
  CHECK(testing::slurp(folder.path() / "other") == "kept");
  CHECK(testing::error_code([&] { FileLock::try_take(folder.path() / "no" / "lock", ""); }) == "io.cannot_write");
}
