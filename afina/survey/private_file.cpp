#include "afina/survey/private_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>

#include "afina/base/error.h"
#include "afina/io/atomic_file.h"
#include "afina/io/os_error.h"

namespace afina::survey {

namespace fs = std::filesystem;

namespace {

struct Descriptor {
  explicit Descriptor(int opened) : value(opened) {}
  ~Descriptor() {
    if (value >= 0) ::close(value);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int value;
};

[[noreturn]] void fail_reading(const fs::path& path, int error_number) {
  if (error_number == ENOENT) fail("io.not_found", {{"path", path.string()}});
  // A link that may not be followed, and a pipe or device that cannot be opened.
  if (error_number == ELOOP || error_number == ENXIO) fail("io.not_a_file", {{"path", path.string()}});
  fail("io.cannot_read", {{"path", path.string()}, {"reason", os_error_reason(error_number)}});
}

}  // namespace

void fail_writing(const fs::path& path, int error_number) {
  if (is_out_of_space(error_number)) fail("io.disk_full", {{"path", path.string()}});
  fail("io.cannot_write", {{"path", path.string()}, {"reason", os_error_reason(error_number)}});
}

std::string read_ordinary_file(const fs::path& path, size_t most, SymbolicLinks links) {
  // Without O_NONBLOCK a pipe would be waited for before it can be refused.
  const int flags = O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY | (links == SymbolicLinks::refuse ? O_NOFOLLOW : 0);
  const Descriptor file(::open(path.c_str(), flags));
  if (file.value < 0) fail_reading(path, errno);
  struct stat status {};
  if (::fstat(file.value, &status) != 0) fail_reading(path, errno);
  if (!S_ISREG(status.st_mode)) fail("io.not_a_file", {{"path", path.string()}});
  auto too_large = [&] {
    fail("survey.file_too_large", {{"path", path.string()}, {"megabytes", std::to_string(most >> 20)}});
  };
  if (static_cast<uintmax_t>(status.st_size) > most) too_large();
  std::string bytes(static_cast<size_t>(status.st_size), '\0');
  size_t used = 0;
  while (true) {
    // What says size 0, as the files of /proc do, or grows meanwhile, is read on to the limit.
    if (used == bytes.size()) bytes.resize(used + (1 << 12));
    const ssize_t got = ::read(file.value, bytes.data() + used, bytes.size() - used);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) fail_reading(path, errno);
    if (got == 0) break;
    used += static_cast<size_t>(got);
    if (used > most) too_large();
  }
  bytes.resize(used);
  return bytes;
}

void write_private_file(const fs::path& path, std::string_view text) {
  write_file_atomically(path, text);
  std::error_code ignored;
  fs::permissions(path, fs::perms::owner_read | fs::perms::owner_write, ignored);
}

void overwrite(const fs::path& path) {
  static constexpr std::array<char, 1 << 16> kZeros{};
  const Descriptor file(::open(path.c_str(), O_WRONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK));
  if (file.value < 0 && (errno == ENOENT || errno == ELOOP || errno == ENXIO)) return;
  struct stat status {};
  if (file.value < 0 || ::fstat(file.value, &status) != 0) fail_writing(path, errno);
  if (!S_ISREG(status.st_mode)) return;
  for (off_t left = status.st_size; left > 0;) {
    const ssize_t wrote =
        ::write(file.value, kZeros.data(), std::min<size_t>(kZeros.size(), static_cast<size_t>(left)));
    if (wrote < 0 && errno == EINTR) continue;
    if (wrote < 0) fail_writing(path, errno);
    left -= wrote;
  }
  // Removed before the zeros are on the disk, the file would leave its old bytes there.
  if (::fsync(file.value) != 0 && errno != EINVAL) fail_writing(path, errno);
}

void overwrite_and_remove(const fs::path& path) {
  struct stat status {};
  if (::lstat(path.c_str(), &status) != 0 && errno == ENOENT) return;
  overwrite(path);
  if (::unlink(path.c_str()) != 0 && errno != ENOENT) fail_writing(path, errno);
}

}  // namespace afina::survey
