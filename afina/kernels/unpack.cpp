// Stored numbers to float32. A block's layout is ggml's (ggml-common.h); every product of its scales and codes fits a
// float32's mantissa, so only the last addition rounds and the bits do not depend on how a processor multiplies.
#include <cstring>

#include "afina/kernels/half.h"
#include "afina/kernels/pieces.h"
#include "afina/kernels/stored_matrix.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "afina/kernels/unpack.cpp"
#include <hwy/foreach_target.h>
// After foreach_target.h.
#include "afina/kernels/simd-inl.h"

HWY_BEFORE_NAMESPACE();
namespace afina::kernels::HWY_NAMESPACE {
namespace {

// No more lanes than the 16 numbers that share a scale of Q6_K.
using BlockTag = hn::CappedTag<float, 16>;
using IntTag = hn::RebindToSigned<BlockTag>;
using Ints = hn::Vec<IntTag>;

HWY_INLINE float half_at(const uint8_t* from) {
  uint16_t bits;
  std::memcpy(&bits, from, sizeof bits);
  return from_f16(bits);
}

// Bytes [i, i + lanes) as integers.
HWY_INLINE Ints bytes_at(const uint8_t* from, int64_t i) {
  return hn::PromoteTo(IntTag(), hn::LoadU(hn::Rebind<uint8_t, IntTag>(), from + i));
}
HWY_INLINE Ints low_bits(Ints value) { return hn::And(value, hn::Set(IntTag(), 15)); }

// to[i] = scale * code(i) for i in [0, n).
template <class Code>
HWY_INLINE void scaled(float scale, int64_t n, float* to, const Code& code) {
  const BlockTag d;
  const auto s = hn::Set(d, scale);
  for (int64_t i = 0; i < n; i += lanes(d)) hn::StoreU(hn::Mul(hn::ConvertTo(d, code(i)), s), d, to + i);
}

// to[i] = scale * code(i) + offset.
template <class Code>
HWY_INLINE void scaled_from(float scale, float offset, int64_t n, float* to, const Code& code) {
  const BlockTag d;
  const auto s = hn::Set(d, scale), o = hn::Set(d, offset);
  for (int64_t i = 0; i < n; i += lanes(d)) hn::StoreU(hn::MulAdd(hn::ConvertTo(d, code(i)), s, o), d, to + i);
}

// {scale, codes}; two codes in a byte, the first 16 in the low halves.
HWY_INLINE void block_q4_0(const uint8_t* from, float* to) {
  const float scale = half_at(from);
  const Ints middle = hn::Set(IntTag(), 8);
  const uint8_t* codes = from + 2;
  scaled(scale, 16, to, [=](int64_t i) HWY_ATTR { return hn::Sub(low_bits(bytes_at(codes, i)), middle); });
  scaled(scale, 16, to + 16,
         [=](int64_t i) HWY_ATTR { return hn::Sub(hn::ShiftRight<4>(bytes_at(codes, i)), middle); });
}

// {scale, least, codes}
HWY_INLINE void block_q4_1(const uint8_t* from, float* to) {
  const float scale = half_at(from), least = half_at(from + 2);
  const uint8_t* codes = from + 4;
  scaled_from(scale, least, 16, to, [=](int64_t i) HWY_ATTR { return low_bits(bytes_at(codes, i)); });
  scaled_from(scale, least, 16, to + 16, [=](int64_t i) HWY_ATTR { return hn::ShiftRight<4>(bytes_at(codes, i)); });
}

// The fifth bit of codes [i, i + lanes) out of 32 in a word, already worth 16.
HWY_INLINE Ints fifth_bits(uint32_t word, int64_t i) {
  const IntTag d;
  const hn::RebindToUnsigned<IntTag> du;
  const auto bits = hn::Shr(hn::Set(du, word), hn::Iota(du, static_cast<uint32_t>(i)));
  return hn::BitCast(d, hn::ShiftLeft<4>(hn::And(bits, hn::Set(du, 1u))));
}

// {scale, fifth bits, codes}
HWY_INLINE void block_q5_0(const uint8_t* from, float* to) {
  const float scale = half_at(from);
  uint32_t fifth;
  std::memcpy(&fifth, from + 2, sizeof fifth);
  const Ints middle = hn::Set(IntTag(), 16);
  const uint8_t* codes = from + 6;
  scaled(scale, 16, to, [=](int64_t i) HWY_ATTR {
    return hn::Sub(hn::Or(low_bits(bytes_at(codes, i)), fifth_bits(fifth, i)), middle);
  });
  scaled(scale, 16, to + 16, [=](int64_t i) HWY_ATTR {
    return hn::Sub(hn::Or(hn::ShiftRight<4>(bytes_at(codes, i)), fifth_bits(fifth, i + 16)), middle);
  });
}

// {scale, least, fifth bits, codes}
HWY_INLINE void block_q5_1(const uint8_t* from, float* to) {
  const float scale = half_at(from), least = half_at(from + 2);
  uint32_t fifth;
  std::memcpy(&fifth, from + 4, sizeof fifth);
  const uint8_t* codes = from + 8;
  scaled_from(scale, least, 16, to,
              [=](int64_t i) HWY_ATTR { return hn::Or(low_bits(bytes_at(codes, i)), fifth_bits(fifth, i)); });
  scaled_from(scale, least, 16, to + 16, [=](int64_t i) HWY_ATTR {
    return hn::Or(hn::ShiftRight<4>(bytes_at(codes, i)), fifth_bits(fifth, i + 16));
  });
}

// {scale, signed codes}
HWY_INLINE void block_q8_0(const uint8_t* from, float* to) {
  const auto* codes = reinterpret_cast<const int8_t*>(from + 2);
  scaled(half_at(from), 32, to, [=](int64_t i) HWY_ATTR {
    return hn::PromoteTo(IntTag(), hn::LoadU(hn::Rebind<int8_t, IntTag>(), codes + i));
  });
}

// Scale and offset of each 32 numbers of a Q4_K or Q5_K block {scale, offset scale, 12 bytes of 6-bit pairs}.
struct KScales {
  float scale[8], offset[8];
};

HWY_INLINE KScales k_scales(const uint8_t* from) {
  const float scale = half_at(from), offset = half_at(from + 2);
  const uint8_t* six = from + 4;
  KScales all;
  for (int j = 0; j < 4; ++j) {
    const uint8_t a = six[j], b = six[j + 4], both = six[j + 8];
    all.scale[j] = scale * static_cast<float>(a & 63);
    all.offset[j] = -(offset * static_cast<float>(b & 63));
    all.scale[j + 4] = scale * static_cast<float>((both & 15) | (a >> 6 << 4));
    all.offset[j + 4] = -(offset * static_cast<float>((both >> 4) | (b >> 6 << 4)));
  }
  return all;
}

// {scales, codes}; each 32 bytes hold two runs of 32 numbers, low halves first.
HWY_INLINE void block_q4_k(const uint8_t* from, float* to) {
  const KScales k = k_scales(from);
  for (int run = 0; run < 8; run += 2, to += 64) {
    const uint8_t* codes = from + 16 + 16 * run;
    scaled_from(k.scale[run], k.offset[run], 32, to, [=](int64_t i) HWY_ATTR { return low_bits(bytes_at(codes, i)); });
    scaled_from(k.scale[run + 1], k.offset[run + 1], 32, to + 32,
                [=](int64_t i) HWY_ATTR { return hn::ShiftRight<4>(bytes_at(codes, i)); });
  }
}

// {scales, fifth bits, codes}; bit r of fifth byte i belongs to number i of run r.
HWY_INLINE void block_q5_k(const uint8_t* from, float* to) {
  const KScales k = k_scales(from);
  const uint8_t* fifths = from + 16;
  const Ints sixteen = hn::Set(IntTag(), 16);
  for (int run = 0; run < 8; run += 2, to += 64) {
    const uint8_t* codes = from + 48 + 16 * run;
    auto fifth = [=](int64_t i, int bit) HWY_ATTR {
      return hn::And(hn::ShiftLeft<4>(hn::ShiftRightSame(bytes_at(fifths, i), bit)), sixteen);
    };
    scaled_from(k.scale[run], k.offset[run], 32, to,
                [=](int64_t i) HWY_ATTR { return hn::Or(low_bits(bytes_at(codes, i)), fifth(i, run)); });
    scaled_from(k.scale[run + 1], k.offset[run + 1], 32, to + 32,
                [=](int64_t i) HWY_ATTR { return hn::Or(hn::ShiftRight<4>(bytes_at(codes, i)), fifth(i, run + 1)); });
  }
}

// {low halves, high pairs of bits, signed 8-bit scales of 16 numbers each, scale}
HWY_INLINE void block_q6_k(const uint8_t* from, float* to) {
  const auto* scales = reinterpret_cast<const int8_t*>(from + 192);
  const float scale = half_at(from + 208);
  const Ints middle = hn::Set(IntTag(), 32), high_bits = hn::Set(IntTag(), 0x30);
  for (int group = 0; group < 16; ++group) {  // 16 numbers each
    const int half = group / 8, run = group % 8 / 2, at = group % 2 * 16;
    const uint8_t* low = from + 64 * half + 32 * (run % 2) + at;
    const uint8_t* high = from + 128 + 32 * half + at;
    const int shift = 2 * run;
    scaled(scale * static_cast<float>(scales[group]), 16, to + 16 * group, [=](int64_t i) HWY_ATTR {
      const Ints byte = bytes_at(low, i);
      const Ints four = run < 2 ? low_bits(byte) : hn::ShiftRight<4>(byte);
      const Ints two = hn::And(hn::ShiftRightSame(hn::ShiftLeft<4>(bytes_at(high, i)), shift), high_bits);
      return hn::Sub(hn::Or(four, two), middle);
    });
  }
}

// Sixteen-bit numbers at any address.
template <class D>
HWY_INLINE auto words_at(D, const std::byte* from) {
  const hn::Rebind<uint16_t, D> d16;
#if HWY_TARGET == HWY_SCALAR
  uint16_t word;
  std::memcpy(&word, from, sizeof word);
  return hn::Set(d16, word);
#else
  return hn::BitCast(d16, hn::LoadU(hn::Repartition<uint8_t, decltype(d16)>(), reinterpret_cast<const uint8_t*>(from)));
#endif
}

// float32 from binary16 lanes, as from_f16.
template <class D>
HWY_INLINE hn::Vec<D> f16_lanes(D d, const std::byte* from) {
  const auto bits = words_at(d, from);
#if HWY_TARGET <= HWY_AVX2
  return hn::PromoteTo(d, hn::BitCast(hn::Rebind<hwy::float16_t, D>(), bits));
#else
  const hn::RebindToUnsigned<D> du;
  const hn::RebindToSigned<D> di;
  const auto wide = hn::PromoteTo(du, bits);
  const auto rest = hn::And(wide, hn::Set(du, 0x7fffu));
  const auto sign = hn::ShiftLeft<31>(hn::ShiftRight<15>(wide));
  const auto moved = hn::ShiftLeft<13>(rest);
  const auto subnormal = hn::BitCast(du, hn::Mul(hn::ConvertTo(d, hn::BitCast(di, rest)), hn::Set(d, 0x1p-24f)));
  const auto is_subnormal = hn::RebindMask(du, hn::Lt(hn::BitCast(di, rest), hn::Set(di, 0x0400)));
  const auto is_infinite = hn::RebindMask(du, hn::Gt(hn::BitCast(di, rest), hn::Set(di, 0x7bff)));
  auto magnitude = hn::Add(moved, hn::Set(du, uint32_t{127 - 15} << 23));
  magnitude = hn::IfThenElse(is_infinite, hn::Or(moved, hn::Set(du, 0x7f800000u)), magnitude);
  magnitude = hn::IfThenElse(is_subnormal, subnormal, magnitude);
  return hn::BitCast(d, hn::Or(sign, magnitude));
#endif
}

template <class D>
HWY_INLINE hn::Vec<D> bf16_lanes(D d, const std::byte* from) {
  const auto bits = words_at(d, from);
  return hn::BitCast(d, hn::ShiftLeft<16>(hn::PromoteTo(hn::RebindToUnsigned<D>(), bits)));
}

void unpack_f64(const std::byte* from, int64_t count, float* to) {
  for (int64_t i = 0; i < count; ++i) {
    double value;
    std::memcpy(&value, from + 8 * i, sizeof value);
    to[i] = static_cast<float>(value);
  }
}

template <class Block>
HWY_INLINE void unpack_blocks(DTypeBlock size, const std::byte* from, int64_t count, float* to, const Block& block) {
  const auto* bytes = reinterpret_cast<const uint8_t*>(from);
  for (; count > 0; count -= size.elements, bytes += size.bytes, to += size.elements) block(bytes, to);
}

void unpack_range(DType dtype, const std::byte* from, int64_t count, float* to) {
  const DTypeBlock size = dtype_block(dtype);
  switch (dtype) {
    case DType::f16:
      return for_lanes(0, count,
                       [=](auto d, int64_t i) HWY_ATTR { hn::StoreU(f16_lanes(d, from + 2 * i), d, to + i); });
    case DType::bf16:
      return for_lanes(0, count,
                       [=](auto d, int64_t i) HWY_ATTR { hn::StoreU(bf16_lanes(d, from + 2 * i), d, to + i); });
    case DType::f64:
      return unpack_f64(from, count, to);
    case DType::q4_0:
      return unpack_blocks(size, from, count, to, block_q4_0);
    case DType::q4_1:
      return unpack_blocks(size, from, count, to, block_q4_1);
    case DType::q5_0:
      return unpack_blocks(size, from, count, to, block_q5_0);
    case DType::q5_1:
      return unpack_blocks(size, from, count, to, block_q5_1);
    case DType::q8_0:
      return unpack_blocks(size, from, count, to, block_q8_0);
    case DType::q4_k:
      return unpack_blocks(size, from, count, to, block_q4_k);
    case DType::q5_k:
      return unpack_blocks(size, from, count, to, block_q5_k);
    case DType::q6_k:
      return unpack_blocks(size, from, count, to, block_q6_k);
    default:
      return;
  }
}

}  // namespace
}  // namespace afina::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace afina::kernels {

HWY_EXPORT(unpack_range);

bool can_unpack(DType dtype) noexcept { return dtype <= DType::f64 || is_block_type(dtype); }

void unpack(DType dtype, const std::byte* from, int64_t count, float* to) {
  if (dtype != DType::f32) return HWY_DYNAMIC_DISPATCH(unpack_range)(dtype, from, count, to);
  if (count > 0) std::memcpy(to, from, static_cast<size_t>(count) * sizeof(float));
}

void unpack_rows(Context& context, StoredMatrix from, Matrix to) {
  for_row_ranges(context, to.rows, to.cols, [&](int64_t begin, int64_t end) {
    if (to.stride == to.cols) return unpack(from.dtype, from.row(begin), (end - begin) * to.cols, to.row(begin));
    for (int64_t r = begin; r < end; ++r) unpack(from.dtype, from.row(r), to.cols, to.row(r));
  });
}

}  // namespace afina::kernels
#endif
