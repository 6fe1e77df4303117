// Files mapped read-only into memory, and whole text files.
#pragma once

#include <cstddef>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>

#include "afina/base/mapped_ranges.h"

namespace afina {

class MappedFile {
 public:
  // Throws Error io.not_found, io.not_a_file, io.cannot_read.
  static std::shared_ptr<const MappedFile> open(const std::filesystem::path& path);
  ~MappedFile();
  MappedFile(const MappedFile&) = delete;
  MappedFile& operator=(const MappedFile&) = delete;

  std::span<const std::byte> bytes() const noexcept { return {data_, size_}; }

 private:
  MappedFile() = default;
  const std::byte* data_ = nullptr;
  size_t size_ = 0;
  std::optional<MappedRange> range_;
};

// The whole file as bytes; a pipe too, until it ends. Same errors as MappedFile::open.
std::string read_file(const std::filesystem::path& path);

}  // namespace afina
