#include "afina/tensor/ops/multiply.h"

#include "afina/kernels/pieces.h"

namespace afina::ops {

namespace {

void product(kernels::Context& context, std::span<const float> a, std::span<const float> b, float* y) {
  kernels::for_ranges(context, static_cast<int64_t>(a.size()), kernels::kPieceElements,
                      [&](int64_t begin, int64_t end) {
                        for (auto i = static_cast<size_t>(begin); i < static_cast<size_t>(end); ++i) y[i] = a[i] * b[i];
                      });
}

void add_product(kernels::Context& context, std::span<const float> a, std::span<const float> b, std::span<float> y) {
  kernels::for_ranges(context, static_cast<int64_t>(a.size()), kernels::kPieceElements,
                      [&](int64_t begin, int64_t end) {
                        for (auto i = static_cast<size_t>(begin); i < static_cast<size_t>(end); ++i)
                          y[i] += a[i] * b[i];
                      });
}

}  // namespace

Tensor multiply(Graph& graph, const Tensor& a, const Tensor& b) {
  Tensor y = Tensor::empty(a.shape());
  product(graph.context, a.values(), b.values(), y.mutable_data());
  if (graph.records(a, b)) {
    y.set_requires_grad(true);
    y.set_recipe(
        [&context = graph.context, a, b](kernels::Matrix out) { product(context, a.values(), b.values(), out.data); });
    graph.tape->record([&context = graph.context, a, b, dy = y.gradient()] {
      if (!dy->defined()) return;
      if (a.requires_grad()) add_product(context, dy->values(), b.values(), a.gradient()->accumulator_values());
      if (b.requires_grad()) add_product(context, dy->values(), a.values(), b.gradient()->accumulator_values());
    });
  }
  return y;
}

}  // namespace afina::ops
