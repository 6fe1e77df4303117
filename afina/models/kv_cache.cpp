// Keys and values of the tokens so far.
#include "afina/models/kv_cache.h"

#include <algorithm>
#include <string>

#include "afina/base/error.h"
#include "afina/base/memory.h"
#include "afina/base/system_memory.h"
#include "afina/kernels/elementwise.h"
#include "afina/models/memory.h"

namespace afina::models {

KvCache::KvCache(int64_t layers, int64_t channels, int64_t limit)
    : layers_(static_cast<size_t>(layers)), channels_(channels), limit_(limit) {}

void KvCache::append(kernels::Context& context, int64_t layer, kernels::ConstMatrix keys, kernels::ConstMatrix values) {
  constexpr int64_t kFirstRows = 64;
  Layer& l = layers_[static_cast<size_t>(layer)];
  const int64_t needed = length_ + keys.rows;
  if (needed > limit_) {
    fail("models.context_exceeded", {{"position", std::to_string(needed)}, {"limit", std::to_string(limit_)}});
  }
  const int64_t capacity = l.keys ? l.keys.rows() : 0;
  if (needed > capacity) {
    const int64_t rows = std::min(limit_, std::max({needed, 2 * capacity, kFirstRows}));
    // All layers grow in the same step: better refused before the first than killed by the system at the last.
    const auto growth = static_cast<uint64_t>(2 * std::ssize(layers_)) * tensor_bytes(rows - capacity, channels_);
    if (layer == 0 && growth > available_memory().bytes + memory_stats().cached) throw out_of_memory(growth);
    Tensor grown_keys = Tensor::empty({rows, channels_}), grown_values = Tensor::empty({rows, channels_});
    if (length_ > 0) {
      kernels::copy(context, l.keys.matrix().rows_from(0, length_), grown_keys.mutable_matrix());
      kernels::copy(context, l.values.matrix().rows_from(0, length_), grown_values.mutable_matrix());
    }
    l.keys = grown_keys;
    l.values = grown_values;
  }
  kernels::copy(context, keys, l.keys.mutable_matrix().rows_from(length_, keys.rows));
  kernels::copy(context, values, l.values.mutable_matrix().rows_from(length_, values.rows));
  l.rows = needed;
}

kernels::ConstMatrix KvCache::keys(int64_t layer) const {
  const Layer& l = layers_[static_cast<size_t>(layer)];
  return l.keys.matrix().rows_from(0, l.rows);
}

kernels::ConstMatrix KvCache::values(int64_t layer) const {
  const Layer& l = layers_[static_cast<size_t>(layer)];
  return l.values.matrix().rows_from(0, l.rows);
}

}  // namespace afina::models
