// Files appear whole or not at all (DESIGN decision 14): written under a temporary name in the same folder,
// flushed to disk, renamed. A failure (full disk, no permission) removes the temporary file and throws.
#pragma once

#include <cstddef>
#include <filesystem>
#include <span>
#include <string_view>

namespace afina {

class AtomicFile {
 public:
  // Creates the parent folders. A link is followed; an existing file keeps its permissions. Throws Error
  // io.cannot_write (path, reason), io.not_a_file (devices, pipes) or io.disk_full.
  explicit AtomicFile(std::filesystem::path target);
  ~AtomicFile();  // without commit(): the temporary file is removed
  AtomicFile(const AtomicFile&) = delete;
  AtomicFile& operator=(const AtomicFile&) = delete;

  void write(std::span<const std::byte> bytes);  // throws Error io.disk_full or io.cannot_write
  void write(std::string_view text);
  void commit();

 private:
  void discard() noexcept;  // closes and removes the temporary file

  std::filesystem::path target_;
  std::filesystem::path temporary_;
  int descriptor_ = -1;
};

void write_file_atomically(const std::filesystem::path& path, std::string_view content);

}  // namespace afina
