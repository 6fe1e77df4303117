#include "afina/io/input_file.h"

#include <fcntl.h>
#include <linux/magic.h>
#include <poll.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <utility>

#include "afina/base/error.h"
#include "afina/base/stop.h"
#include "afina/base/system_memory.h"
#include "afina/io/os_error.h"

namespace afina {

namespace fs = std::filesystem;

namespace {

constexpr size_t kStep = 1 << 16;
constexpr size_t kMostLineBytes = size_t{64} << 20;

[[noreturn]] void fail_reading(const fs::path& path, int error_number) {
  if (error_number == ENOENT || error_number == ENOTDIR) fail("io.not_found", {{"path", path.string()}});
  fail("io.cannot_read", {{"path", path.string()}, {"reason", os_error_reason(error_number)}});
}

[[noreturn]] void fail_too_large(const fs::path& path, uint64_t size, uint64_t most) {
  fail("io.too_large",
       {{"path", path.string()}, {"size", std::to_string(size >> 20)}, {"limit", std::to_string(most >> 20)}});
}

// File systems whose files are no files: reading them may block or never end.
bool made_up(int descriptor) {
  struct statfs system {};
  if (::fstatfs(descriptor, &system) != 0) return false;
  constexpr long kMadeUp[] = {PROC_SUPER_MAGIC,   SYSFS_MAGIC,         DEBUGFS_MAGIC,   TRACEFS_MAGIC,
                              CGROUP_SUPER_MAGIC, CGROUP2_SUPER_MAGIC, SECURITYFS_MAGIC};
  return std::ranges::find(kMadeUp, static_cast<long>(system.f_type)) != std::end(kMadeUp);
}

// A pipe may stay silent for ever; whoever waits for it must be able to stop. Ordinary files are always ready.
void wait_for_bytes(int descriptor) {
  constexpr int kLookEvery = 100;  // milliseconds
  for (pollfd waited{descriptor, POLLIN, 0};; waited.revents = 0) {
    check_stop();
    const int ready = ::poll(&waited, 1, kLookEvery);
    if (ready > 0 || (ready < 0 && errno != EINTR)) return;
  }
}

// Whether a pipe is the shell's own: one with a name in a folder may have nobody at its other end.
bool without_name(int descriptor) {
  struct statfs system {};
  return ::fstatfs(descriptor, &system) == 0 && system.f_type == PIPEFS_MAGIC;
}

}  // namespace

InputFile InputFile::open(const fs::path& path) { return open(path, false); }
InputFile InputFile::open_text(const fs::path& path) { return open(path, true); }

InputFile InputFile::open(const fs::path& path, bool pipes) {
  struct stat status {};
  // Looked at first, because opening alone makes some devices act.
  if (::stat(path.c_str(), &status) != 0 && !path.empty()) fail_reading(path, errno);
  auto acceptable = [&] { return S_ISREG(status.st_mode) || (pipes && S_ISFIFO(status.st_mode)); };
  if (path.empty() || !acceptable()) fail("io.not_a_file", {{"path", path.string()}});
  int descriptor;
  do {
    descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
  } while (descriptor < 0 && errno == EINTR);
  if (descriptor < 0) fail_reading(path, errno);
  InputFile file(path, descriptor);
  if (::fstat(descriptor, &status) != 0) fail_reading(path, errno);
  file.piped_ = S_ISFIFO(status.st_mode);
  if (!acceptable() || made_up(descriptor) || (file.piped_ && !without_name(descriptor))) {
    fail("io.not_a_file", {{"path", path.string()}});
  }
  if (file.piped_) ::fcntl(descriptor, F_SETFL, 0);  // its writer may take its time
  file.size_ = file.piped_ ? 0 : static_cast<uint64_t>(status.st_size);
  return file;
}

InputFile InputFile::standard_input() {
  InputFile file("stdin", STDIN_FILENO);
  file.piped_ = true;
  file.owned_ = false;
  return file;
}

InputFile::InputFile(InputFile&& other) noexcept
    : path_(std::move(other.path_)),
      descriptor_(std::exchange(other.descriptor_, -1)),
      size_(other.size_),
      piped_(other.piped_),
      owned_(other.owned_) {}

InputFile::~InputFile() {
  if (owned_ && descriptor_ >= 0) ::close(descriptor_);
}

size_t InputFile::read(char* into, size_t size) const {
  while (true) {
    wait_for_bytes(descriptor_);
    ssize_t got = ::read(descriptor_, into, size);
    if (got >= 0) return static_cast<size_t>(got);
    if (errno == EINTR || errno == EAGAIN) continue;
    if (errno == EBADF) return 0;  // standard input was closed
    fail_reading(path_, errno);
  }
}

namespace {

std::string read_whole(const InputFile& file, uint64_t most) {
  // What is larger than memory would end the process.
  const uint64_t limit = std::min(most, available_memory().bytes);
  if (file.size() > limit) fail_too_large(file.path(), file.size(), limit);
  // The size is a first guess only: a log may grow meanwhile.
  std::string content;
  content.resize(static_cast<size_t>(file.size()) + 1);
  size_t used = 0;
  while (true) {
    if (used == content.size()) content.resize(content.size() + content.size() / 2 + kStep);
    const size_t got = file.read(content.data() + used, content.size() - used);
    if (got == 0) break;
    used += got;
    if (used > limit) fail_too_large(file.path(), used, limit);
  }
  content.resize(used);
  return content;
}

}  // namespace

std::string read_file(const fs::path& path, uint64_t most) { return read_whole(InputFile::open(path), most); }

std::string read_file_if_present(const fs::path& path) {
  std::error_code error;  // then it is not there
  return fs::exists(path, error) ? read_file(path) : std::string();
}

std::string read_text(const fs::path& path) {
  const InputFile file = InputFile::open_text(path);
  return read_whole(file, file.piped() ? kMostPipedBytes : kMostTextBytes);
}

bool LineReader::fill() {
  buffer_.erase(0, begin_);
  begin_ = 0;
  if (buffer_.size() > kMostLineBytes) {
    fail("io.line_too_long", {{"path", file_.path().string()}, {"limit", std::to_string(kMostLineBytes >> 20)}});
  }
  const size_t used = buffer_.size();
  buffer_.resize(used + std::max(kStep, used));
  const size_t got = file_.read(buffer_.data() + used, buffer_.size() - used);
  buffer_.resize(used + got);
  return got > 0;
}

bool LineReader::next(std::string& line) {
  size_t looked = begin_;
  while (true) {
    if (size_t end = buffer_.find('\n', looked); end != std::string::npos) {
      line.assign(buffer_, begin_, end - begin_);
      begin_ = end + 1;
      return true;
    }
    if (ended_) break;
    looked = buffer_.size() - begin_;
    ended_ = !fill();
  }
  if (begin_ == buffer_.size()) return false;
  line.assign(buffer_, begin_);
  begin_ = buffer_.size();
  return true;
}

std::vector<fs::path> files_below(const fs::path& folder) {
  std::vector<fs::path> files;
  std::vector<fs::path> folders{folder};
  while (!folders.empty()) {
    const fs::path here = std::move(folders.back());
    folders.pop_back();
    std::error_code error;
    fs::directory_iterator entries(here, error);
    for (; !error && entries != fs::directory_iterator(); entries.increment(error)) {
      std::error_code unknown;
      const fs::file_status status = entries->symlink_status(unknown);
      (fs::is_directory(status) ? folders : files).push_back(entries->path());
    }
    if (error) fail_reading(here, error.value());
  }
  std::ranges::sort(files);
  return files;
}

}  // namespace afina
