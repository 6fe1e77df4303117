// Products of bf16 matrices summed in float32, by oneDNN, on processors with an instruction for them.
#pragma once

#include <cstdint>

#include "afina/kernels/gemm.h"

namespace afina::kernels {

// c = x * op(w) + beta * c on the calling thread, for the inside of pieces. x: [M, K] with rows x_stride numbers apart,
// w: [N, K] transposed or [K, N], rows one after another, both bf16. beta is 0 or 1. Needs has_bf16_products().
struct Bf16Product {
  const uint16_t* x = nullptr;
  int64_t depth = 0, x_stride = 0;
  Op op_w = Op::none;
  const uint16_t* w = nullptr;
  int64_t w_stride = 0;
  bool add = false;
};

void bf16_gemm(const Bf16Product& product, Matrix c);

}  // namespace afina::kernels
