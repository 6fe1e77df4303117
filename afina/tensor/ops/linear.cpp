// Linear layers, plain and with a LoRA adapter.
#include "afina/base/random.h"
#include "afina/kernels/elementwise.h"
#include "afina/kernels/gemm.h"
#include "afina/tensor/ops/ops.h"

namespace afina::ops {

using kernels::ConstMatrix;
using kernels::Op;

namespace {

// y [M, out] = x [M, in] weight^T (+ bias)
Tensor forward(Graph& graph, const Tensor& x, const Weight& weight, const Tensor& bias) {
  Tensor y = Tensor::empty({x.rows(), weight.rows()});
  kernels::gemm(graph.context, x.matrix(), Op::transpose, weight.matrix(), 0.f, y.mutable_matrix());
  if (bias) kernels::add_bias(graph.context, bias.values(), y.mutable_matrix());
  return y;
}

// What the weight, bias and input of x W^T + b receive from dy.
void backward(kernels::Context& context, const Tensor& x, const Weight& weight, const Tensor& bias,
              const std::shared_ptr<Gradient>& dx, ConstMatrix dy) {
  if (weight.requires_grad()) {
    auto dw = weight.gradient()->target();
    kernels::gemm(context, Op::transpose, Op::none, 1.f, dy, x.matrix(), dw.beta, dw.matrix);
  }
  if (bias && bias.requires_grad()) {
    kernels::add_column_sums(context, dy, bias.gradient()->accumulator_values());
  }
  if (dx) {
    auto target = dx->target();
    kernels::gemm(context, dy, Op::none, weight.matrix(), target.beta, target.matrix);
  }
}

}  // namespace

Tensor linear(Graph& graph, const Tensor& x, const Weight& weight, const Tensor& bias) {
  Tensor y = forward(graph, x, weight, bias);
  if (graph.records(x, weight, bias)) {
    y.set_requires_grad(true);
    // x's values are kept only where the weight learns.
    graph.tape->record([&context = graph.context, x = weight.requires_grad() ? x : Tensor(), dx = x.gradient(), weight,
                        bias, dy = y.gradient()] {
      if (dy->defined()) backward(context, x, weight, bias, dx, dy->matrix());
    });
  }
  return y;
}

namespace {

struct LoraNode {
  kernels::Context& context;
  Tensor x;
  Weight weight;
  Tensor bias, xa;
  LoraSlot lora;
  float dropout;  // 0 outside training
  uint64_t key;
  std::shared_ptr<Gradient> dx, dy;

  void operator()() const {
    if (!dy->defined()) return;
    ConstMatrix grad = dy->matrix();
    backward(context, x, weight, bias, dx, grad);
    // dxa [M, R] = scaling * dy B
    Tensor dxa = Tensor::empty(xa.shape());
    kernels::gemm(context, Op::none, Op::none, lora.scaling, grad, lora.b.matrix(), 0.f, dxa.mutable_matrix());
    if (lora.b.requires_grad()) {
      auto db = lora.b.gradient()->target();
      kernels::gemm(context, Op::transpose, Op::none, lora.scaling, grad, xa.matrix(), db.beta, db.matrix);
    }
    if (lora.a.requires_grad()) {
      auto da = lora.a.gradient()->target();
      Tensor dropped = x;
      if (dropout > 0) {
        dropped = Tensor::empty(x.shape());
        kernels::dropout(context, dropout, key, 0, x.values(), dropped.mutable_values());
      }
      kernels::gemm(context, Op::transpose, Op::none, 1.f, dxa.matrix(), dropped.matrix(), da.beta, da.matrix);
    }
    if (dx) add_input_gradient(dxa);
  }

  // dx += dropout(dxa A)
  void add_input_gradient(const Tensor& dxa) const {
    auto target = dx->target();
    if (dropout == 0) {
      kernels::gemm(context, Op::none, Op::none, 1.f, dxa.matrix(), lora.a.matrix(), 1.f, target.matrix);
      return;
    }
    Tensor through = Tensor::empty(x.shape());
    kernels::gemm(context, Op::none, Op::none, 1.f, dxa.matrix(), lora.a.matrix(), 0.f, through.mutable_matrix());
    kernels::dropout(context, dropout, key, 0, through.values(), through.mutable_values());
    kernels::add(context, through.values(), dx->accumulator_values());
  }
};

}  // namespace

Tensor lora_linear(Graph& graph, const Tensor& x, const Weight& weight, const Tensor& bias, const LoraSlot& lora) {
  Tensor y = forward(graph, x, weight, bias);
  float p = graph.training ? lora.dropout : 0.f;
  uint64_t key = random_key({graph.dropout_key, lora.layer});
  Tensor input = x;
  if (p > 0) {
    input = Tensor::empty(x.shape());
    kernels::dropout(graph.context, p, key, 0, x.values(), input.mutable_values());
  }
  Tensor xa = Tensor::empty({x.rows(), lora.a.rows()});
  kernels::gemm(graph.context, Op::none, Op::transpose, 1.f, input.matrix(), lora.a.matrix(), 0.f, xa.mutable_matrix());
  kernels::gemm(graph.context, Op::none, Op::transpose, lora.scaling, xa.matrix(), lora.b.matrix(), 1.f,
                y.mutable_matrix());
  if (graph.records(x, weight, bias, lora.a, lora.b)) {
    y.set_requires_grad(true);
    graph.tape->record(LoraNode{graph.context, x, weight, bias, xa, lora, p, key, x.gradient(), y.gradient()});
  }
  return y;
}

}  // namespace afina::ops
