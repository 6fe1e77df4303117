// Cutting work into pieces whose size depends on the shape alone, so that the result has the same bits for any
// number of threads.
#pragma once

#include <algorithm>
#include <cstdint>

#include "afina/kernels/context.h"

namespace afina::kernels {

// Floats in a piece of element-wise work: large against the pool's wake-up, small against the second-level cache.
constexpr int64_t kPieceElements = 1 << 14;

constexpr int64_t pieces_of(int64_t count, int64_t piece) { return (count + piece - 1) / piece; }

// body(begin, end) over [0, count) in ranges of `piece`.
template <class Body>
void for_ranges(Context& context, int64_t count, int64_t piece, const Body& body) {
  int64_t pieces = pieces_of(count, piece);
  if (pieces == 1) return body(int64_t{0}, count);  // spares the std::function
  context.pool.run(pieces, [&](int64_t i) { body(i * piece, std::min(count, (i + 1) * piece)); });
}

// Rows of `cols` elements that make one piece.
constexpr int64_t rows_per_piece(int64_t cols) {
  return std::max<int64_t>(1, kPieceElements / std::max<int64_t>(1, cols));
}

template <class Body>
void for_row_ranges(Context& context, int64_t rows, int64_t cols, const Body& body) {
  for_ranges(context, rows, rows_per_piece(cols), body);
}

}  // namespace afina::kernels
