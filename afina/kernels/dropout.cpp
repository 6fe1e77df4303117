#include <algorithm>
#include <cmath>

#include "afina/base/random.h"
#include "afina/kernels/elementwise.h"
#include "afina/kernels/pieces.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "afina/kernels/dropout.cpp"
#include <hwy/foreach_target.h>
// After foreach_target.h.
#include "afina/kernels/simd-inl.h"

HWY_BEFORE_NAMESPACE();
namespace afina::kernels::HWY_NAMESPACE {
namespace {

#if HWY_TARGET != HWY_SCALAR
using LongTag = hn::Repartition<uint64_t, FloatTag>;
using LongVec = hn::Vec<LongTag>;

// a * b modulo 2^64.
HWY_INLINE LongVec multiply(LongVec a, LongVec b) {
#if HWY_TARGET == HWY_AVX3 || HWY_TARGET == HWY_AVX3_DL
  return hn::Mul(a, b);
#else
  const LongTag d;
  const hn::Repartition<uint32_t, LongTag> parts;
  const auto a32 = hn::BitCast(parts, a), b32 = hn::BitCast(parts, b);
  const auto a_high = hn::BitCast(parts, hn::ShiftRight<32>(a)), b_high = hn::BitCast(parts, hn::ShiftRight<32>(b));
  const auto cross = hn::Add(hn::MulEven(a_high, b32), hn::MulEven(a32, b_high));
  return hn::Add(hn::BitCast(d, hn::MulEven(a32, b32)), hn::ShiftLeft<32>(cross));
#endif
}

// mix64 of base/random.h.
HWY_INLINE LongVec mix(LongVec x) {
  const LongTag d;
  x = hn::Add(x, hn::Set(d, 0x9e3779b97f4a7c15ull));
  x = multiply(hn::Xor(x, hn::ShiftRight<30>(x)), hn::Set(d, 0xbf58476d1ce4e5b9ull));
  x = multiply(hn::Xor(x, hn::ShiftRight<27>(x)), hn::Set(d, 0x94d049bb133111ebull));
  return hn::Xor(x, hn::ShiftRight<31>(x));
}

// One vector of elements after another from *i on, while whole ones fit.
void dropout_vectors(uint32_t limit, float keep_scale, uint64_t key, uint64_t first, const float* x, float* y,
                     int64_t n, int64_t* i) {
  const FloatTag d;
  const LongTag d64;
  const hn::Repartition<int32_t, FloatTag> d32;
  const auto steps = hn::Iota(d64, 0), key_vector = hn::Set(d64, key);
  // Unsigned order through signed comparison.
  const auto flip = hn::Set(d32, static_cast<int32_t>(0x80000000u));
  const auto bound = hn::Set(d32, static_cast<int32_t>(limit ^ 0x80000000u));
  for (; *i + lanes(d) <= n; *i += lanes(d)) {
    const auto low = hn::Add(steps, hn::Set(d64, first + static_cast<uint64_t>(*i)));
    const auto high = hn::Add(low, hn::Set(d64, static_cast<uint64_t>(lanes(d64))));
    const auto bits_low = hn::BitCast(d32, mix(hn::Xor(key_vector, mix(low))));
    const auto bits_high = hn::BitCast(d32, mix(hn::Xor(key_vector, mix(high))));
    const auto upper = hn::Xor(hn::ConcatOdd(d32, bits_high, bits_low), flip);
    const auto dropped = hn::RebindMask(d, hn::Lt(upper, bound));
    hn::StoreU(hn::IfThenZeroElse(dropped, hn::Mul(load(d, x + *i), hn::Set(d, keep_scale))), d, y + *i);
  }
}
#endif

// limit < 2^32: elements whose upper 32 random bits are below it are dropped. x and y start at `first`.
void dropout_range(uint32_t limit, float keep_scale, uint64_t key, uint64_t first, const float* x, float* y,
                   int64_t n) {
  int64_t i = 0;
#if HWY_TARGET != HWY_SCALAR
  dropout_vectors(limit, keep_scale, key, first, x, y, n, &i);
#endif
  for (; i < n; ++i) {
    const bool dropped = (random_bits(key, first + static_cast<uint64_t>(i)) >> 32) < limit;
    y[i] = dropped ? 0.f : x[i] * keep_scale;
  }
}

}  // namespace
}  // namespace afina::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace afina::kernels {

HWY_EXPORT(dropout_range);

void dropout(Context& context, float p, uint64_t key, uint64_t first_index, std::span<const float> x,
             std::span<float> y) {
  if (p >= 1.f) return fill(context, y, 0.f);
  // p is a float below 1, so p * 2^32 is below 2^32 after rounding up too.
  const uint32_t limit = static_cast<uint32_t>(std::ceil(static_cast<double>(p) * 0x1.0p32));
  const float keep_scale = static_cast<float>(1 / (1 - static_cast<double>(p)));
  for_ranges(context, std::ssize(y), kPieceElements, [&](int64_t begin, int64_t end) {
    HWY_DYNAMIC_DISPATCH(dropout_range)
    (limit, keep_scale, key, first_index + static_cast<uint64_t>(begin), x.data() + begin, y.data() + begin,
     end - begin);
  });
}

}  // namespace afina::kernels
#endif
