#include "afina/kernels/cross_entropy.h"

#include <cmath>
#include <vector>

#include "afina/kernels/pieces.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "afina/kernels/cross_entropy.cpp"
#include <hwy/foreach_target.h>
// After foreach_target.h.
#include "afina/kernels/simd-inl.h"

HWY_BEFORE_NAMESPACE();
namespace afina::kernels::HWY_NAMESPACE {
namespace {

// tanh(z) = 2 sigmoid(2z) - 1; what is not a number stays so.
void softcap_range(float cap, float* row, int64_t n) {
  for_lanes(0, n, [=](auto d, int64_t i) HWY_ATTR {
    const auto twice = hn::Mul(load(d, row + i), hn::Set(d, 2 / cap));
    const auto tanh = hn::MulSub(hn::Set(d, 2.f), sigmoid(d, twice), hn::Set(d, 1.f));
    hn::StoreU(hn::IfThenElse(hn::IsNaN(twice), twice, hn::Mul(hn::Set(d, cap), tanh)), d, row + i);
  });
}

// row[i] *= d capped / d logit = 1 - (capped / cap)^2
void multiply_by_slope(float cap, const float* capped, float* row, int64_t n) {
  for_lanes(0, n, [=](auto d, int64_t i) HWY_ATTR {
    const auto part = hn::Mul(load(d, capped + i), hn::Set(d, 1 / cap));
    hn::StoreU(hn::Mul(load(d, row + i), hn::NegMulAdd(part, part, hn::Set(d, 1.f))), d, row + i);
  });
}

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
HWY_EXPORT(softcap_range);
HWY_EXPORT(multiply_by_slope);
HWY_EXPORT(softmax_row);

void cross_entropy_rows(Context& context, float cap, Matrix logits, std::span<const int32_t> targets, bool gradient,
                        std::span<float> losses) {
  for_row_ranges(context, logits.rows, logits.cols, [&](int64_t begin, int64_t end) {
    std::vector<float> capped;
    for (int64_t m = begin; m < end; ++m) {
      float* row = logits.row(m);
      if (cap > 0) {
        HWY_DYNAMIC_DISPATCH(softcap_range)(cap, row, logits.cols);
        if (gradient) capped.assign(row, row + logits.cols);
      }
      losses[m] = HWY_DYNAMIC_DISPATCH(cross_entropy_row)(row, logits.cols, targets[m], gradient);
      if (!capped.empty()) HWY_DYNAMIC_DISPATCH(multiply_by_slope)(cap, capped.data(), row, logits.cols);
    }
  });
}

void softcap(Context& context, float cap, std::span<float> logits) {
  for_ranges(context, std::ssize(logits), kPieceElements, [&](int64_t begin, int64_t end) {
    HWY_DYNAMIC_DISPATCH(softcap_range)(cap, logits.data() + begin, end - begin);
  });
}

void softmax_rows(Context& context, Matrix logits) {
  for_row_ranges(context, logits.rows, logits.cols, [&](int64_t begin, int64_t end) {
    for (int64_t m = begin; m < end; ++m) HWY_DYNAMIC_DISPATCH(softmax_row)(logits.row(m), logits.cols);
  });
}

}  // namespace afina::kernels
#endif
