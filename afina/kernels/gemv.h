// Products with few rows, for gemm(): y = x W^T reads every weight once, so it runs at the speed of memory.
#pragma once

#include "afina/kernels/context.h"

namespace afina::kernels {

constexpr int64_t kFewRows = 4;

// c = alpha * x * w^T + beta * c, x: [M, K] with M <= kFewRows, w: [N, K], c: [M, N].
void gemv_transposed(Context&, float alpha, ConstMatrix x, ConstMatrix w, float beta, Matrix c);

// The same on the calling thread, for the inside of pieces.
void gemv_piece(float alpha, ConstMatrix x, ConstMatrix w, float beta, Matrix c);

}  // namespace afina::kernels
