#include "afina/io/mapped_file.h"

#include <sys/mman.h>

#include <cerrno>

#include "afina/base/system_memory.h"
#include "afina/io/os_error.h"

namespace afina {

std::shared_ptr<const MappedFile> MappedFile::open(const std::filesystem::path& path) {
  const InputFile input = InputFile::open(path);
  std::shared_ptr<MappedFile> file(new MappedFile);
  if (input.size() == 0) return file;  // mmap refuses an empty range
  const auto size = static_cast<size_t>(input.size());
  void* address = ::mmap(nullptr, size, PROT_READ, MAP_PRIVATE, input.descriptor(), 0);
  if (address == MAP_FAILED) {
    if (errno == ENOMEM) throw out_of_memory(size);
    fail("io.cannot_read", {{"path", path.string()}, {"reason", os_error_reason(errno)}});
  }
  file->data_ = static_cast<const std::byte*>(address);
  file->size_ = size;
  file->range_.emplace(address, size, path.string());
  return file;
}

MappedFile::~MappedFile() {
  range_.reset();
  if (data_) ::munmap(const_cast<std::byte*>(data_), size_);
}

}  // namespace afina
