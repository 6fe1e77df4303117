#include "afina/io/atomic_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <system_error>
#include <vector>

#include "afina/base/error.h"
#include "afina/io/os_error.h"

namespace afina {

namespace fs = std::filesystem;

namespace {

const std::string kPrefix = ".afina-", kSuffix = ".tmp";  // ".afina-PROCESS-NUMBER.tmp"

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
    std::string name = kPrefix + std::to_string(::getpid()) + "-" + std::to_string(counter++) + kSuffix;
    temporary = target.parent_path() / name;
    int descriptor = ::open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
    if (descriptor >= 0) return descriptor;
    if (errno != EEXIST && errno != EINTR) fail_writing(target, errno);
  }
  fail_writing(target, EEXIST);
}

// Makes what is missing, each folder for its owner alone; an errno value where it cannot.
int make_folders(const fs::path& folder) {
  struct stat status {};
  if (folder.empty()) return 0;
  if (::stat(folder.c_str(), &status) == 0) return S_ISDIR(status.st_mode) ? 0 : ENOTDIR;
  if (errno != ENOENT) return errno;
  const fs::path above = folder.parent_path();
  if (above != folder) {
    if (int error = make_folders(above)) return error;
  }
  // Somebody else may have made it meanwhile; a link to nowhere is in the way, too.
  if (::mkdir(folder.c_str(), 0700) == 0) return 0;
  if (errno != EEXIST) return errno;
  return ::stat(folder.c_str(), &status) == 0 && S_ISDIR(status.st_mode) ? 0 : EEXIST;
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

AtomicFile::AtomicFile(fs::path target, Links links)
    : target_(links == Links::follow ? follow_links(std::move(target)) : std::move(target)) {
  if (!target_.has_filename()) fail_writing(target_, EISDIR);
  if (int error = make_folders(target_.parent_path())) fail_writing(target_, error);
  struct stat status {};
  bool exists = ::lstat(target_.c_str(), &status) == 0 && !S_ISLNK(status.st_mode);
  if (exists && S_ISDIR(status.st_mode)) fail_writing(target_, EISDIR);
  // Renaming over a device (as root, even /dev/null) would destroy it.
  if (exists && !S_ISREG(status.st_mode)) fail("io.not_a_file", {{"path", target_.string()}});
  // A file that its owner has protected is not replaced behind their back, though rename would do it.
  if (exists && ::faccessat(AT_FDCWD, target_.c_str(), W_OK, AT_EACCESS) != 0) fail_writing(target_, errno);
  descriptor_ = open_temporary(target_, 0600, temporary_);
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

void write_file_atomically(const fs::path& path, std::string_view content, Links links) {
  AtomicFile file(path, links);
  file.write(content);
  file.commit();
}

void make_private_folders(const fs::path& folder) {
  if (int error = make_folders(folder)) fail_writing(folder, error);
}

bool is_leftover_name(std::string_view name) {
  return name.size() > kPrefix.size() + kSuffix.size() && name.starts_with(kPrefix) && name.ends_with(kSuffix);
}

void remove_leftovers(const fs::path& folder, Leftovers which) {
  std::error_code error;
  std::vector<fs::path> found;
  for (fs::directory_iterator entry(folder, error), end; !error && entry != end; entry.increment(error)) {
    if (is_leftover_name(entry->path().filename().native())) found.push_back(entry->path());
  }
  for (const fs::path& path : found) {
    const std::string name = path.filename().string();
    const int process = std::atoi(name.c_str() + kPrefix.size());
    const bool dead = process > 0 && ::kill(process, 0) != 0 && errno == ESRCH;
    if (which == Leftovers::all || dead) ::unlink(path.c_str());
  }
}

}  // namespace afina
