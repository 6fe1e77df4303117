// Rotary positions.
#include "afina/kernels/rotary.h"

#include "afina/tensor/ops/ops.h"

namespace afina::ops {

Tensor rotary(Graph& graph, const Tensor& x, int64_t head_size, const RotaryTables& tables,
              std::shared_ptr<const std::vector<int32_t>> positions) {
  Tensor y = Tensor::empty(x.shape());
  kernels::rotary(graph.context, {tables.cos.matrix(), tables.sin.matrix()}, *positions, head_size, false, false,
                  x.matrix(), y.mutable_matrix());
  if (graph.records(x)) {
    y.set_requires_grad(true);
    // A rotation's gradient is the rotation back: the values of x are not needed.
    graph.tape->record([&context = graph.context, head_size, tables, positions, dx = x.gradient(), dy = y.gradient()] {
      if (!dy->defined()) return;
      auto target = dx->target();
      kernels::rotary(context, {tables.cos.matrix(), tables.sin.matrix()}, *positions, head_size, true,
                      target.beta != 0.f, dy->matrix(), target.matrix);
    });
  }
  return y;
}

}  // namespace afina::ops
