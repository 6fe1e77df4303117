#include "afina/io/mapped_file.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include "afina/base/error.h"
#include "afina/base/stop.h"
#include "afina/io/os_error.h"

namespace afina {

namespace {

[[noreturn]] void fail_reading(const std::filesystem::path& path, int error_number) {
  if (error_number == ENOENT || error_number == ENOTDIR) fail("io.not_found", {{"path", path.string()}});
  fail("io.cannot_read", {{"path", path.string()}, {"reason", os_error_reason(error_number)}});
}

struct Descriptor {
  int value = -1;
  ~Descriptor() {
    if (value >= 0) ::close(value);
  }
};

// Opens `path` for reading and says what it is. Folders and devices are refused; pipes where `pipes` allows.
struct stat open_for_reading(const std::filesystem::path& path, bool pipes, Descriptor& descriptor) {
  // Without O_NONBLOCK, opening a pipe that nobody writes to would hang before it can be refused.
  int flags = O_RDONLY | O_CLOEXEC | O_NONBLOCK;
  do {
    descriptor.value = ::open(path.c_str(), flags);
  } while (descriptor.value < 0 && errno == EINTR);
  if (descriptor.value < 0) fail_reading(path, errno);
  struct stat status {};
  if (::fstat(descriptor.value, &status) != 0) fail_reading(path, errno);
  bool accepted = S_ISREG(status.st_mode) || (pipes && S_ISFIFO(status.st_mode));
  if (!accepted) fail("io.not_a_file", {{"path", path.string()}});
  return status;
}

// A pipe may stay silent for ever; whoever waits for it must be able to stop. Ordinary files are always ready.
void wait_for_bytes(int descriptor) {
  constexpr int kLookEvery = 100;  // milliseconds
  for (pollfd waited{descriptor, POLLIN, 0};; waited.revents = 0) {
    check_stop();
    if (::poll(&waited, 1, kLookEvery) != 0) return;
  }
}

}  // namespace

std::shared_ptr<const MappedFile> MappedFile::open(const std::filesystem::path& path) {
  Descriptor descriptor;
  struct stat status = open_for_reading(path, false, descriptor);
  std::shared_ptr<MappedFile> file(new MappedFile);
  if (status.st_size == 0) return file;  // mmap refuses an empty range
  auto size = static_cast<size_t>(status.st_size);
  void* address = ::mmap(nullptr, size, PROT_READ, MAP_PRIVATE, descriptor.value, 0);
  if (address == MAP_FAILED) fail_reading(path, errno);
  file->data_ = static_cast<const std::byte*>(address);
  file->size_ = size;
  file->range_.emplace(address, size, path.string());
  return file;
}

MappedFile::~MappedFile() {
  range_.reset();
  if (data_) ::munmap(const_cast<std::byte*>(data_), size_);
}

std::string read_file(const std::filesystem::path& path) {
  Descriptor descriptor;
  struct stat status = open_for_reading(path, true, descriptor);
  // The size is a first guess only: pipes and the files of /proc say 0, and a log may grow meanwhile.
  constexpr size_t kStep = 1 << 16;
  std::string content;
  content.resize(static_cast<size_t>(status.st_size) + 1);
  size_t used = 0;
  while (true) {
    wait_for_bytes(descriptor.value);
    if (used == content.size()) content.resize(content.size() + content.size() / 2 + kStep);
    ssize_t got = ::read(descriptor.value, content.data() + used, content.size() - used);
    if (got < 0 && (errno == EINTR || errno == EAGAIN)) continue;
    if (got < 0) fail_reading(path, errno);
    if (got == 0) break;
    used += static_cast<size_t>(got);
  }
  content.resize(used);
  return content;
}

}  // namespace afina
