#include "afina/tensor/ops/multiply.h"

#include "afina/kernels/elementwise.h"

namespace afina::ops {

Tensor multiply(Graph& graph, const Tensor& a, const Tensor& b) {
  Tensor y = Tensor::empty(a.shape());
  kernels::product(graph.context, a.values(), b.values(), y.mutable_values());
  if (graph.records(a, b)) {
    y.set_requires_grad(true);
    y.set_recipe([&context = graph.context, a, b](kernels::Matrix out) {
      kernels::product(context, a.values(), b.values(), {out.data, static_cast<size_t>(out.rows * out.cols)});
    });
    graph.tape->record([&context = graph.context, a, b, dy = y.gradient()] {
      if (!dy->defined()) return;
      if (a.requires_grad()) {
        kernels::add_product(context, dy->values(), b.values(), a.gradient()->accumulator_values());
      }
      if (b.requires_grad()) {
        kernels::add_product(context, dy->values(), a.values(), b.gradient()->accumulator_values());
      }
    });
  }
  return y;
}

}  // namespace afina::ops
