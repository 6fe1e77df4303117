// Rows taken from a table: token embeddings, and the last token of each sequence.
#include <string>

#include "afina/base/error.h"
#include "afina/kernels/elementwise.h"
#include "afina/tensor/ops/ops.h"

namespace afina::ops {

Tensor embedding(Graph& graph, std::span<const int32_t> rows, const Weight& table) {
  for (int32_t row : rows) {
    if (row < 0 || row >= table.rows()) {
      fail("tensor.index_out_of_range", {{"id", std::to_string(row)}, {"rows", std::to_string(table.rows())}});
    }
  }
  Tensor y = Tensor::empty({static_cast<int64_t>(rows.size()), table.cols()});
  kernels::gather_rows(graph.context, table.matrix(), rows, y.mutable_matrix());
  if (graph.records(table)) {
    y.set_requires_grad(true);
    graph.tape->record([&context = graph.context, rows = std::vector<int32_t>(rows.begin(), rows.end()),
                        dtable = table.gradient(), dy = y.gradient()] {
      if (dy->defined()) kernels::scatter_add_rows(context, dy->matrix(), rows, dtable->accumulator());
    });
  }
  return y;
}

Tensor select_rows(Graph& graph, const Tensor& x, std::span<const int32_t> rows) { return embedding(graph, rows, x); }

}  // namespace afina::ops
