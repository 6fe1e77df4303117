#include "afina/kernels/gemv.h"

#include <algorithm>

#include "afina/kernels/pieces.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "afina/kernels/gemv.cpp"
#include <hwy/foreach_target.h>
// After foreach_target.h.
#include "afina/kernels/simd-inl.h"

HWY_BEFORE_NAMESPACE();
namespace afina::kernels::HWY_NAMESPACE {
namespace {

HWY_INLINE void put(float alpha, float product, float beta, float* to) {
  *to = beta == 0.f ? alpha * product : alpha * product + beta * *to;
}

// Rows n .. n + 3 of w against kRows rows of x: each weight is loaded once for all of them.
template <int kRows>
HWY_INLINE void four_columns(float alpha, ConstMatrix x, ConstMatrix w, int64_t n, float beta, Matrix c) {
  const FloatTag d;
  const float* rows[4] = {w.row(n), w.row(n + 1), w.row(n + 2), w.row(n + 3)};
  hn::Vec<FloatTag> sums[kRows][4];  // in registers: -O2 alone would leave the loops rolled and this in memory
  HWY_UNROLL(16)
  for (int m = 0; m < kRows; ++m) {
    HWY_UNROLL(16)
    for (int j = 0; j < 4; ++j) sums[m][j] = hn::Zero(d);
  }
  int64_t k = 0;
  for (; k + lanes(d) <= x.cols; k += lanes(d)) {
    const auto w0 = load(d, rows[0] + k), w1 = load(d, rows[1] + k);
    const auto w2 = load(d, rows[2] + k), w3 = load(d, rows[3] + k);
    HWY_UNROLL(16)
    for (int m = 0; m < kRows; ++m) {
      const auto value = load(d, x.row(m) + k);
      sums[m][0] = hn::MulAdd(value, w0, sums[m][0]);
      sums[m][1] = hn::MulAdd(value, w1, sums[m][1]);
      sums[m][2] = hn::MulAdd(value, w2, sums[m][2]);
      sums[m][3] = hn::MulAdd(value, w3, sums[m][3]);
    }
  }
  HWY_UNROLL(16)
  for (int m = 0; m < kRows; ++m) {
    HWY_UNROLL(16)
    for (int j = 0; j < 4; ++j) {
      float total = hn::GetLane(hn::SumOfLanes(d, sums[m][j]));
      for (int64_t tail = k; tail < x.cols; ++tail) total += x.row(m)[tail] * rows[j][tail];
      put(alpha, total, beta, c.row(m) + n + j);
    }
  }
}

template <int kRows>
void columns(float alpha, ConstMatrix x, ConstMatrix w, float beta, Matrix c) {
  int64_t n = 0;
  for (; n + 4 <= c.cols; n += 4) four_columns<kRows>(alpha, x, w, n, beta, c);
  for (; n < c.cols; ++n) {
    for (int m = 0; m < kRows; ++m) put(alpha, dot(x.row(m), w.row(n), x.cols), beta, c.row(m) + n);
  }
}

void gemv_columns(float alpha, ConstMatrix x, ConstMatrix w, float beta, Matrix c) {
  switch (x.rows) {
    case 1:
      return columns<1>(alpha, x, w, beta, c);
    case 2:
      return columns<2>(alpha, x, w, beta, c);
    case 3:
      return columns<3>(alpha, x, w, beta, c);
    default:
      return columns<4>(alpha, x, w, beta, c);
  }
}

}  // namespace
}  // namespace afina::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace afina::kernels {

HWY_EXPORT(gemv_columns);

void gemv_transposed(Context& context, float alpha, ConstMatrix x, ConstMatrix w, float beta, Matrix c) {
  for_ranges(context, c.cols, gemv_columns_per_piece(w.cols), [&](int64_t begin, int64_t end) {
    gemv_piece(alpha, x, w.rows_from(begin, end - begin), beta, c.cols_from(begin, end - begin));
  });
}

void gemv_piece(float alpha, ConstMatrix x, ConstMatrix w, float beta, Matrix c) {
  HWY_DYNAMIC_DISPATCH(gemv_columns)(alpha, x, w, beta, c);
}

}  // namespace afina::kernels
#endif
