// Keys and values of one sequence so far: per layer [capacity, K*D], grown by doubling up to `limit` tokens.
#pragma once

#include <cstdint>
#include <vector>

#include "afina/tensor/tensor.h"

namespace afina::models {

class KvCache {
 public:
  KvCache(int64_t layers, int64_t channels, int64_t limit);
  int64_t length() const noexcept { return length_; }
  int64_t limit() const noexcept { return limit_; }
  // Appends rows to a layer; the length moves on when advance() is called after the last layer.
  // Errors: models.context_exceeded, base.out_of_memory.
  void append(kernels::Context&, int64_t layer, kernels::ConstMatrix keys, kernels::ConstMatrix values);
  kernels::ConstMatrix keys(int64_t layer) const;  // [length + pending, K*D]
  kernels::ConstMatrix values(int64_t layer) const;
  void advance(int64_t tokens) noexcept { length_ += tokens; }
  void truncate(int64_t length) noexcept { length_ = length; }

 private:
  struct Layer {
    Tensor keys, values;
    int64_t rows = 0;
  };
  std::vector<Layer> layers_;
  int64_t channels_ = 0, length_ = 0, limit_ = 0;
};

}  // namespace afina::models
