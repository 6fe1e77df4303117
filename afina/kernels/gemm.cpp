#include "afina/kernels/gemm.h"

#include <dnnl.h>
#include <omp.h>

#include <string>

#include "afina/base/error.h"
#include "afina/kernels/pieces.h"
#include "afina/kernels/sgemm.h"

namespace afina::kernels {

namespace {

// The tile's height decides how oneDNN blocks the product and with that the bits of the result: never a
// function of the number of threads.
constexpr int64_t kTileRows = 128;

// oneDNN would start threads of its own through OpenMP; the setting is per thread.
void stay_on_this_thread() {
  thread_local const bool once = [] {
    omp_set_num_threads(1);
    return true;
  }();
  static_cast<void>(once);
}

void scale_only(float beta, Matrix c) {
  for (int64_t m = 0; m < c.rows; ++m) {
    for (int64_t n = 0; n < c.cols; ++n) c.row(m)[n] = beta == 0.f ? 0.f : beta * c.row(m)[n];
  }
}

}  // namespace

void sgemm(Op op_a, Op op_b, float alpha, ConstMatrix a, ConstMatrix b, float beta, Matrix c) {
  const int64_t depth = op_a == Op::none ? a.cols : a.rows;
  if (c.rows == 0 || c.cols == 0) return;
  if (depth == 0) return scale_only(beta, c);
  stay_on_this_thread();
  dnnl_status_t status = dnnl_sgemm(op_a == Op::none ? 'N' : 'T', op_b == Op::none ? 'N' : 'T', c.rows, c.cols, depth,
                                    alpha, a.data, a.stride, b.data, b.stride, beta, c.data, c.stride);
  if (status != dnnl_success) {
    fail("kernels.internal", {{"detail", "dnnl_sgemm " + std::to_string(c.rows) + "x" + std::to_string(c.cols) + "x" +
                                             std::to_string(depth) + ": " + std::to_string(status)}});
  }
}

void gemm(Context& context, Op op_a, Op op_b, float alpha, ConstMatrix a, ConstMatrix b, float beta, Matrix c) {
  for_ranges(context, c.rows, kTileRows, [&](int64_t begin, int64_t end) {
    ConstMatrix part = op_a == Op::none ? a.rows_from(begin, end - begin) : a.cols_from(begin, end - begin);
    sgemm(op_a, op_b, alpha, part, b, beta, c.rows_from(begin, end - begin));
  });
}

}  // namespace afina::kernels
