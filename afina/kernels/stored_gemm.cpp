// Products with weights as their file has them.
#include <algorithm>
#include <memory>

#include "afina/base/memory.h"
#include "afina/kernels/elementwise.h"
#include "afina/kernels/gemm.h"
#include "afina/kernels/gemv.h"
#include "afina/kernels/pieces.h"

namespace afina::kernels {

namespace {

// Floats of a panel. Part of the result's bits, hence a constant: 16 MiB hold the matrices of a small model whole.
constexpr int64_t kPanel = int64_t{1} << 22;
// Rows unpacked together where few rows of x meet them: they stay in the first-level cache.
constexpr int64_t kFewUnpacked = 4;

// The floats of a weight that needs no unpacking.
bool is_plain(StoredMatrix w) {
  return w.dtype == DType::f32 && reinterpret_cast<uintptr_t>(w.data) % alignof(float) == 0;
}

ConstMatrix plain(StoredMatrix w) { return {reinterpret_cast<const float*>(w.data), w.rows, w.cols}; }

void few_rows(Context& context, ConstMatrix x, StoredMatrix w, float beta, Matrix c) {
  for_ranges(context, w.rows, gemv_columns_per_piece(w.cols), [&](int64_t begin, int64_t end) {
    const auto scratch = std::make_unique_for_overwrite<float[]>(static_cast<size_t>(kFewUnpacked * w.cols));
    for (int64_t n = begin; n < end; n += kFewUnpacked) {
      const Matrix rows(scratch.get(), std::min(kFewUnpacked, end - n), w.cols);
      for (int64_t r = 0; r < rows.rows; ++r) unpack(w.dtype, w.row(n + r), w.cols, rows.row(r));
      gemv_piece(1.f, x, rows, beta, c.cols_from(n, rows.rows));
    }
  });
}

}  // namespace

int64_t panel_floats(StoredMatrix w) {
  return w.cols * std::clamp<int64_t>(kPanel / std::max<int64_t>(1, w.cols), 1, w.rows);
}

void gemm(Context& context, ConstMatrix x, Op op_w, StoredMatrix w, float beta, Matrix c) {
  if (is_plain(w)) return gemm(context, Op::none, op_w, 1.f, x, plain(w), beta, c);
  if (c.rows == 0 || c.cols == 0) return;
  const bool transposed = op_w == Op::transpose;
  if (transposed && c.rows <= kFewRows) return few_rows(context, x, w, beta, c);
  const Buffer scratch(static_cast<size_t>(panel_floats(w)) * sizeof(float));
  const int64_t panel = panel_floats(w) / std::max<int64_t>(1, w.cols);
  for (int64_t begin = 0; begin < w.rows; begin += panel) {
    const int64_t rows = std::min(panel, w.rows - begin);
    const Matrix floats(reinterpret_cast<float*>(scratch.data()), rows, w.cols);
    unpack_rows(context, w.rows_from(begin, rows), floats);
    if (transposed) {
      gemm(context, Op::none, op_w, 1.f, x, floats, beta, c.cols_from(begin, rows));
    } else {
      gemm(context, Op::none, op_w, 1.f, x.cols_from(begin, rows), floats, begin == 0 ? beta : 1.f, c);
    }
  }
}

void gather_rows(Context& context, StoredMatrix table, std::span<const int32_t> ids, Matrix y) {
  for_row_ranges(context, y.rows, y.cols, [&](int64_t begin, int64_t end) {
    for (int64_t m = begin; m < end; ++m) {
      unpack(table.dtype, table.row(ids[static_cast<size_t>(m)]), y.cols, y.row(m));
    }
  });
}

}  // namespace afina::kernels
