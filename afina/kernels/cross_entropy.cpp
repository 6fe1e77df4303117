#include "afina/kernels/cross_entropy.h"

#include <cmath>

#include "afina/kernels/pieces.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "afina/kernels/cross_entropy.cpp"
#include <hwy/foreach_target.h>
// After foreach_target.h.
#include "afina/kernels/simd-inl.h"

HWY_BEFORE_NAMESPACE();
namespace afina::kernels::HWY_NAMESPACE {
namespace {

float cross_entropy_row(float* row, int64_t cols, int32_t target, bool gradient) {
  const float top = max_of(row, cols);
  const float target_logit = row[target] - top;
  const double total = gradient ? exponentials_in_place(row, cols, top) : sum_of_exponentials(row, cols, top);
  if (gradient) {
    scale_in_place(row, cols, static_cast<float>(1 / total));
    row[target] -= 1.f;
  }
  return static_cast<float>(std::log(total)) - target_logit;
}

void softmax_row(float* row, int64_t cols) {
  const double total = exponentials_in_place(row, cols, max_of(row, cols));
  scale_in_place(row, cols, static_cast<float>(1 / total));
}

}  // namespace
}  // namespace afina::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace afina::kernels {

HWY_EXPORT(cross_entropy_row);
HWY_EXPORT(softmax_row);

void cross_entropy_rows(Context& context, Matrix logits, std::span<const int32_t> targets, bool gradient,
                        std::span<float> losses) {
  for_row_ranges(context, logits.rows, logits.cols, [&](int64_t begin, int64_t end) {
    for (int64_t m = begin; m < end; ++m) {
      losses[m] = HWY_DYNAMIC_DISPATCH(cross_entropy_row)(logits.row(m), logits.cols, targets[m], gradient);
    }
  });
}

void softmax_rows(Context& context, Matrix logits) {
  for_row_ranges(context, logits.rows, logits.cols, [&](int64_t begin, int64_t end) {
    for (int64_t m = begin; m < end; ++m) HWY_DYNAMIC_DISPATCH(softmax_row)(logits.row(m), logits.cols);
  });
}

}  // namespace afina::kernels
#endif
