// The one allocator of tensor bytes (DESIGN decision 5): everything it hands out is counted, so that the
// memory forecast can be tested against what a run really used.
#pragma once

#include <cstddef>
#include <cstdint>

namespace afina {

struct MemoryStats {
  uint64_t live = 0;    // bytes in use by Buffers now
  uint64_t peak = 0;    // largest `live` since the last reset_memory_peak()
  uint64_t cached = 0;  // bytes freed by Buffers and kept for reuse
};

MemoryStats memory_stats() noexcept;
void reset_memory_peak() noexcept;
// How much the cache may keep, where memory is short; 256 MB otherwise, and at most. Below that freed blocks go back to
// the system at once.
void limit_memory_cache(uint64_t bytes) noexcept;
// Peak resident set of this process in bytes (ru_maxrss), mapped files included: for comparisons with other programs.
// What a person is told is peak_anonymous_bytes() (base/system_memory.h).
uint64_t peak_resident_bytes() noexcept;

// What a Buffer of `bytes` takes: sizes are rounded up to classes, by an eighth at most.
uint64_t allocated_bytes(uint64_t bytes) noexcept;

// An owning block, 64-byte aligned, contents undefined. Freed blocks are kept by size class for reuse: a
// training step allocates the same sizes again and again, and fresh pages cost a page fault each.
class Buffer {
 public:
  Buffer() = default;
  explicit Buffer(size_t bytes);  // throws Error base.out_of_memory
  ~Buffer();
  Buffer(Buffer&& other) noexcept;
  Buffer& operator=(Buffer&& other) noexcept;
  Buffer(const Buffer&) = delete;
  Buffer& operator=(const Buffer&) = delete;

  std::byte* data() const noexcept { return data_; }
  size_t size() const noexcept { return size_; }

 private:
  std::byte* data_ = nullptr;
  size_t size_ = 0;
};

}  // namespace afina
