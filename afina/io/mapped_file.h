// Files mapped read-only into memory.
#pragma once

#include <cstddef>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>

#include "afina/base/mapped_ranges.h"
#include "afina/io/input_file.h"

namespace afina {

class MappedFile {
 public:
  // Errors: those of InputFile::open, base.out_of_memory where the address space is too small.
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

}  // namespace afina
