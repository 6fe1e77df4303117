// float32 to Q4_K as ggml's reference quantiser without an importance matrix: 256 numbers in 8 runs of 32; number =
// scale * code - offset, where a run's scale and offset are 6-bit multiples of the block's.
//
// Each run's scale and offset come from a search by weighted least squares. The eight runs are searched side by side,
// one a lane, so that each sees the reference's operations in the reference's order. No multiplication may be fused
// with an addition here (CMakeLists.txt), or codes would depend on the processor.
#include "afina/kernels/pack_k.h"

#include <algorithm>
#include <cstring>

#include "afina/kernels/half.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "afina/kernels/pack_k.cpp"
#include <hwy/foreach_target.h>
// After foreach_target.h.
#include "afina/kernels/simd-inl.h"

HWY_BEFORE_NAMESPACE();
namespace afina::kernels::HWY_NAMESPACE {
namespace {

constexpr int kRuns = 8, kRunLength = 32, kSteps = 21;
constexpr float kTopCode = 15;

using LaneTag = hn::CappedTag<float, kRuns>;
using Lanes = hn::Vec<LaneTag>;

// Number i of run r at [i][r].
using Columns = float[kRunLength][kRuns];

// What the search finds for each run. A code is round(code_scale * (x - code_least)).
struct Found {
  float scale[kRuns], least[kRuns], code_scale[kRuns], code_least[kRuns];
};

HWY_INLINE Lanes code_of(Lanes x, Lanes code_scale, Lanes code_least) {
  const LaneTag d;
  return hn::Clamp(hn::Round(hn::Mul(code_scale, hn::Sub(x, code_least))), hn::Zero(d), hn::Set(d, kTopCode));
}

// The search over lanes of runs that starts at column `first`.
class Search {
 public:
  Search(const Columns& x, int first) : x_(x), first_(first) {
    const LaneTag d;
    auto squares = hn::Zero(d);
    for (int i = 0; i < kRunLength; ++i) squares = hn::Add(squares, hn::Mul(at(i), at(i)));
    const auto typical = hn::Sqrt(hn::Div(squares, hn::Set(d, float{kRunLength})));
    least_ = greatest_ = at(0);
    weights_ = sum_x_ = hn::Zero(d);
    for (int i = 0; i < kRunLength; ++i) {
      const auto weight = hn::Add(typical, hn::Abs(at(i)));
      hn::StoreU(weight, d, weight_[i]);
      least_ = hn::Min(least_, at(i));
      greatest_ = hn::Max(greatest_, at(i));
      weights_ = i == 0 ? weight : hn::Add(weights_, weight);
      sum_x_ = i == 0 ? hn::Mul(weight, at(i)) : hn::Add(sum_x_, hn::Mul(weight, at(i)));
    }
    least_ = hn::Min(least_, hn::Zero(d));
    flat_ = hn::Eq(least_, greatest_);
    code_least_ = least_;
    code_scale_ = hn::Div(hn::Set(d, kTopCode), hn::Sub(greatest_, least_));
    scale_ = hn::Div(hn::Set(d, 1.f), code_scale_);
    error_ = error_of(code_scale_, least_, scale_, least_);
  }

  // Codes from a slightly other scale, and the scale and least value that fit these codes best.
  void step(int number) {
    const LaneTag d;
    const float stretch = -1.f + 0.1f * static_cast<float>(number) + kTopCode;
    const auto code_scale = hn::Div(hn::Set(d, stretch), hn::Sub(greatest_, least_));
    auto l = hn::Zero(d), l2 = l, xl = l;
    for (int i = 0; i < kRunLength; ++i) {
      const auto code = code_of(at(i), code_scale, least_), weighted = hn::Mul(weight(i), code);
      l = hn::Add(l, weighted);
      l2 = hn::Add(l2, hn::Mul(weighted, code));
      xl = hn::Add(xl, hn::Mul(weighted, at(i)));
    }
    const auto determinant = hn::Sub(hn::Mul(weights_, l2), hn::Mul(l, l));
    auto scale = hn::Div(hn::Sub(hn::Mul(weights_, xl), hn::Mul(sum_x_, l)), determinant);
    auto least = hn::Div(hn::Sub(hn::Mul(l2, sum_x_), hn::Mul(l, xl)), determinant);
    const auto positive = hn::Gt(least, hn::Zero(d));
    scale = hn::IfThenElse(positive, hn::Div(xl, l2), scale);
    least = hn::IfThenZeroElse(positive, least);
    const auto error = error_of(code_scale, least_, scale, least);
    const auto better = hn::And(hn::Gt(determinant, hn::Zero(d)), hn::Lt(error, error_));
    error_ = hn::IfThenElse(better, error, error_);
    scale_ = hn::IfThenElse(better, scale, scale_);
    code_scale_ = hn::IfThenElse(better, code_scale, code_scale_);
    code_least_ = hn::IfThenElse(better, least_, code_least_);
    least_ = hn::IfThenElse(better, least, least_);  // the next steps start from it, as the reference's do
  }

  void store(Found& found) const {
    const LaneTag d;
    hn::StoreU(hn::IfThenZeroElse(flat_, scale_), d, found.scale + first_);
    hn::StoreU(least_, d, found.least + first_);
    hn::StoreU(hn::IfThenZeroElse(flat_, code_scale_), d, found.code_scale + first_);
    hn::StoreU(code_least_, d, found.code_least + first_);
  }

 private:
  Lanes at(int i) const { return hn::LoadU(LaneTag(), x_[i] + first_); }
  Lanes weight(int i) const { return hn::LoadU(LaneTag(), weight_[i]); }

  Lanes error_of(Lanes code_scale, Lanes code_least, Lanes scale, Lanes least) const {
    auto error = hn::Zero(LaneTag());
    for (int i = 0; i < kRunLength; ++i) {
      const auto code = code_of(at(i), code_scale, code_least);
      const auto off = hn::Sub(hn::Add(hn::Mul(scale, code), least), at(i));
      error = hn::Add(error, hn::Mul(weight(i), hn::Mul(off, off)));
    }
    return error;
  }

  const Columns& x_;
  const int first_;
  float weight_[kRunLength][kRuns];
  Lanes least_, greatest_, weights_, sum_x_, scale_, code_scale_, code_least_, error_;
  hn::Mask<LaneTag> flat_;
};

// `value` in units of a 63rd of the largest, as 6 bits.
HWY_INLINE uint8_t six_bits(float value, float inverse) {
  const float units = std::clamp(inverse * value, 0.f, 63.f);
  return static_cast<uint8_t>(hn::GetLane(hn::NearestInt(hn::Set(OneTag(), units))));
}

HWY_INLINE float largest(const float* values) { return std::max(0.f, *std::max_element(values, values + kRuns)); }

HWY_INLINE void codes_of(const Columns& x, const Found& found, const float* scale, const float* offset, uint8_t* to) {
  const LaneTag d;
  const hn::RebindToSigned<LaneTag> di;
  int32_t codes[kRunLength][kRuns];
  for (int first = 0; first < kRuns; first += static_cast<int>(lanes(d))) {
    const auto s = load(d, scale + first), o = load(d, offset + first);
    const auto none = hn::Eq(s, hn::Zero(d));
    for (int i = 0; i < kRunLength; ++i) {
      const auto value = load(d, x[i] + first);
      const auto searched = code_of(value, load(d, found.code_scale + first), load(d, found.code_least + first));
      const auto nearest = hn::Clamp(hn::Round(hn::Div(hn::Add(value, o), s)), hn::Zero(d), hn::Set(d, kTopCode));
      hn::StoreU(hn::ConvertTo(di, hn::IfThenElse(none, searched, nearest)), di, codes[i] + first);
    }
  }
  for (int run = 0; run < kRuns; run += 2) {
    for (int i = 0; i < kRunLength; ++i) {
      *to++ = static_cast<uint8_t>((codes[i][run] & 15) | (codes[i][run + 1] & 15) << 4);
    }
  }
}

void block_q4_k(const float* from, uint8_t* to) {
  Columns x;
  for (int r = 0; r < kRuns; ++r) {
    for (int i = 0; i < kRunLength; ++i) x[i][r] = from[kRunLength * r + i];
  }
  Found found;
  for (int first = 0; first < kRuns; first += static_cast<int>(lanes(LaneTag()))) {
    Search search(x, first);
    for (int number = 0; number < kSteps; ++number) search.step(number);
    search.store(found);
  }
  float offset[kRuns], scale[kRuns];
  for (int r = 0; r < kRuns; ++r) offset[r] = -found.least[r];
  const float top_scale = largest(found.scale), top_offset = largest(offset);
  const float inverse_scale = top_scale > 0 ? 63.f / top_scale : 0.f;
  const float inverse_offset = top_offset > 0 ? 63.f / top_offset : 0.f;
  const uint16_t halves[2] = {to_f16(top_scale / 63.f), to_f16(top_offset / 63.f)};
  std::memcpy(to, halves, sizeof halves);
  uint8_t s[kRuns], o[kRuns];
  for (int r = 0; r < kRuns; ++r) {
    s[r] = six_bits(found.scale[r], inverse_scale);
    o[r] = six_bits(offset[r], inverse_offset);
    scale[r] = from_f16(halves[0]) * static_cast<float>(s[r]);
    offset[r] = from_f16(halves[1]) * static_cast<float>(o[r]);
  }
  for (int r = 0; r < 4; ++r) {
    to[4 + r] = static_cast<uint8_t>(s[r] | s[r + 4] >> 4 << 6);
    to[8 + r] = static_cast<uint8_t>(o[r] | o[r + 4] >> 4 << 6);
    to[12 + r] = static_cast<uint8_t>((s[r + 4] & 15) | (o[r + 4] & 15) << 4);
  }
  codes_of(x, found, scale, offset, to + 16);
}

void pack_q4_k_range(const float* from, int64_t count, std::byte* to) {
  auto* bytes = reinterpret_cast<uint8_t*>(to);
  for (; count > 0; count -= 256, from += 256, bytes += 144) block_q4_k(from, bytes);
}

}  // namespace
}  // namespace afina::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace afina::kernels {

HWY_EXPORT(pack_q4_k_range);

void pack_q4_k(const float* from, int64_t count, std::byte* to) {
  HWY_DYNAMIC_DISPATCH(pack_q4_k_range)(from, count, to);
}

}  // namespace afina::kernels
#endif
