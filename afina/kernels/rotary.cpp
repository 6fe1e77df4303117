#include "afina/kernels/rotary.h"

#include "afina/kernels/pieces.h"

#ifndef AFINA_KERNELS_ROTARY_ONCE
#define AFINA_KERNELS_ROTARY_ONCE  // this file is included once per instruction set
namespace afina::kernels {
namespace {
struct Turning {
  RotaryTable table;
  const int32_t* positions;
  int64_t head_size;
  bool inverse, accumulate;
};
}  // namespace
}  // namespace afina::kernels
#endif

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "afina/kernels/rotary.cpp"
#include <hwy/foreach_target.h>
// After foreach_target.h.
#include "afina/kernels/simd-inl.h"

HWY_BEFORE_NAMESPACE();
namespace afina::kernels::HWY_NAMESPACE {
namespace {

// One head's pairs (d, d + half), turned by the angles of one position; `sign` -1 turns back.
template <bool kAccumulate>
HWY_INLINE void turn(const float* cos, const float* sin, float sign, int64_t half, const float* from, float* to) {
  for_lanes(0, half, [=](auto d, int64_t i) HWY_ATTR {
    auto c = load(d, cos + i), s = hn::Mul(load(d, sin + i), hn::Set(d, sign));
    auto low = load(d, from + i), high = load(d, from + half + i);
    auto new_low = hn::NegMulAdd(high, s, hn::Mul(low, c));
    auto new_high = hn::MulAdd(low, s, hn::Mul(high, c));
    if constexpr (kAccumulate) {
      new_low = hn::Add(new_low, load(d, to + i));
      new_high = hn::Add(new_high, load(d, to + half + i));
    }
    hn::StoreU(new_low, d, to + i);
    hn::StoreU(new_high, d, to + half + i);
  });
}

// Channels that do not turn.
HWY_INLINE void pass(bool accumulate, int64_t count, const float* from, float* to) {
  if (accumulate) {
    for_lanes(0, count,
              [=](auto d, int64_t i) HWY_ATTR { hn::StoreU(hn::Add(load(d, from + i), load(d, to + i)), d, to + i); });
  } else if (from != to) {
    for_lanes(0, count, [=](auto d, int64_t i) HWY_ATTR { hn::StoreU(load(d, from + i), d, to + i); });
  }
}

void rotary_rows(const Turning& t, int64_t begin, int64_t end, ConstMatrix x, Matrix y) {
  const int64_t half = t.table.cos.cols, head_size = t.head_size, rest = head_size - 2 * half;
  const float sign = t.inverse ? -1.f : 1.f;
  const bool accumulate = t.accumulate;
  for (int64_t m = begin; m < end; ++m) {
    const float *cos = t.table.cos.row(t.positions[m]), *sin = t.table.sin.row(t.positions[m]);
    for (int64_t first = 0; first < x.cols; first += head_size) {
      const float* from = x.row(m) + first;
      float* to = y.row(m) + first;
      if (accumulate) {
        turn<true>(cos, sin, sign, half, from, to);
      } else {
        turn<false>(cos, sin, sign, half, from, to);
      }
      if (rest > 0) pass(accumulate, rest, from + 2 * half, to + 2 * half);
    }
  }
}

}  // namespace
}  // namespace afina::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace afina::kernels {

HWY_EXPORT(rotary_rows);

void rotary(Context& context, RotaryTable table, std::span<const int32_t> positions, int64_t head_size, bool inverse,
            bool accumulate, ConstMatrix x, Matrix y) {
  const Turning turning{table, positions.data(), head_size, inverse, accumulate};
  for_row_ranges(context, x.rows, x.cols, [&](int64_t begin, int64_t end) {
    HWY_DYNAMIC_DISPATCH(rotary_rows)(turning, begin, end, x, y);
  });
}

}  // namespace afina::kernels
#endif
