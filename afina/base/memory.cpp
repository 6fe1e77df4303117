#include "afina/base/memory.h"

#include <sys/resource.h>

#include <bit>
#include <cstdlib>
#include <map>
#include <mutex>
#include <utility>
#include <vector>

#include "afina/base/error.h"

namespace afina {

namespace {

constexpr size_t kAlignment = 64;
// More than this is given back rather than kept: texts of many lengths must not pile up blocks.
constexpr uint64_t kMaxCached = 256ull << 20;

struct Cache {
  std::mutex mutex;
  std::map<size_t, std::vector<std::byte*>> free_blocks;  // by size class
  MemoryStats stats;
};

// Never destroyed: Buffers with static lifetime may be freed after it otherwise.
Cache& cache() {
  static Cache* instance = new Cache;
  return *instance;
}

// Eight classes per power of two waste at most an eighth and let nearly equal lengths share blocks.
size_t size_class(size_t bytes) {
  if (bytes <= 1024) return (bytes + kAlignment - 1) / kAlignment * kAlignment;
  size_t step = std::bit_floor(bytes) / 8;
  return (bytes + step - 1) / step * step;
}

void release_all(Cache& c) {
  for (auto& [size, blocks] : c.free_blocks) {
    for (std::byte* block : blocks) std::free(block);
  }
  c.free_blocks.clear();
  c.stats.cached = 0;
}

}  // namespace

MemoryStats memory_stats() noexcept {
  Cache& c = cache();
  std::lock_guard lock(c.mutex);
  return c.stats;
}

void reset_memory_peak() noexcept {
  Cache& c = cache();
  std::lock_guard lock(c.mutex);
  c.stats.peak = c.stats.live;
}

uint64_t peak_resident_bytes() noexcept {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<uint64_t>(usage.ru_maxrss) * 1024;
}

Buffer::Buffer(size_t bytes) : size_(bytes) {
  if (bytes == 0) return;
  size_t rounded = size_class(bytes);
  Cache& c = cache();
  std::lock_guard lock(c.mutex);
  if (auto found = c.free_blocks.find(rounded); found != c.free_blocks.end() && !found->second.empty()) {
    data_ = found->second.back();
    found->second.pop_back();
    c.stats.cached -= rounded;
  } else {
    data_ = static_cast<std::byte*>(std::aligned_alloc(kAlignment, rounded));
    if (!data_) {
      release_all(c);
      data_ = static_cast<std::byte*>(std::aligned_alloc(kAlignment, rounded));
    }
    if (!data_) fail("base.out_of_memory", {{"megabytes", std::to_string(bytes >> 20)}});
  }
  c.stats.live += rounded;
  if (c.stats.live > c.stats.peak) c.stats.peak = c.stats.live;
}

Buffer::~Buffer() {
  if (!data_) return;
  size_t rounded = size_class(size_);
  Cache& c = cache();
  std::lock_guard lock(c.mutex);
  c.stats.live -= rounded;
  if (c.stats.cached + rounded > kMaxCached) {
    std::free(data_);
    return;
  }
  c.free_blocks[rounded].push_back(data_);
  c.stats.cached += rounded;
}

Buffer::Buffer(Buffer&& other) noexcept
    : data_(std::exchange(other.data_, nullptr)), size_(std::exchange(other.size_, 0)) {}

Buffer& Buffer::operator=(Buffer&& other) noexcept {
  std::swap(data_, other.data_);
  std::swap(size_, other.size_);
  return *this;
}

}  // namespace afina
