#include "afina/kernels/gemm.h"

#include <dnnl.h>

#include <algorithm>
#include <string>

#include "afina/base/error.h"
#include "afina/kernels/gemv.h"
#include "afina/kernels/pieces.h"
#include "afina/kernels/sgemm.h"

// OpenMP's own declaration; <omp.h> is not there with every compiler, the run-time library always is.
extern "C" void omp_set_num_threads(int) noexcept;

namespace afina::kernels {

namespace {

// A piece is one tile of c. Tiles decide how oneDNN blocks the product and with that the bits of the result:
// they follow from the shape and never from the number of threads. Large tiles pack their operands less
// often; below kEnoughTiles threads would stand idle.
constexpr int64_t kTileColumns = 768, kLeastTileColumns = 96;
constexpr int64_t kEnoughTiles = 8;
// Products smaller than this are done sooner than a thread wakes up.
constexpr int64_t kSmallProduct = 1 << 20;

struct Tiling {
  int64_t rows, columns;  // of one tile
};

// `count` in equal tiles of at most `largest`, each a multiple of 32 (whole vectors and registers' blocks).
int64_t even_tile(int64_t count, int64_t largest) {
  const int64_t tiles = std::max<int64_t>(1, pieces_of(count, largest));
  return pieces_of(pieces_of(count, tiles), 32) * 32;
}

Tiling tiling_of(int64_t m, int64_t n, int64_t k, int64_t least_rows) {
  if (m * n * k <= kSmallProduct) return {m, n};
  Tiling t{even_tile(m, kTileRows), even_tile(n, kTileColumns)};
  const auto tiles = [&] { return pieces_of(m, t.rows) * pieces_of(n, t.columns); };
  if (tiles() < kEnoughTiles) t.rows = even_tile(m, least_rows);
  for (int64_t largest = kTileColumns / 2; tiles() < kEnoughTiles && largest >= kLeastTileColumns; largest /= 2) {
    t.columns = even_tile(n, largest);
  }
  return t;
}

void scale_only(float beta, Matrix c) {
  for (int64_t m = 0; m < c.rows; ++m) {
    for (int64_t n = 0; n < c.cols; ++n) c.row(m)[n] = beta == 0.f ? 0.f : beta * c.row(m)[n];
  }
}

}  // namespace

// oneDNN starts them through OpenMP, whose setting is per thread.
void stay_on_this_thread() {
  thread_local const bool once = [] {
    omp_set_num_threads(1);
    return true;
  }();
  static_cast<void>(once);
}

void for_tiles(Context& context, Matrix c, int64_t depth, int64_t least_rows,
               const std::function<void(const Tile&)>& body) {
  const Tiling tile = tiling_of(c.rows, c.cols, depth, least_rows);
  const int64_t row_tiles = pieces_of(c.rows, tile.rows);
  context.pool.run(row_tiles * pieces_of(c.cols, tile.columns), [&](int64_t piece) {
    // Neighbours share columns: a tile of weights stays in the cache for the rows that follow.
    const int64_t row = piece % row_tiles * tile.rows, column = piece / row_tiles * tile.columns;
    body({row, std::min(tile.rows, c.rows - row), column, std::min(tile.columns, c.cols - column)});
  });
}

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
  if (c.rows == 0 || c.cols == 0) return;
  if (c.rows <= kFewRows && op_a == Op::none && op_b == Op::transpose) {
    return gemv_transposed(context, alpha, a, b, beta, c);
  }
  for_tiles(context, c, op_a == Op::none ? a.cols : a.rows, kLeastTileRows, [&](const Tile& t) {
    sgemm(op_a, op_b, alpha, op_a == Op::none ? a.rows_from(t.row, t.rows) : a.cols_from(t.row, t.rows),
          op_b == Op::none ? b.cols_from(t.column, t.columns) : b.rows_from(t.column, t.columns), beta,
          c.rows_from(t.row, t.rows).cols_from(t.column, t.columns));
  });
}

}  // namespace afina::kernels
