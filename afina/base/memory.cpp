#include "afina/base/memory.h"

#include <malloc.h>
#include <sys/resource.h>

#include <bit>
#include <cstdlib>
#include <map>
#include <mutex>
#include <utility>
#include <vector>

#include "afina/base/system_memory.h"

namespace afina {

namespace {

constexpr size_t kAlignment = 64;
// More than this is given back rather than kept: texts of many lengths must not pile up blocks.
constexpr uint64_t kMostCached = 256ull << 20;
// Bytes between two looks at what the process takes.
constexpr uint64_t kStep = 8ull << 20;

struct Cache {
  std::mutex mutex;
  std::map<size_t, std::vector<std::byte*>> free_blocks;  // by size class
  MemoryStats stats;
  uint64_t most_cached = kMostCached;
  uint64_t sampled = 0;  // `live` when the process was last looked at

  // Whether `live` is a new height, worth a look at what the process takes.
  bool rose() {
    if (stats.live < sampled + kStep) return false;
    sampled = stats.live;
    return true;
  }
  // Whether a block of that size goes while `live` is about the greatest height: its pages may have been touched since
  // the last look.
  bool leaves_the_top(size_t bytes) const { return bytes >= kStep && stats.live + kStep > sampled; }
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

void limit_memory_cache(uint64_t bytes) noexcept {
  Cache& c = cache();
  std::lock_guard lock(c.mutex);
  c.most_cached = bytes < kMostCached ? bytes : kMostCached;
#ifdef __GLIBC__
  // Its threshold grows to 32 MB with what is freed, and smaller blocks then stay in a heap full of holes: a fifth of a
  // small model's training.
  constexpr int kOwnMapping = 128 << 10;
  if (bytes < kMostCached) mallopt(M_MMAP_THRESHOLD, kOwnMapping);
#endif
  if (c.stats.cached > c.most_cached) release_all(c);
}

uint64_t peak_resident_bytes() noexcept {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<uint64_t>(usage.ru_maxrss) * 1024;
}

uint64_t allocated_bytes(uint64_t bytes) noexcept { return bytes == 0 ? 0 : size_class(bytes); }

Buffer::Buffer(size_t bytes) : size_(bytes) {
  if (bytes == 0) return;
  // Rounding up would wrap around near the end of the range; no machine has that much.
  if (bytes > SIZE_MAX / 4) throw out_of_memory(bytes);
  size_t rounded = size_class(bytes);
  Cache& c = cache();
  std::unique_lock lock(c.mutex);
  // Before this block is added, whose pages nobody has touched yet.
  if (c.rose()) {
    lock.unlock();
    peak_anonymous_bytes();
    lock.lock();
  }
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
    if (!data_) {
      lock.unlock();
      throw out_of_memory(bytes);
    }
  }
  c.stats.live += rounded;
  if (c.stats.live > c.stats.peak) c.stats.peak = c.stats.live;
}

Buffer::~Buffer() {
  if (!data_) return;
  size_t rounded = size_class(size_);
  Cache& c = cache();
  bool rose;
  {
    std::lock_guard lock(c.mutex);
    rose = c.rose() || c.leaves_the_top(rounded);
  }
  if (rose) peak_anonymous_bytes();
  std::lock_guard lock(c.mutex);
  c.stats.live -= rounded;
  if (c.stats.cached + rounded > c.most_cached) {
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
