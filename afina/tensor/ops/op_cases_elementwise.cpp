#include "afina/tensor/ops/multiply.h"
#include "afina/tensor/ops/op_cases_support.h"
#include "afina/tensor/ops/split_columns.h"

namespace afina::ops {

using reference::Array;
using reference::Arrays;

namespace {

OpCase swiglu_case(CaseSize size, int64_t m, int64_t c) {
  return {label("swiglu", {m, c}),
          size,
          {{m, c}, {m, c}},
          [](Graph& g, const std::vector<Tensor>& t) { return swiglu(g, t[0], t[1]); },
          [](const Arrays& a) { return reference::swiglu(a[0], a[1]); },
          [](const Arrays& a, const Array& dy) { return reference::swiglu_gradients(a[0], a[1], dy); },
          20 * product({m, c})};
}

OpCase gelu_case(CaseSize size, kernels::Gelu kind, int64_t m, int64_t c) {
  return {label(kind == kernels::Gelu::erf ? "gelu_erf" : "gelu_tanh", {m, c}),
          size,
          {{m, c}},
          [=](Graph& g, const std::vector<Tensor>& t) { return gelu(g, kind, t[0]); },
          [=](const Arrays& a) { return reference::gelu(kind, a[0]); },
          [=](const Arrays& a, const Array& dy) { return Arrays{reference::gelu_gradient(kind, a[0], dy)}; },
          30 * product({m, c})};
}

OpCase geglu_case(CaseSize size, kernels::Gelu kind, int64_t m, int64_t c) {
  return {label(kind == kernels::Gelu::erf ? "geglu_erf" : "geglu_tanh", {m, c}),
          size,
          {{m, c}, {m, c}},
          [=](Graph& g, const std::vector<Tensor>& t) { return geglu(g, kind, t[0], t[1]); },
          [=](const Arrays& a) { return reference::geglu(kind, a[0], a[1]); },
          [=](const Arrays& a, const Array& dy) { return reference::geglu_gradients(kind, a[0], a[1], dy); },
          32 * product({m, c})};
}

OpCase scale_case(CaseSize size, int64_t m, int64_t c) {
  constexpr float kFactor = 25.3f;
  return {label("scale", {m, c}),
          size,
          {{m, c}},
          [](Graph& g, const std::vector<Tensor>& t) { return scale(g, kFactor, t[0]); },
          [](const Arrays& a) { return reference::scale(kFactor, a[0]); },
          [](const Arrays&, const Array& dy) { return Arrays{reference::scale(kFactor, dy)}; },
          2 * product({m, c})};
}

OpCase multiply_case(CaseSize size, int64_t m, int64_t c) {
  return {label("multiply", {m, c}),
          size,
          {{m, c}, {m, c}},
          [](Graph& g, const std::vector<Tensor>& t) { return multiply(g, t[0], t[1]); },
          [](const Arrays& a) { return reference::multiply(a[0], a[1]); },
          [](const Arrays& a, const Array& dy) {
            return Arrays{reference::multiply(dy, a[1]), reference::multiply(dy, a[0])};
          },
          3 * product({m, c})};
}

// x [M, 2 C + 1] is cut into C, 1 and C columns; the operator's value is the sum of the outer two.
OpCase split_columns_case(CaseSize size, int64_t m, int64_t c) {
  return {label("split_columns", {m, c}),
          size,
          {{m, 2 * c + 1}},
          [=](Graph& g, const std::vector<Tensor>& t) {
            const std::vector<Tensor> parts = split_columns(g, t[0], {c, 1, c});
            return add(g, parts[0], parts[2]);
          },
          [=](const Arrays& a) {
            Array y(m, c);
            for (int64_t i = 0; i < m; ++i)
              for (int64_t j = 0; j < c; ++j) y.at(i, j) = a[0].at(i, j) + a[0].at(i, c + 1 + j);
            return y;
          },
          [=](const Arrays&, const Array& dy) {
            Array dx(m, 2 * c + 1);
            for (int64_t i = 0; i < m; ++i)
              for (int64_t j = 0; j < c; ++j) dx.at(i, j) = dx.at(i, c + 1 + j) = dy.at(i, j);
            return Arrays{dx};
          },
          3 * product({m, c})};
}

OpCase add_case(CaseSize size, int64_t m, int64_t c) {
  return {label("add", {m, c}),
          size,
          {{m, c}, {m, c}},
          [](Graph& g, const std::vector<Tensor>& t) { return add(g, t[0], t[1]); },
          [](const Arrays& a) {
            Array y = a[0];
            for (size_t i = 0; i < y.v.size(); ++i) y.v[i] += a[1].v[i];
            return y;
          },
          [](const Arrays&, const Array& dy) {
            return Arrays{dy, dy};
          },
          product({m, c})};
}

OpCase dropout_case(CaseSize size, int64_t m, int64_t c) {
  return {label("dropout", {m, c}),
          size,
          {{m, c}},
          [](Graph& g, const std::vector<Tensor>& t) {
            Graph training = g;
            training.training = true;
            return dropout(training, t[0], 0.3f, 7);
          },
          [](const Arrays& a) {
            return reference::dropout(a[0], 0.3, random_key({0, 7}));
          },
          [](const Arrays&, const Array& dy) {
            return Arrays{reference::dropout(dy, 0.3, random_key({0, 7}))};
          },
          2 * product({m, c})};
}

}  // namespace

std::vector<OpCase> elementwise_cases() {
  using enum CaseSize;
  using kernels::Gelu;
  return {
      swiglu_case(gradient_check, 2, 5),
      swiglu_case(tile_edges, 67, 129),
      swiglu_case(speed, 1024, 1536),
      gelu_case(gradient_check, Gelu::tanh, 2, 5),
      gelu_case(gradient_check, Gelu::erf, 2, 5),
      gelu_case(tile_edges, Gelu::tanh, 67, 129),
      gelu_case(tile_edges, Gelu::erf, 67, 129),
      gelu_case(speed, Gelu::tanh, 1024, 3072),
      geglu_case(gradient_check, Gelu::tanh, 2, 5),
      geglu_case(gradient_check, Gelu::erf, 2, 5),
      geglu_case(tile_edges, Gelu::tanh, 67, 129),
      geglu_case(tile_edges, Gelu::erf, 67, 129),
      geglu_case(speed, Gelu::tanh, 1024, 1536),
      scale_case(gradient_check, 3, 4),
      scale_case(tile_edges, 67, 129),
      scale_case(speed, 1024, 576),
      multiply_case(gradient_check, 3, 4),
      multiply_case(tile_edges, 67, 129),
      multiply_case(speed, 1024, 1536),
      split_columns_case(gradient_check, 3, 4),
      split_columns_case(tile_edges, 67, 129),
      split_columns_case(speed, 1024, 576),
      add_case(gradient_check, 3, 4),
      add_case(tile_edges, 67, 129),
      add_case(speed, 1024, 576),
      dropout_case(gradient_check, 3, 4),
      dropout_case(tile_edges, 67, 129),
      dropout_case(speed, 1024, 576),
  };
}

}  // namespace afina::ops
