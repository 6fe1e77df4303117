#include "afina/io/atomic_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <system_error>

#include "afina/base/error.h"
#include "afina/io/os_error.h"

namespace afina {

namespace fs = std::filesystem;

namespace {

[[noreturn]] void fail_writing(const fs::path& path, int error_number) {
  if (is_out_of_space(error_number)) fail("io.disk_full", {{"path", path.string()}});
  fail("io.cannot_write", {{"path", path.string()}, {"reason", os_error_reason(error_number)}});
}

// Writing through a link changes what it points to, as any program would; renaming over it would replace it.
fs::path follow_links(fs::path path) {
  constexpr int kMaxLinks = 40;
  std::error_code error;
  for (int i = 0; i < kMaxLinks; ++i) {
    if (!fs::is_symlink(path, error)) return path;
    fs::path next = fs::read_symlink(path, error);
    if (error) fail_writing(path, error.value());
    path = next.is_absolute() ? next : path.parent_path() / next;
  }
  fail_writing(path, ELOOP);
}

// A name in the folder of `target` that no other process or thread has. The name does not contain the
// target's, which may already be as long as a name can be.
int open_temporary(const fs::path& target, mode_t mode, fs::path& temporary) {
  static std::atomic<unsigned> counter{0};
  constexpr int kAttempts = 10000;  // leftovers of killed processes with the same number
  for (int i = 0; i < kAttempts; ++i) {
    std::string name = ".afina-" + std::to_string(::getpid()) + "-" + std::to_string(counter++) + ".tmp";
    temporary = target.parent_path() / name;
    int descriptor = ::open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
    if (descriptor >= 0) return descriptor;
    if (errno != EEXIST && errno != EINTR) fail_writing(target, errno);
  }
  fail_writing(target, EEXIST);
}

// Without this a power cut may forget the rename although the file's bytes are safe. Some file systems
// refuse to flush folders, and the file is complete by then, so a refusal is no failure.
void flush_folder(const fs::path& folder) {
  int descriptor = ::open(folder.empty() ? "." : folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (descriptor < 0) return;
  ::fsync(descriptor);
  ::close(descriptor);
}

}  // namespace

AtomicFile::AtomicFile(fs::path target) : target_(follow_links(std::move(target))) {
  if (!target_.has_filename()) fail_writing(target_, EISDIR);
  std::error_code error;
  if (target_.has_parent_path()) fs::create_directories(target_.parent_path(), error);
  if (error) fail_writing(target_, error.value());
  struct stat status {};
  bool exists = ::stat(target_.c_str(), &status) == 0;
  if (exists && S_ISDIR(status.st_mode)) fail_writing(target_, EISDIR);
  // Renaming over a device (as root, even /dev/null) would destroy it.
  if (exists && !S_ISREG(status.st_mode)) fail("io.not_a_file", {{"path", target_.string()}});
  // A file that its owner has protected is not replaced behind their back, though rename would do it.
  if (exists && ::faccessat(AT_FDCWD, target_.c_str(), W_OK, AT_EACCESS) != 0) fail_writing(target_, errno);
  descriptor_ = open_temporary(target_, 0666, temporary_);
  if (exists && ::fchmod(descriptor_, status.st_mode & 07777) != 0) {
    int reason = errno;
    discard();
    fail_writing(target_, reason);
  }
}

AtomicFile::~AtomicFile() { discard(); }

void AtomicFile::discard() noexcept {
  if (descriptor_ >= 0) ::close(descriptor_);
  descriptor_ = -1;
  if (!temporary_.empty()) ::unlink(temporary_.c_str());
  temporary_.clear();
}

void AtomicFile::write(std::span<const std::byte> bytes) {
  while (!bytes.empty()) {
    ssize_t wrote = ::write(descriptor_, bytes.data(), bytes.size());
    if (wrote < 0 && errno == EINTR) continue;
    if (wrote < 0) {
      int reason = errno;
      discard();
      fail_writing(target_, reason);
    }
    bytes = bytes.subspan(static_cast<size_t>(wrote));
  }
}

void AtomicFile::write(std::string_view content) { write(std::as_bytes(std::span(content.data(), content.size()))); }

void AtomicFile::commit() {
  // Network disks report a full disk only here.
  bool flushed = ::fsync(descriptor_) == 0 || errno == EINVAL;
  int reason = flushed ? 0 : errno;
  if (::close(descriptor_) != 0 && flushed) reason = errno;
  descriptor_ = -1;
  if (reason == 0 && ::rename(temporary_.c_str(), target_.c_str()) != 0) reason = errno;
  if (reason != 0) {
    discard();
    fail_writing(target_, reason);
  }
  temporary_.clear();
  flush_folder(target_.parent_path());
}

void write_file_atomically(const fs::path& path, std::string_view content) {
  AtomicFile file(path);
  file.write(content);
  file.commit();
}

}  // namespace afina
