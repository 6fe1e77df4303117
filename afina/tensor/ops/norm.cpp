// RMSNorm and LayerNorm. Their outputs carry a recipe: a block may forget them after use.
#include "afina/kernels/norm.h"

#include "afina/base/error.h"
#include "afina/tensor/ops/ops.h"

namespace afina::ops {

namespace {

std::span<float> wanted(const Tensor& parameter) {
  if (!parameter.requires_grad()) return {};
  return parameter.gradient()->accumulator_values();
}

}  // namespace

Tensor rms_norm(Graph& graph, const Tensor& x, const Tensor& weight, float epsilon) {
  const int64_t cols = weight.size();
  if (cols == 0 || x.cols() % cols != 0) {
    fail("tensor.internal", {{"detail", "rms_norm: the weight does not divide the row"}});
  }
  const auto normed = [cols](auto m) { return kernels::MatrixView(m.data, m.rows * m.cols / cols, cols); };
  const int64_t rows = x.size() / cols;
  Tensor y = Tensor::empty(x.shape());
  Tensor inv_rms = Tensor::empty({rows});
  kernels::rms_norm(graph.context, normed(x.matrix()), weight.values(), epsilon, normed(y.mutable_matrix()),
                    inv_rms.mutable_values());
  if (graph.records(x, weight)) {
    y.set_requires_grad(true);
    y.set_recipe([=, &context = graph.context](kernels::Matrix out) {
      Tensor again = Tensor::empty({rows});
      kernels::rms_norm(context, normed(x.matrix()), weight.values(), epsilon, normed(out), again.mutable_values());
    });
    graph.tape->record([=, &context = graph.context, dx = x.gradient(), dy = y.gradient()] {
      if (!dy->defined()) return;
      Tensor unused = dx ? Tensor() : Tensor::zeros(x.shape());
      kernels::rms_norm_backward(context, normed(x.matrix()), weight.values(), inv_rms.values(), normed(dy->matrix()),
                                 normed(dx ? dx->accumulator() : unused.mutable_matrix()), wanted(weight));
    });
  }
  return y;
}

Tensor layer_norm(Graph& graph, const Tensor& x, const Tensor& weight, const Tensor& bias, float epsilon) {
  Tensor y = Tensor::empty(x.shape());
  Tensor mean = Tensor::empty({x.rows()}), inv_std = Tensor::empty({x.rows()});
  kernels::layer_norm(graph.context, x.matrix(), weight.values(), bias.values(), epsilon, y.mutable_matrix(),
                      mean.mutable_values(), inv_std.mutable_values());
  if (graph.records(x, weight, bias)) {
    y.set_requires_grad(true);
    y.set_recipe([&context = graph.context, x, weight, bias, epsilon](kernels::Matrix out) {
      Tensor m = Tensor::empty({x.rows()}), s = Tensor::empty({x.rows()});
      kernels::layer_norm(context, x.matrix(), weight.values(), bias.values(), epsilon, out, m.mutable_values(),
                          s.mutable_values());
    });
    graph.tape->record(
        [&context = graph.context, x, weight, bias, mean, inv_std, dx = x.gradient(), dy = y.gradient()] {
          if (!dy->defined()) return;
          Tensor unused = dx ? Tensor() : Tensor::zeros(x.shape());
          kernels::layer_norm_backward(context, x.matrix(), weight.values(), {mean.values(), inv_std.values()},
                                       dy->matrix(), dx ? dx->accumulator() : unused.mutable_matrix(), wanted(weight),
                                       wanted(bias));
        });
  }
  return y;
}

}  // namespace afina::ops
