// One matrix product on the calling thread alone, for the inside of pieces.
#pragma once

#include "afina/kernels/gemm.h"

namespace afina::kernels {

// c = alpha * op(a) * op(b) + beta * c.
void sgemm(Op op_a, Op op_b, float alpha, ConstMatrix a, ConstMatrix b, float beta, Matrix c);

}  // namespace afina::kernels
