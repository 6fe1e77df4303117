// Products with few rows, for gemm(): y = x W^T reads every weight once, so it runs at the speed of memory.
#pragma once

#include <algorithm>

#include "afina/kernels/context.h"

namespace afina::kernels {

constexpr int64_t kFewRows = 4;
// Columns of c, rows of w, that make one piece: 256 KiB of floats take longer to read than a thread to wake.
constexpr int64_t gemv_columns_per_piece(int64_t depth) {
  constexpr int64_t kWeights = 1 << 16;
  return std::max<int64_t>(4, kWeights / std::max<int64_t>(1, depth) / 4 * 4);
}

// c = alpha * x * w^T + beta * c, x: [M, K] with M <= kFewRows, w: [N, K], c: [M, N].
void gemv_transposed(Context&, float alpha, ConstMatrix x, ConstMatrix w, float beta, Matrix c);

// The same on the calling thread, for the inside of pieces.
void gemv_piece(float alpha, ConstMatrix x, ConstMatrix w, float beta, Matrix c);

}  // namespace afina::kernels
