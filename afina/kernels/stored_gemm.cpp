// Products with weights as their file has them.
#include <algorithm>
#include <memory>

#include "afina/base/memory.h"
#include "afina/kernels/bf16_gemm.h"
#include "afina/kernels/elementwise.h"
#include "afina/kernels/gemm.h"
#include "afina/kernels/gemv.h"
#include "afina/kernels/pieces.h"
#include "afina/kernels/sgemm.h"

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

// bf16 holds these without loss, or loses less than they lost already.
bool rounds_well(DType dtype) { return dtype == DType::bf16 || is_block_type(dtype); }

using Halves = MatrixView<uint16_t>;
using ConstHalves = MatrixView<const uint16_t>;

Halves halves_in(const Buffer& buffer, int64_t rows, int64_t cols) {
  return {reinterpret_cast<uint16_t*>(buffer.data()), rows, cols};
}

// The rows of w in bf16: where they lie, or in `scratch`.
ConstHalves rounded_weight(Context& context, StoredMatrix w, const Buffer& scratch) {
  if (w.dtype == DType::bf16) return {reinterpret_cast<const uint16_t*>(w.data), w.rows, w.cols};
  const Halves to = halves_in(scratch, w.rows, w.cols);
  for_row_ranges(context, w.rows, w.cols, [&](int64_t begin, int64_t end) {
    const auto floats = std::make_unique_for_overwrite<float[]>(static_cast<size_t>(w.cols));
    for (int64_t r = begin; r < end; ++r) {
      unpack(w.dtype, w.row(r), w.cols, floats.get());
      pack(DType::bf16, floats.get(), w.cols, reinterpret_cast<std::byte*>(to.row(r)));
    }
  });
  return to;
}

StoredMatrix stored(ConstHalves halves) {
  return {DType::bf16, reinterpret_cast<const std::byte*>(halves.data), halves.rows, halves.cols};
}

// c = x * op(w) + beta * c, with beta 0 or 1. Without the instruction, the same numbers by way of float32.
void product(Context& context, ConstHalves x, Op op_w, ConstHalves w, float beta, Matrix c) {
  if (!has_bf16_products()) {
    const Buffer xs(static_cast<size_t>(x.rows * x.cols) * sizeof(float));
    const Buffer ws(static_cast<size_t>(w.rows * w.cols) * sizeof(float));
    const Matrix x_floats(reinterpret_cast<float*>(xs.data()), x.rows, x.cols);
    const Matrix w_floats(reinterpret_cast<float*>(ws.data()), w.rows, w.cols);
    unpack_rows(context, stored(x), x_floats);
    unpack_rows(context, stored(w), w_floats);
    return gemm(context, Op::none, op_w, 1.f, x_floats, w_floats, beta, c);
  }
  // Each tile copies its weights anew: fewer columns cost less than fewer rows.
  for_tiles(context, c, x.cols, kTileRows, [&](const Tile& t) {
    const uint16_t* from = op_w == Op::transpose ? w.row(t.column) : w.data + t.column;
    bf16_gemm({x.row(t.row), x.cols, x.stride, op_w, from, w.stride, beta != 0.f},
              c.rows_from(t.row, t.rows).cols_from(t.column, t.columns));
  });
}

void gemm_bf16(Context& context, ConstMatrix x, Op op_w, StoredMatrix w, float beta, Matrix c) {
  const bool transposed = op_w == Op::transpose;
  const int64_t panel = panel_floats(w) / std::max<int64_t>(1, w.cols);
  const Buffer rounded(static_cast<size_t>(x.rows * (transposed ? x.cols : panel)) * sizeof(uint16_t));
  const Buffer scratch(w.dtype == DType::bf16 ? 0 : static_cast<size_t>(panel_floats(w)) * sizeof(uint16_t));
  if (transposed) pack_rows(context, x, DType::bf16, rounded.data());
  for (int64_t begin = 0; begin < w.rows; begin += panel) {
    const int64_t rows = std::min(panel, w.rows - begin);
    const ConstHalves weights = rounded_weight(context, w.rows_from(begin, rows), scratch);
    if (transposed) {
      product(context, halves_in(rounded, x.rows, x.cols), op_w, weights, beta, c.cols_from(begin, rows));
    } else {
      pack_rows(context, x.cols_from(begin, rows), DType::bf16, rounded.data());
      product(context, halves_in(rounded, x.rows, rows), op_w, weights, begin == 0 ? beta : 1.f, c);
    }
  }
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
  if (context.compute_dtype == DType::bf16 && rounds_well(w.dtype)) return gemm_bf16(context, x, op_w, w, beta, c);
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
