// Softmax and cross-entropy of one row at a point of a line, in vector code without a call.
#pragma once

#include <cstddef>
#include <vector>

namespace afina::baselines {

inline constexpr size_t kSoftmaxChunk = 16;  // a count known to the compiler, which then uses vector registers
inline constexpr float kFarBelow = -1e30f;   // start of the columns that only fill a chunk

struct SoftmaxResult {
  double loss, slope;  // cross-entropy and its derivative along the line
};

// What one piece of rows works on; each has whole chunks, and none overlaps another.
struct SoftmaxRow {
  std::vector<float> at;     // margins in; probabilities less the truth out
  std::vector<float> along;  // margins of the direction
  std::vector<float> start;  // intercepts at the point
  std::vector<float> rise;   // intercepts of the direction
  std::vector<float> sums;   // adds up what `at` becomes, over rows
};
// The row's margins are at + alpha * along + start.
SoftmaxResult softmax_row(SoftmaxRow& row, float alpha, size_t label);

}  // namespace afina::baselines
