#include <algorithm>
#include <array>
#include <bit>
#include <cstring>

#include "afina/kernels/elementwise.h"

namespace afina::kernels {

namespace {

constexpr size_t kLanes = 16;  // a constant number, so that every compiler makes vectors of it

// Sets the sign where the exponent is all ones (IEEE 754: infinity or NaN).
uint32_t marked(float value) { return (std::bit_cast<uint32_t>(value) & 0x7fffffffu) + 0x00800000u; }

// Whether no half has all bits of `exponent` set, among those at `from`, `from + step` ...
bool halves_finite(const std::byte* from, const std::byte* end, int64_t step, uint32_t exponent) {
  uint32_t seen = 0;
  for (const std::byte* at = from; at < end; at += step) {
    uint16_t half;
    std::memcpy(&half, at, sizeof half);
    seen |= static_cast<uint32_t>((half & exponent) == exponent);
  }
  return seen == 0;
}

constexpr uint32_t kBf16Exponent = 0x7f80, kF16Exponent = 0x7c00;

// Where a block holds its scales, in halves (ggml-common.h): the numbers beside them are integers.
std::span<const int64_t> scales_of(DType dtype) {
  static constexpr int64_t kOne[] = {0}, kTwo[] = {0, 2}, kLast[] = {208};
  switch (dtype) {
    case DType::q4_1:
    case DType::q5_1:
    case DType::q4_k:
    case DType::q5_k:
      return kTwo;
    case DType::q6_k:
      return kLast;
    default:
      return kOne;
  }
}

}  // namespace

bool all_finite(std::span<const float> x) {
  std::array<uint32_t, kLanes> seen{};
  const size_t whole = x.size() / kLanes * kLanes;
  for (size_t i = 0; i < whole; i += kLanes) {
    for (size_t k = 0; k < kLanes; ++k) seen[k] |= marked(x[i + k]);
  }
  for (size_t i = whole; i < x.size(); ++i) seen[0] |= marked(x[i]);
  return std::ranges::none_of(seen, [](uint32_t bits) { return (bits & 0x80000000u) != 0; });
}

bool all_finite(StoredMatrix x) {
  const std::byte* end = x.data + x.rows * x.row_bytes();
  if (x.dtype == DType::f32)
    return all_finite({reinterpret_cast<const float*>(x.data), static_cast<size_t>(x.rows * x.cols)});
  if (x.dtype == DType::bf16) return halves_finite(x.data, end, 2, kBf16Exponent);
  const int64_t step = dtype_block(x.dtype).bytes;
  return std::ranges::all_of(scales_of(x.dtype),
                             [&](int64_t place) { return halves_finite(x.data + place, end, step, kF16Exponent); });
}

}  // namespace afina::kernels
