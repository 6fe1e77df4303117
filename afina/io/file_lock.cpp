#include "afina/io/file_lock.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <thread>
#include <utility>

#include "afina/base/error.h"
#include "afina/io/os_error.h"

namespace afina {

namespace fs = std::filesystem;

namespace {

constexpr size_t kMostHolder = 4096;

// Whoever asks who holds a lock shares it for a moment, which must not look like holding it.
constexpr int kTries = 20;
constexpr std::chrono::milliseconds kPause{10};

enum class Taken { yes, no, unsupported };

Taken lock(int descriptor, int how) {
  while (::flock(descriptor, how | LOCK_NB) != 0) {
    if (errno == EINTR) continue;
    return errno == EWOULDBLOCK ? Taken::no : Taken::unsupported;
  }
  return Taken::yes;
}

// Between opening and locking, the one who held it may have removed the file: then a lock on it guards nothing.
bool still_there(const fs::path& path, int descriptor) {
  struct stat held {
  }, named{};
  return ::fstat(descriptor, &held) == 0 && ::lstat(path.c_str(), &named) == 0 && held.st_ino == named.st_ino &&
         held.st_dev == named.st_dev;
}

int open_lock(const fs::path& path) {
  while (true) {
    int descriptor = ::open(path.c_str(), O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK, 0600);
    if (descriptor >= 0) return descriptor;
    if (errno == EINTR) continue;
    std::error_code ignored;
    if (errno == ELOOP && fs::is_symlink(fs::symlink_status(path, ignored)) && ::unlink(path.c_str()) == 0) continue;
    fail("io.cannot_write", {{"path", path.string()}, {"reason", os_error_reason(errno)}});
  }
}

}  // namespace

std::optional<FileLock> FileLock::try_take(const fs::path& path, std::string_view holder) {
  for (int i = 0; i < kTries;) {
    FileLock taken(path, open_lock(path));
    const Taken result = lock(taken.descriptor_, LOCK_EX);
    if (result == Taken::no) {
      ::close(std::exchange(taken.descriptor_, -1));
      if (++i < kTries) std::this_thread::sleep_for(kPause);
      continue;
    }
    if (!still_there(path, taken.descriptor_)) {
      ::close(std::exchange(taken.descriptor_, -1));
      continue;
    }
    // A disk too full for these words still keeps the lock.
    if (::ftruncate(taken.descriptor_, 0) == 0) {
      [[maybe_unused]] ssize_t written = ::write(taken.descriptor_, holder.data(), holder.size());
    }
    return taken;
  }
  return std::nullopt;
}

std::optional<std::string> FileLock::holder_of(const fs::path& path) {
  int descriptor = ::open(path.c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK);
  if (descriptor < 0) return std::nullopt;
  std::optional<std::string> holder;
  if (lock(descriptor, LOCK_SH) == Taken::no) {
    holder.emplace(kMostHolder, '\0');
    const ssize_t got = ::read(descriptor, holder->data(), holder->size());
    holder->resize(got > 0 ? static_cast<size_t>(got) : 0);
  }
  ::close(descriptor);
  return holder;
}

FileLock::FileLock(FileLock&& other) noexcept
    : path_(std::move(other.path_)), descriptor_(std::exchange(other.descriptor_, -1)) {}

FileLock::~FileLock() {
  if (descriptor_ < 0) return;
  if (still_there(path_, descriptor_)) ::unlink(path_.c_str());
  ::close(descriptor_);
}

}  // namespace afina
