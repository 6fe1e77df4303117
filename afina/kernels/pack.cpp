// float32 to stored numbers: sixteen-bit floats and Q8_0. Q4_K is in pack_k.cpp.
#include <cstring>

#include "afina/kernels/half.h"
#include "afina/kernels/pack_k.h"
#include "afina/kernels/pieces.h"
#include "afina/kernels/stored_matrix.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "afina/kernels/pack.cpp"
#include <hwy/foreach_target.h>
// After foreach_target.h.
#include "afina/kernels/simd-inl.h"

HWY_BEFORE_NAMESPACE();
namespace afina::kernels::HWY_NAMESPACE {
namespace {

// To the nearest integer, halves away from zero.
template <class D, class V>
HWY_INLINE V rounded(D d, V x) {
  const auto magnitude = hn::Abs(x);
  const auto whole = hn::Floor(magnitude), rest = hn::Sub(magnitude, whole);
  return hn::CopySign(hn::Add(whole, hn::Floor(hn::Add(rest, rest))), hn::Clamp(x, hn::Set(d, -1.f), hn::Set(d, 1.f)));
}

// The largest of 32 magnitudes becomes 127.
HWY_INLINE void block_q8_0(const float* from, uint8_t* to) {
  const hn::CappedTag<float, 16> d;
  auto top = hn::Zero(d);
  for (int64_t i = 0; i < 32; i += lanes(d)) top = hn::Max(top, hn::Abs(load(d, from + i)));
  const float scale = hn::GetLane(hn::MaxOfLanes(d, top)) / 127.f;
  const auto inverse = hn::Set(d, scale != 0 ? 1.f / scale : 0.f);
  const uint16_t bits = to_f16(scale);
  std::memcpy(to, &bits, sizeof bits);
  const hn::Rebind<int8_t, decltype(d)> d8;
  for (int64_t i = 0; i < 32; i += lanes(d)) {
    const auto codes =
        hn::ConvertTo(hn::RebindToSigned<decltype(d)>(), rounded(d, hn::Mul(load(d, from + i), inverse)));
    hn::StoreU(hn::DemoteTo(d8, codes), d8, reinterpret_cast<int8_t*>(to + 2) + i);
  }
}

void pack_q8_0(const float* from, int64_t count, std::byte* to) {
  auto* bytes = reinterpret_cast<uint8_t*>(to);
  for (; count > 0; count -= 32, from += 32, bytes += 34) block_q8_0(from, bytes);
}

// As to_bf16.
template <class D>
HWY_INLINE void bf16_lanes(D d, const float* from, uint16_t* to) {
  const hn::RebindToUnsigned<D> d32;
  const hn::Rebind<uint16_t, D> d16;
  const auto value = load(d, from);
  const auto bits = hn::BitCast(d32, value), high = hn::ShiftRight<16>(bits);
  const auto odd = hn::And(high, hn::Set(d32, 1));
  const auto nearest = hn::ShiftRight<16>(hn::Add(bits, hn::Add(odd, hn::Set(d32, 0x7fff))));
  const auto nan = hn::Or(high, hn::Set(d32, 0x40));
  const auto kept = hn::IfThenElse(hn::RebindMask(d32, hn::IsNaN(value)), nan, nearest);
  hn::StoreU(hn::DemoteTo(d16, hn::BitCast(hn::RebindToSigned<D>(), kept)), d16, to);
}

void pack_bf16(const float* from, int64_t count, std::byte* to) {
  auto* halves = reinterpret_cast<uint16_t*>(to);
  for_lanes(0, count, [=](auto d, int64_t i) HWY_ATTR { bf16_lanes(d, from + i, halves + i); });
}

}  // namespace
}  // namespace afina::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace afina::kernels {

HWY_EXPORT(pack_bf16);
HWY_EXPORT(pack_q8_0);

namespace {

void pack_f16(const float* from, int64_t count, std::byte* to) {
  for (int64_t i = 0; i < count; ++i) {
    const uint16_t bits = to_f16(from[i]);
    std::memcpy(to + 2 * i, &bits, sizeof bits);
  }
}

}  // namespace

bool can_pack(DType dtype) noexcept { return dtype <= DType::bf16 || dtype == DType::q8_0 || dtype == DType::q4_k; }

void pack(DType dtype, const float* from, int64_t count, std::byte* to) {
  switch (dtype) {
    case DType::f32:
      if (count > 0) std::memcpy(to, from, static_cast<size_t>(count) * sizeof(float));
      return;
    case DType::f16:
      return pack_f16(from, count, to);
    case DType::bf16:
      return HWY_DYNAMIC_DISPATCH(pack_bf16)(from, count, to);
    case DType::q8_0:
      return HWY_DYNAMIC_DISPATCH(pack_q8_0)(from, count, to);
    case DType::q4_k:
      return pack_q4_k(from, count, to);
    default:
      return;
  }
}

void pack_rows(Context& context, ConstMatrix from, DType dtype, std::byte* to) {
  const int64_t row_bytes = StoredMatrix{dtype, nullptr, from.rows, from.cols}.row_bytes();
  for_row_ranges(context, from.rows, from.cols, [&](int64_t begin, int64_t end) {
    for (int64_t r = begin; r < end; ++r) pack(dtype, from.row(r), from.cols, to + r * row_bytes);
  });
}

}  // namespace afina::kernels
#endif
