// A file that one program at a time may hold, as a sign that it works in the folder around it. The kernel lets go of it
// when the program dies, however that happens. Where a file system knows no locks (some network folders), it is taken
// without one.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace afina {

class FileLock {
 public:
  // Nothing where it is held, by this program or another. `holder` is what others read meanwhile.
  // Errors: io.cannot_write (path, reason).
  static std::optional<FileLock> try_take(const std::filesystem::path& path, std::string_view holder);
  // What the holder wrote, which may be nothing yet; no value where nobody holds it.
  static std::optional<std::string> holder_of(const std::filesystem::path& path);

  ~FileLock();  // the file is removed
  FileLock(FileLock&& other) noexcept;
  FileLock& operator=(FileLock&&) = delete;

 private:
  FileLock(std::filesystem::path path, int descriptor) : path_(std::move(path)), descriptor_(descriptor) {}
  std::filesystem::path path_;
  int descriptor_ = -1;
};

}  // namespace afina
