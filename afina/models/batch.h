// Tokens as a model is given them.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

namespace afina::models {

// Packed tokens of one or more sequences. ids, positions: [M]; starts: [S + 1] (see kernels/attention.h).
struct Batch {
  std::vector<int32_t> ids;
  std::shared_ptr<const std::vector<int32_t>> positions;
  std::shared_ptr<const std::vector<int32_t>> starts;
  int64_t sequences() const { return static_cast<int64_t>(starts->size()) - 1; }
};

// Packs sequences one after another; positions restart at 0 in each.
Batch pack(std::span<const std::vector<int32_t>> sequences);
// Tokens that continue one sequence of which `past` are known.
Batch continuation(std::span<const int32_t> ids, int64_t past);
// The largest position; -1 for an empty batch.
int64_t last_position(const Batch& batch);

}  // namespace afina::models
