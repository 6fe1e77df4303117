// Sixteen-bit floats and float32, by integer arithmetic: a thread that flushes subnormals to zero loses none.
#pragma once

#include <bit>
#include <cstdint>

namespace afina::kernels {

// IEEE binary16.
inline float from_f16(uint16_t bits) noexcept {
  const uint32_t sign = uint32_t{bits} >> 15 << 31;
  const uint32_t rest = bits & 0x7fffu;
  const uint32_t normal = (rest << 13) + (uint32_t{127 - 15} << 23);
  const uint32_t infinite = (rest << 13) | 0x7f800000u;
  const uint32_t subnormal = std::bit_cast<uint32_t>(static_cast<float>(rest) * 0x1p-24f);
  return std::bit_cast<float>(sign | (rest >= 0x7c00 ? infinite : rest < 0x0400 ? subnormal : normal));
}

// To nearest, even; beyond the largest finite number, infinite.
inline uint16_t to_f16(float value) noexcept {
  const auto bits = std::bit_cast<uint32_t>(value);
  const uint32_t sign = (bits >> 16) & 0x8000u;
  const uint32_t rest = bits & 0x7fffffffu;
  auto signed_bits = [sign](uint32_t magnitude) { return static_cast<uint16_t>(sign | magnitude); };
  if (rest > 0x7f800000u) return signed_bits(0x7e00u | ((rest >> 13) & 0x1ffu));
  if (rest >= 0x477ff000u) return signed_bits(0x7c00u);  // 65520, halfway to 65536
  if (rest >= 0x38800000u) {                             // 2^-14, the smallest normal number
    return signed_bits((rest + 0xfffu + ((rest >> 13) & 1u) - (uint32_t{127 - 15} << 23)) >> 13);
  }
  const uint32_t exponent = rest >> 23;
  if (exponent < 102) return signed_bits(0);  // less than half of the smallest subnormal
  const uint32_t shift = 126 - exponent, mantissa = (rest & 0x7fffffu) | 0x800000u;
  const uint32_t down = mantissa >> shift, lost = mantissa & ((1u << shift) - 1), half = 1u << (shift - 1);
  return signed_bits(down + (lost > half || (lost == half && (down & 1u))));
}

inline float from_bf16(uint16_t bits) noexcept { return std::bit_cast<float>(uint32_t{bits} << 16); }

// To nearest, even.
inline uint16_t to_bf16(float value) noexcept {
  const auto bits = std::bit_cast<uint32_t>(value);
  // Rounding could carry a NaN's mantissa into infinity; it is kept a NaN instead.
  if ((bits & 0x7fffffffu) > 0x7f800000u) return static_cast<uint16_t>((bits >> 16) | 0x40u);
  return static_cast<uint16_t>((bits + 0x7fffu + ((bits >> 16) & 1u)) >> 16);
}

}  // namespace afina::kernels
