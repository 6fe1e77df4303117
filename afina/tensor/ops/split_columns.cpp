#include "afina/tensor/ops/split_columns.h"

#include <numeric>

#include "afina/base/error.h"
#include "afina/kernels/elementwise.h"

namespace afina::ops {

std::vector<Tensor> split_columns(Graph& graph, const Tensor& x, const std::vector<int64_t>& widths) {
  if (std::accumulate(widths.begin(), widths.end(), int64_t{0}) != x.cols()) {
    fail("tensor.internal", {{"detail", "split_columns: widths do not add up"}});
  }
  const bool records = graph.records(x);
  std::vector<Tensor> parts;
  std::vector<std::shared_ptr<Gradient>> gradients;
  int64_t begin = 0;
  for (int64_t width : widths) {
    Tensor part = Tensor::empty({x.rows(), width});
    kernels::copy(graph.context, x.matrix().cols_from(begin, width), part.mutable_matrix());
    if (records) gradients.push_back(part.set_requires_grad(true).gradient());
    parts.push_back(part);
    begin += width;
  }
  if (records) {
    graph.tape->record([&context = graph.context, widths, gradients = std::move(gradients), dx = x.gradient()] {
      int64_t at = 0;
      for (size_t i = 0; i < widths.size(); ++i) {
        if (gradients[i]->defined()) {
          kernels::add(context, gradients[i]->matrix(), dx->accumulator().cols_from(at, widths[i]));
        }
        at += widths[i];
      }
    });
  }
  return parts;
}

}  // namespace afina::ops
