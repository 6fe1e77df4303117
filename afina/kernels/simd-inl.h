// Loops over lanes for this folder's Highway kernels. Included once per instruction set, after
// hwy/foreach_target.h; no include guard of the usual kind for that reason.
#if defined(AFINA_KERNELS_SIMD_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef AFINA_KERNELS_SIMD_INL_H_
#undef AFINA_KERNELS_SIMD_INL_H_
#else
#define AFINA_KERNELS_SIMD_INL_H_
#endif

#include <hwy/contrib/math/math-inl.h>
#include <hwy/highway.h>

#include <cstdint>
#include <limits>

HWY_BEFORE_NAMESPACE();
namespace afina::kernels::HWY_NAMESPACE {
namespace {
namespace hn = hwy::HWY_NAMESPACE;

using FloatTag = hn::ScalableTag<float>;
using OneTag = hn::CappedTag<float, 1>;  // the tail: the same arithmetic, one lane at a time

template <class D>
HWY_INLINE int64_t lanes(D d) {
  return static_cast<int64_t>(hn::Lanes(d));
}

// step(d, i) for i over [begin, end), whole vectors first.
template <class Step>
HWY_INLINE void for_lanes(int64_t begin, int64_t end, const Step& step) {
  const FloatTag d;
  int64_t i = begin;
  for (; i + lanes(d) <= end; i += lanes(d)) step(d, i);
  for (; i < end; ++i) step(OneTag(), i);
}

template <class D>
HWY_INLINE hn::Vec<D> load(D d, const float* from) {
  return hn::LoadU(d, from);
}

// Sum over i in [0, n) of term(d, i, accumulator so far). Four accumulators hide the latency of the addition.
template <class Term>
HWY_INLINE float sum_of(int64_t n, const Term& term) {
  const FloatTag d;
  const OneTag one;
  const int64_t step = lanes(d);
  auto a0 = hn::Zero(d), a1 = a0, a2 = a0, a3 = a0;
  auto tail = hn::Zero(one);
  int64_t i = 0;
  for (; i + 4 * step <= n; i += 4 * step) {
    a0 = term(d, i, a0);
    a1 = term(d, i + step, a1);
    a2 = term(d, i + 2 * step, a2);
    a3 = term(d, i + 3 * step, a3);
  }
  for (; i + step <= n; i += step) a0 = term(d, i, a0);
  for (; i < n; ++i) tail = term(one, i, tail);
  return hn::GetLane(hn::SumOfLanes(d, hn::Add(hn::Add(a0, a1), hn::Add(a2, a3)))) + hn::GetLane(tail);
}

HWY_INLINE float dot(const float* a, const float* b, int64_t n) {
  return sum_of(n,
                [=](auto d, int64_t i, auto acc) HWY_ATTR { return hn::MulAdd(load(d, a + i), load(d, b + i), acc); });
}

// The largest of n >= 1 values.
HWY_INLINE float max_of(const float* x, int64_t n) {
  const FloatTag d;
  auto top = hn::Set(d, -std::numeric_limits<float>::infinity());
  int64_t i = 0;
  for (; i + lanes(d) <= n; i += lanes(d)) top = hn::Max(top, load(d, x + i));
  float largest = hn::GetLane(hn::MaxOfLanes(d, top));
  for (; i < n; ++i) largest = x[i] > largest ? x[i] : largest;
  return largest;
}

// e^x with a relative error of about 1e-7, for x <= 88. Unlike hn::Exp it hands NaN on: a training run that
// has diverged must not look healthy.
template <class D, class V>
HWY_INLINE V exponential(D d, V x) {
  return hn::IfThenElse(hn::IsNaN(x), x, hn::Exp(d, x));
}

template <class D, class V>
HWY_INLINE V sigmoid(D d, V z) {
  const V one = hn::Set(d, 1.f);
  return hn::Div(one, hn::Add(one, hn::Exp(d, hn::Min(hn::Neg(z), hn::Set(d, 88.f)))));
}

// row[i] <- e^(row[i] - top); returns the sum, in double from block to block so that long rows lose nothing.
HWY_INLINE double exponentials_in_place(float* row, int64_t n, float top) {
  constexpr int64_t kBlock = 4096;
  double total = 0;
  for (int64_t begin = 0; begin < n; begin += kBlock) {
    float* block = row + begin;
    total += sum_of(n - begin < kBlock ? n - begin : kBlock, [=](auto d, int64_t i, auto acc) HWY_ATTR {
      auto e = exponential(d, hn::Sub(load(d, block + i), hn::Set(d, top)));
      hn::StoreU(e, d, block + i);
      return hn::Add(acc, e);
    });
  }
  return total;
}

HWY_INLINE double sum_of_exponentials(const float* row, int64_t n, float top) {
  constexpr int64_t kBlock = 4096;
  double total = 0;
  for (int64_t begin = 0; begin < n; begin += kBlock) {
    const float* block = row + begin;
    total += sum_of(n - begin < kBlock ? n - begin : kBlock, [=](auto d, int64_t i, auto acc) HWY_ATTR {
      return hn::Add(acc, exponential(d, hn::Sub(load(d, block + i), hn::Set(d, top))));
    });
  }
  return total;
}

HWY_INLINE void scale_in_place(float* row, int64_t n, float factor) {
  for_lanes(0, n,
            [=](auto d, int64_t i) HWY_ATTR { hn::StoreU(hn::Mul(load(d, row + i), hn::Set(d, factor)), d, row + i); });
}

}  // namespace
}  // namespace afina::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif
