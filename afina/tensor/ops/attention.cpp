// Grouped-query attention over packed sequences.
#include "afina/kernels/attention.h"

#include "afina/tensor/ops/ops.h"

namespace afina::ops {

namespace {

// A frozen input still needs somewhere for the kernel to write.
struct Destination {
  Tensor unused;
  kernels::Matrix matrix;
  Destination(const std::shared_ptr<Gradient>& gradient, const Tensor& like)
      : unused(gradient ? Tensor() : Tensor::zeros(like.shape())),
        matrix(gradient ? gradient->accumulator() : unused.mutable_matrix()) {}
};

}  // namespace

Tensor attention(Graph& graph, const Tensor& q, const Tensor& k, const Tensor& v, const kernels::AttentionShape& shape,
                 std::shared_ptr<const std::vector<int32_t>> starts) {
  Tensor out = Tensor::empty(q.shape());
  Tensor lse = Tensor::empty({shape.heads, q.rows()});
  kernels::attention(graph.context, shape, *starts, q.matrix(), k.matrix(), v.matrix(), out.mutable_matrix(),
                     lse.mutable_matrix());
  if (graph.records(q, k, v)) {
    out.set_requires_grad(true);
    graph.tape->record([&context = graph.context, shape, starts, q, k, v, out, lse] {
      const auto& dout = out.gradient();
      if (!dout->defined()) return;
      Destination dq(q.gradient(), q), dk(k.gradient(), k), dv(v.gradient(), v);
      kernels::attention_backward(context, shape, *starts, q.matrix(), k.matrix(), v.matrix(), out.matrix(),
                                  lse.matrix(), dout->matrix(), {dq.matrix, dk.matrix, dv.matrix});
    });
  }
  return out;
}

}  // namespace afina::ops
