// Products on the calling thread alone, and the pieces that one product is cut into.
#pragma once

#include <functional>

#include "afina/kernels/gemm.h"

namespace afina::kernels {

// c = alpha * op(a) * op(b) + beta * c.
void sgemm(Op op_a, Op op_b, float alpha, ConstMatrix a, ConstMatrix b, float beta, Matrix c);

// Part of a product's result.
struct Tile {
  int64_t row, rows, column, columns;
};

// Most rows of a tile, and those that are left where there would be too few tiles.
constexpr int64_t kTileRows = 256, kLeastTileRows = 128;

// body for every tile of c, on the pool's threads. `depth` is the number of products in a sum.
void for_tiles(Context&, Matrix c, int64_t depth, int64_t least_rows, const std::function<void(const Tile&)>& body);

// Keeps oneDNN from starting threads of its own on the calling thread.
void stay_on_this_thread();

}  // namespace afina::kernels
