// Dense matrix products: oneDNN for many rows, a Highway kernel for few (decoding reads each weight once, so
// it is bound by memory, not arithmetic). Same bits for any number of threads.
#pragma once

#include "afina/kernels/context.h"
#include "afina/kernels/stored_matrix.h"

namespace afina::kernels {

enum class Op { none, transpose };

// c = alpha * op(a) * op(b) + beta * c. With beta 0, c may hold anything (NaN included).
void gemm(Context& context, Op op_a, Op op_b, float alpha, ConstMatrix a, ConstMatrix b, float beta, Matrix c);

// c = x * op(w) + beta * c for a weight in any form. With many rows of x, w is unpacked a panel of rows at a time;
// with few, row by row as it is read. The same bits as gemm over unpacked floats where w fits in one panel.
// Where the context computes in bf16, beta is 0 or 1.
void gemm(Context& context, ConstMatrix x, Op op_w, StoredMatrix w, float beta, Matrix c);
// Floats of such a panel.
int64_t panel_floats(StoredMatrix w);

}  // namespace afina::kernels
