// Stored elements to float32 and back. Views may start at any byte, so elements are copied out, never cast.
#include <bit>
#include <cstring>

#include "afina/base/error.h"
#include "afina/io/safetensors.h"

namespace afina {

namespace {

// IEEE binary16. Written without branches and without float arithmetic on subnormals, which a thread that
// flushes them to zero would lose.
float from_f16(uint16_t bits) noexcept {
  uint32_t sign = uint32_t{bits} >> 15 << 31;
  uint32_t rest = bits & 0x7fffu;
  uint32_t normal = (rest << 13) + (uint32_t{127 - 15} << 23);
  uint32_t infinite = (rest << 13) | 0x7f800000u;
  uint32_t subnormal = std::bit_cast<uint32_t>(static_cast<float>(rest) * 0x1p-24f);
  uint32_t magnitude = rest >= 0x7c00 ? infinite : rest < 0x0400 ? subnormal : normal;
  return std::bit_cast<float>(sign | magnitude);
}

template <class T, class Convert>
void convert_all(std::span<const std::byte> bytes, float* out, Convert convert) {
  const std::byte* in = bytes.data();
  const size_t count = bytes.size() / sizeof(T);
  for (size_t i = 0; i < count; ++i) {
    T value;
    std::memcpy(&value, in + i * sizeof(T), sizeof(T));
    out[i] = convert(value);
  }
}

}  // namespace

float from_bf16(uint16_t bits) noexcept { return std::bit_cast<float>(uint32_t{bits} << 16); }

uint16_t to_bf16(float value) noexcept {
  auto bits = std::bit_cast<uint32_t>(value);
  // Rounding could carry a NaN's mantissa into infinity; it is kept a NaN instead.
  if ((bits & 0x7fffffffu) > 0x7f800000u) return static_cast<uint16_t>((bits >> 16) | 0x40u);
  return static_cast<uint16_t>((bits + 0x7fffu + ((bits >> 16) & 1u)) >> 16);
}

void convert_to_f32(const StoredTensor& tensor, float* out) {
  if (tensor.bytes.empty()) return;
  switch (tensor.dtype) {
    case DType::f32:
      std::memcpy(out, tensor.bytes.data(), tensor.bytes.size());
      return;
    case DType::f16:
      convert_all<uint16_t>(tensor.bytes, out, from_f16);
      return;
    case DType::bf16:
      convert_all<uint16_t>(tensor.bytes, out, from_bf16);
      return;
    case DType::f64:
      convert_all<double>(tensor.bytes, out, [](double value) { return static_cast<float>(value); });
      return;
    default:
      fail("io.unsupported_dtype", {{"tensor", tensor.name}, {"dtype", std::string(dtype_name(tensor.dtype))}});
  }
}

}  // namespace afina
