// The one place that opens a file to read it. An ordinary file gives its bytes and ends; a pipe or a device may keep
// whoever opens it waiting for ever, so they are refused before they are opened. So are the files of /proc and /sys,
// whose bytes the system makes up as they are read.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace afina {

// The largest files that are read whole: what describes a model or a run, and what people bring as data. Anything
// larger than the memory at hand is refused as well.
inline constexpr uint64_t kMostTextBytes = uint64_t{512} << 20;
inline constexpr uint64_t kMostDataBytes = uint64_t{16} << 30;
// What is read from a pipe, whose size nobody knows before its end.
inline constexpr uint64_t kMostPipedBytes = uint64_t{64} << 20;

class InputFile {
 public:
  // Errors: io.not_found, io.not_a_file, io.cannot_read.
  static InputFile open(const std::filesystem::path& path);
  // The same, and the pipes without a name that a shell makes of `<(command)`.
  static InputFile open_text(const std::filesystem::path& path);
  static InputFile standard_input();
  ~InputFile();
  InputFile(InputFile&& other) noexcept;
  InputFile& operator=(InputFile&&) = delete;

  int descriptor() const noexcept { return descriptor_; }
  uint64_t size() const noexcept { return size_; }  // 0 for a pipe
  bool piped() const noexcept { return piped_; }
  const std::filesystem::path& path() const noexcept { return path_; }
  // Up to `size` bytes; 0 at the end. Errors: io.cannot_read.
  size_t read(char* into, size_t size) const;

 private:
  InputFile(std::filesystem::path path, int descriptor) : path_(std::move(path)), descriptor_(descriptor) {}
  static InputFile open(const std::filesystem::path& path, bool pipes);

  std::filesystem::path path_;
  int descriptor_ = -1;
  uint64_t size_ = 0;
  bool piped_ = false, owned_ = true;
};

// A file as bytes. Errors: those of InputFile::open, io.too_large (path, size, limit in MB).
std::string read_file(const std::filesystem::path& path, uint64_t most = kMostTextBytes);
// The same, or nothing where there is no such file.
std::string read_file_if_present(const std::filesystem::path& path);
// The same of a text that a person names on the command line; a pipe of the shell's gives at most kMostPipedBytes.
std::string read_text(const std::filesystem::path& path);

// Lines of a text of any size, one at a time, without their line break.
class LineReader {
 public:
  explicit LineReader(InputFile file) : file_(std::move(file)) {}
  // Errors: io.cannot_read, io.line_too_long (path, limit in MB).
  bool next(std::string& line);

 private:
  bool fill();

  InputFile file_;
  std::string buffer_;
  size_t begin_ = 0;
  bool ended_ = false;
};

// Everything below a folder that is not a folder, sorted; links to folders are not followed. Errors: io.cannot_read
// with the path that could not be looked into.
std::vector<std::filesystem::path> files_below(const std::filesystem::path& folder);

}  // namespace afina
