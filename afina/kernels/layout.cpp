#include "afina/kernels/layout.h"

#include <algorithm>
#include <cstring>

namespace afina::kernels {

namespace {

template <class T>
void transpose_as(const std::byte* from, int64_t rows, int64_t cols, std::byte* to) {
  constexpr int64_t kTile = 32;  // two tiles of floats stay in the first-level cache
  for (int64_t r0 = 0; r0 < rows; r0 += kTile) {
    for (int64_t c0 = 0; c0 < cols; c0 += kTile) {
      for (int64_t r = r0; r < std::min(rows, r0 + kTile); ++r) {
        for (int64_t c = c0; c < std::min(cols, c0 + kTile); ++c) {
          std::memcpy(to + static_cast<size_t>(c * rows + r) * sizeof(T),
                      from + static_cast<size_t>(r * cols + c) * sizeof(T), sizeof(T));
        }
      }
    }
  }
}

// The row among pairs of row `r` among halves.
size_t paired(int64_t r, int64_t head_size) {
  const int64_t head = r / head_size, within = r % head_size, half = head_size / 2;
  return static_cast<size_t>(head * head_size + within % half * 2 + within / half);
}

}  // namespace

void transpose(const std::byte* from, int64_t rows, int64_t cols, size_t element, std::byte* to) {
  return element == sizeof(uint16_t) ? transpose_as<uint16_t>(from, rows, cols, to)
                                     : transpose_as<float>(from, rows, cols, to);
}

void halves_from_pairs(const std::byte* pairs, int64_t rows, size_t row_bytes, int64_t head_size, std::byte* halves) {
  for (int64_t r = 0; r < rows; ++r) {
    std::memcpy(halves + static_cast<size_t>(r) * row_bytes, pairs + paired(r, head_size) * row_bytes, row_bytes);
  }
}

void pairs_from_halves(const std::byte* halves, int64_t rows, size_t row_bytes, int64_t head_size, std::byte* pairs) {
  for (int64_t r = 0; r < rows; ++r) {
    std::memcpy(pairs + paired(r, head_size) * row_bytes, halves + static_cast<size_t>(r) * row_bytes, row_bytes);
  }
}

}  // namespace afina::kernels
