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

// NaN is handed on, as by exponential().
template <class D, class V>
HWY_INLINE V capped(D d, V score, float cap) {
  const V ratio = hn::Mul(score, hn::Set(d, 1.f / cap));
  return hn::IfThenElse(hn::IsNaN(ratio), ratio, hn::Tanh(d, ratio));
}

void cap_in_place(float* scores, int64_t count, float cap) {
  for_lanes(0, count, [=](auto d, int64_t j) HWY_ATTR {
    hn::StoreU(hn::Mul(capped(d, load(d, scores + j), cap), hn::Set(d, cap)), d, scores + j);
  });
}

void softmax_rows_seen(const SeenKeys& keys, Matrix scores, float* lse) {
  for (int64_t i = 0; i < scores.rows; ++i) {
    const KeyRange range = keys.of(i, scores.cols);
    float* row = scores.row(i) + range.begin;
    const int64_t seen = range.count();
    if (keys.mask.softcap > 0) cap_in_place(row, seen, keys.mask.softcap);
    const float top = max_of(row, seen);
    const double total = exponentials_in_place(row, seen, top);
    scale_in_place(row, seen, static_cast<float>(1 / total));
    std::fill(scores.row(i), row, 0.f);
    std::fill(row + seen, scores.row(i) + scores.cols, 0.f);
    if (lse) lse[i] = top + static_cast<float>(std::log(total));
  }
}

void delta_rows(ConstMatrix out, ConstMatrix dout, float* delta) {
  for (int64_t i = 0; i < out.rows; ++i) delta[i] = dot(out.row(i), dout.row(i), out.cols);
}

// The weights and slopes of one row's `seen` keys.
template <bool kCapped>
HWY_INLINE void slope_row(float scale, float cap, float level, float mean, int64_t seen, float* weights,
                          float* slopes) {
  for_lanes(0, seen, [=](auto d, int64_t j) HWY_ATTR {
    auto score = load(d, weights + j), slope = hn::Set(d, scale);
    if constexpr (kCapped) {
      const auto bent = capped(d, score, cap);
      score = hn::Mul(bent, hn::Set(d, cap));
      slope = hn::NegMulAdd(hn::Mul(bent, bent), slope, slope);
    }
    const auto weight = exponential(d, hn::Sub(score, hn::Set(d, level)));
    const auto off = hn::Sub(load(d, slopes + j), hn::Set(d, mean));
    hn::StoreU(weight, d, weights + j);
    hn::StoreU(hn::Mul(hn::Mul(weight, slope), off), d, slopes + j);
  });
}

void slope_rows(float scale, const SeenKeys& keys, const float* lse, const float* delta, Matrix p, Matrix ds) {
  const float cap = keys.mask.softcap;
  for (int64_t i = 0; i < p.rows; ++i) {
    const KeyRange range = keys.of(i, p.cols);
    float *weights = p.row(i) + range.begin, *slopes = ds.row(i) + range.begin;
    if (cap > 0) {
      slope_row<true>(scale, cap, lse[i], delta[i], range.count(), weights, slopes);
    } else {
      slope_row<false>(scale, cap, lse[i], delta[i], range.count(), weights, slopes);
    }
    for (float* row : {p.row(i), ds.row(i)}) {
      std::fill(row, row + range.begin, 0.f);
      std::fill(row + range.end, row + p.cols, 0.f);
    }
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

void attend_one_row(const AttentionShape& shape, const float* q, ConstMatrix k, ConstMatrix v, float* weights,
                    float* out) {
  const float scale = shape.scale, cap = shape.mask.softcap;
  for (int64_t j = 0; j < k.rows; ++j) weights[j] = scale * dot(q, k.row(j), k.cols);
  if (cap > 0) cap_in_place(weights, k.rows, cap);
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

void masked_softmax(const SeenKeys& keys, Matrix scores, float* lse) {
  HWY_DYNAMIC_DISPATCH(softmax_rows_seen)(keys, scores, lse);
}

void attention_delta(ConstMatrix out, ConstMatrix dout, float* delta) {
  HWY_DYNAMIC_DISPATCH(delta_rows)(out, dout, delta);
}

void attention_slopes(float scale, const SeenKeys& keys, const float* lse, const float* delta, Matrix p, Matrix ds) {
  HWY_DYNAMIC_DISPATCH(slope_rows)(scale, keys, lse, delta, p, ds);
}

void attend_one(const AttentionShape& shape, const float* q, ConstMatrix k, ConstMatrix v, float* weights, float* out) {
  HWY_DYNAMIC_DISPATCH(attend_one_row)(shape, q, k, v, weights, out);
}

}  // namespace afina::kernels
#endif
