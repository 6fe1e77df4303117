// SwiGLU, GELU, GEGLU, residual sums, scaling and dropout.
#include "afina/kernels/activation.h"

#include "afina/base/random.h"
#include "afina/kernels/elementwise.h"
#include "afina/tensor/ops/ops.h"

namespace afina::ops {

namespace {

std::span<float> all(kernels::Matrix m) { return {m.data, static_cast<size_t>(m.rows * m.cols)}; }

}  // namespace

Tensor swiglu(Graph& graph, const Tensor& gate, const Tensor& up) {
  Tensor y = Tensor::empty(gate.shape());
  kernels::swiglu(graph.context, gate.values(), up.values(), y.mutable_values());
  if (graph.records(gate, up)) {
    y.set_requires_grad(true);
    y.set_recipe([&context = graph.context, gate, up](kernels::Matrix out) {
      kernels::swiglu(context, gate.values(), up.values(), all(out));
    });
    graph.tape->record(
        [&context = graph.context, gate, up, dgate = gate.gradient(), dup = up.gradient(), dy = y.gradient()] {
          if (!dy->defined()) return;
          Tensor unused = dgate && dup ? Tensor() : Tensor::zeros(gate.shape());
          kernels::swiglu_backward(context, gate.values(), up.values(), dy->values(),
                                   dgate ? dgate->accumulator_values() : unused.mutable_values(),
                                   dup ? dup->accumulator_values() : unused.mutable_values());
        });
  }
  return y;
}

Tensor gelu(Graph& graph, kernels::Gelu kind, const Tensor& x) {
  Tensor y = Tensor::empty(x.shape());
  kernels::gelu(graph.context, kind, x.values(), y.mutable_values());
  if (graph.records(x)) {
    y.set_requires_grad(true);
    y.set_recipe([&context = graph.context, kind, x](kernels::Matrix out) {
      kernels::gelu(context, kind, x.values(), all(out));
    });
    graph.tape->record([&context = graph.context, kind, x, dy = y.gradient()] {
      if (dy->defined()) {
        kernels::gelu_backward(context, kind, x.values(), dy->values(), x.gradient()->accumulator_values());
      }
    });
  }
  return y;
}

Tensor geglu(Graph& graph, kernels::Gelu kind, const Tensor& gate, const Tensor& up) {
  Tensor y = Tensor::empty(gate.shape());
  kernels::geglu(graph.context, kind, gate.values(), up.values(), y.mutable_values());
  if (graph.records(gate, up)) {
    y.set_requires_grad(true);
    y.set_recipe([&context = graph.context, kind, gate, up](kernels::Matrix out) {
      kernels::geglu(context, kind, gate.values(), up.values(), all(out));
    });
    graph.tape->record(
        [&context = graph.context, kind, gate, up, dgate = gate.gradient(), dup = up.gradient(), dy = y.gradient()] {
          if (!dy->defined()) return;
          Tensor unused = dgate && dup ? Tensor() : Tensor::zeros(gate.shape());
          kernels::geglu_backward(context, kind, gate.values(), up.values(), dy->values(),
                                  {dgate ? dgate->accumulator_values() : unused.mutable_values(),
                                   dup ? dup->accumulator_values() : unused.mutable_values()});
        });
  }
  return y;
}

Tensor scale(Graph& graph, float factor, const Tensor& x) {
  if (factor == 1.f) return x;
  Tensor y = Tensor::empty(x.shape());
  kernels::scaled(graph.context, factor, x.values(), y.mutable_values());
  if (graph.records(x)) {
    y.set_requires_grad(true);
    graph.tape->record([&context = graph.context, factor, dx = x.gradient(), dy = y.gradient()] {
      if (dy->defined()) kernels::add_scaled(context, factor, dy->values(), dx->accumulator_values());
    });
  }
  return y;
}

Tensor add(Graph& graph, const Tensor& a, const Tensor& b) {
  Tensor y = Tensor::empty(a.shape());
  kernels::sum(graph.context, a.values(), b.values(), y.mutable_values());
  if (graph.records(a, b)) {
    y.set_requires_grad(true);
    graph.tape->record([&context = graph.context, da = a.gradient(), db = b.gradient(), dy = y.gradient()] {
      if (!dy->defined()) return;
      if (db) db->add(*dy, context);
      // All readers of y have run: its gradient may become a's without a copy.
      if (da) da->absorb(*dy, context);
    });
  }
  return y;
}

Tensor dropout(Graph& graph, const Tensor& x, float p, uint64_t layer) {
  if (!graph.training || p <= 0.f) return x;
  uint64_t key = random_key({graph.dropout_key, layer});
  Tensor y = Tensor::empty(x.shape());
  kernels::dropout(graph.context, p, key, 0, x.values(), y.mutable_values());
  if (graph.records(x)) {
    y.set_requires_grad(true);
    graph.tape->record([&context = graph.context, p, key, dx = x.gradient(), dy = y.gradient()] {
      if (!dy->defined()) return;
      Tensor through = Tensor::empty({static_cast<int64_t>(dy->values().size())});
      kernels::dropout(context, p, key, 0, dy->values(), through.mutable_values());
      kernels::add(context, through.values(), dx->accumulator_values());
    });
  }
  return y;
}

}  // namespace afina::ops
