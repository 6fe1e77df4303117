#include "afina/baselines/softmax.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>

#include "afina/baselines/panel.h"

namespace afina::baselines {

namespace {

constexpr size_t kChunk = kSoftmaxChunk;

// e^x for x <= 0 to about 2e-7 relative (Cody-Waite reduction, Taylor to the sixth), without a call, so that a
// loop over it becomes vector code; below -87 it stays at e^-87.
[[gnu::always_inline]] inline float exp_below_zero(float x) noexcept {
  x = x < -87.0f ? -87.0f : x;
  const float shifted = x * 1.44269504f + 12582912.0f;  // the integer nearest lands in the low bits
  const float n = shifted - 12582912.0f;
  const float r = (x - n * 0.693359375f) + n * 2.12194440e-4f;
  const float p =
      1.0f + r * (1.0f + r * (0.5f + r * (1.0f / 6 + r * (1.0f / 24 + r * (1.0f / 120 + r * (1.0f / 720))))));
  return p * std::bit_cast<float>((std::bit_cast<int32_t>(shifted) + 127) << 23);
}

}  // namespace

AFINA_BASELINES_WIDE SoftmaxResult softmax_row(SoftmaxRow& row, float alpha, size_t label) {
  float* __restrict at = row.at.data();
  float* __restrict along = row.along.data();
  float* __restrict sums = row.sums.data();
  const float* __restrict start = row.start.data();
  const float* __restrict rise = row.rise.data();
  const size_t width = row.at.size();
  float highest[kChunk], total[kChunk] = {}, slope[kChunk] = {};
  for (float& h : highest) h = kFarBelow;
  for (size_t k = 0; k < width; k += kChunk) {
    for (size_t i = 0; i < kChunk; ++i) {
      at[k + i] += start[k + i] + alpha * along[k + i];
      along[k + i] += rise[k + i];
      highest[i] = at[k + i] > highest[i] ? at[k + i] : highest[i];
    }
  }
  const float top = *std::max_element(highest, highest + kChunk);
  const double target = static_cast<double>(at[label]) - static_cast<double>(top);
  for (size_t k = 0; k < width; k += kChunk) {
    for (size_t i = 0; i < kChunk; ++i) {
      at[k + i] = exp_below_zero(at[k + i] - top);
      total[i] += at[k + i];
    }
  }
  double sum = 0;
  for (float t : total) sum += static_cast<double>(t);
  const auto scale = static_cast<float>(1.0 / sum);
  for (size_t k = 0; k < width; k += kChunk) {
    for (size_t i = 0; i < kChunk; ++i) {
      at[k + i] *= scale;
      slope[i] += at[k + i] * along[k + i];
      sums[k + i] += at[k + i];
    }
  }
  SoftmaxResult result{std::log(sum) - target, -static_cast<double>(along[label])};
  for (float s : slope) result.slope += static_cast<double>(s);
  at[label] -= 1.0f;
  sums[label] -= 1.0f;
  return result;
}

}  // namespace afina::baselines
