#include <algorithm>
#include <array>
#include <bit>

#include "afina/kernels/elementwise.h"

namespace afina::kernels {

namespace {

constexpr size_t kLanes = 16;  // a constant number, so that every compiler makes vectors of it

// Sets the sign where the exponent is all ones (IEEE 754: infinity or NaN).
uint32_t marked(float value) { return (std::bit_cast<uint32_t>(value) & 0x7fffffffu) + 0x00800000u; }

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

}  // namespace afina::kernels
