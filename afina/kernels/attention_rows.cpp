#include "afina/kernels/attention_rows.h"

#include <algorithm>
#include <cmath>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "afina/kernels/attention_rows.cpp"
#include <hwy/foreach_target.h>
// After foreach_target.h.
#include "afina/kernels/simd-inl.h"

HWY_BEFORE_NAMESPACE();
namespace afina::kernels::HWY_NAMESPACE {
namespace {

void softmax_rows_seen(Matrix scores, int64_t first, float* lse) {
  for (int64_t i = 0; i < scores.rows; ++i) {
    float* row = scores.row(i);
    const int64_t seen = first + i + 1;
    const float top = max_of(row, seen);
    const double total = exponentials_in_place(row, seen, top);
    scale_in_place(row, seen, static_cast<float>(1 / total));
    std::fill(row + seen, row + scores.cols, 0.f);
    if (lse) lse[i] = top + static_cast<float>(std::log(total));
  }
}

void delta_rows(ConstMatrix out, ConstMatrix dout, float* delta) {
  for (int64_t i = 0; i < out.rows; ++i) delta[i] = dot(out.row(i), dout.row(i), out.cols);
}

void slope_rows(float scale, int64_t first, int64_t begin, const float* lse, const float* delta, Matrix p, Matrix ds) {
  for (int64_t i = 0; i < p.rows; ++i) {
    float *weights = p.row(i), *slopes = ds.row(i);
    const int64_t seen = std::clamp<int64_t>(first + i + 1 - begin, 0, p.cols);
    for_lanes(0, seen, [=, level = lse[i], mean = delta[i]](auto d, int64_t j) HWY_ATTR {
      const auto weight = exponential(d, hn::Sub(load(d, weights + j), hn::Set(d, level)));
      const auto off = hn::Sub(load(d, slopes + j), hn::Set(d, mean));
      hn::StoreU(weight, d, weights + j);
      hn::StoreU(hn::Mul(hn::Mul(weight, hn::Set(d, scale)), off), d, slopes + j);
    });
    std::fill(weights + seen, weights + p.cols, 0.f);
    std::fill(slopes + seen, slopes + p.cols, 0.f);
  }
}

// out[0, count) <- sum over j of weights[j] v[j]; a lane of v per key and column.
template <class D>
HWY_INLINE void weigh(D d, const float* weights, ConstMatrix v, int64_t column, float* out) {
  auto even = hn::Zero(d), odd = even;
  int64_t j = 0;
  for (; j + 2 <= v.rows; j += 2) {
    even = hn::MulAdd(hn::Set(d, weights[j]), load(d, v.row(j) + column), even);
    odd = hn::MulAdd(hn::Set(d, weights[j + 1]), load(d, v.row(j + 1) + column), odd);
  }
  if (j < v.rows) even = hn::MulAdd(hn::Set(d, weights[j]), load(d, v.row(j) + column), even);
  hn::StoreU(hn::Add(even, odd), d, out + column);
}

void attend_one_row(float scale, const float* q, ConstMatrix k, ConstMatrix v, float* weights, float* out) {
  for (int64_t j = 0; j < k.rows; ++j) weights[j] = scale * dot(q, k.row(j), k.cols);
  const double total = exponentials_in_place(weights, k.rows, max_of(weights, k.rows));
  scale_in_place(weights, k.rows, static_cast<float>(1 / total));
  for_lanes(0, v.cols, [=](auto d, int64_t column) HWY_ATTR { weigh(d, weights, v, column, out); });
}

}  // namespace
}  // namespace afina::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace afina::kernels {

HWY_EXPORT(softmax_rows_seen);
HWY_EXPORT(delta_rows);
HWY_EXPORT(slope_rows);
HWY_EXPORT(attend_one_row);

void causal_softmax(Matrix scores, int64_t first, float* lse) {
  HWY_DYNAMIC_DISPATCH(softmax_rows_seen)(scores, first, lse);
}

void attention_delta(ConstMatrix out, ConstMatrix dout, float* delta) {
  HWY_DYNAMIC_DISPATCH(delta_rows)(out, dout, delta);
}

void attention_slopes(float scale, int64_t first, int64_t begin, const float* lse, const float* delta, Matrix p,
                      Matrix ds) {
  HWY_DYNAMIC_DISPATCH(slope_rows)(scale, first, begin, lse, delta, p, ds);
}

void attend_one(float scale, const float* q, ConstMatrix k, ConstMatrix v, float* weights, float* out) {
  HWY_DYNAMIC_DISPATCH(attend_one_row)(scale, q, k, v, weights, out);
}

}  // namespace afina::kernels
#endif
