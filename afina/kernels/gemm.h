// Dense matrix products: oneDNN for many rows, a Highway kernel for few (decoding reads each weight once, so
// it is bound by memory, not arithmetic). Same bits for any number of threads.
#pragma once

#include "afina/kernels/context.h"

namespace afina::kernels {

enum class Op { none, transpose };

// c = alpha * op(a) * op(b) + beta * c. With beta 0, c may hold anything (NaN included).
void gemm(Context& context, Op op_a, Op op_b, float alpha, ConstMatrix a, ConstMatrix b, float beta, Matrix c);

}  // namespace afina::kernels
