#include "afina/tensor/ops/op_cases.h"

#include "afina/tensor/ops/op_cases_support.h"

namespace afina::ops {

using reference::Array;
using reference::Arrays;

namespace {

OpCase linear_case(CaseSize size, int64_t m, int64_t in, int64_t out, bool bias) {
  std::vector<Shape> inputs{{m, in}, {out, in}};
  if (bias) inputs.push_back({out});
  return {label(bias ? "linear+bias" : "linear", {m, in, out}),
          size,
          inputs,
          [](Graph& g, const std::vector<Tensor>& t) { return linear(g, t[0], t[1], t.size() > 2 ? t[2] : Tensor()); },
          [](const Arrays& a) { return reference::linear(a[0], a[1], a.size() > 2 ? a[2] : Array()); },
          [](const Arrays& a, const Array& dy) {
            return reference::linear_gradients(a[0], a[1], a.size() > 2 ? a[2] : Array(), dy);
          },
          6 * product({m, in, out})};
}

OpCase lora_case(CaseSize size, int64_t m, int64_t in, int64_t out, int64_t rank) {
  constexpr float kScaling = 1.5f;
  return {label("lora_linear", {m, in, out, rank}),
          size,
          {{m, in}, {out, in}, {rank, in}, {out, rank}},
          [](Graph& g, const std::vector<Tensor>& t) {
            LoraSlot slot{t[2], t[3], kScaling, 0.f, 3};
            return lora_linear(g, t[0], t[1], Tensor(), slot);
          },
          [](const Arrays& a) { return reference::lora_linear(a, kScaling); },
          [](const Arrays& a, const Array& dy) { return reference::lora_linear_gradients(a, kScaling, dy); },
          6 * product({m, in, out}) + 6 * product({m, rank, in + out})};
}

OpCase embedding_case(CaseSize size, int64_t m, int64_t vocabulary, int64_t channels) {
  auto ids = some_ids(m, vocabulary, 5);
  return {label("embedding", {m, vocabulary, channels}),
          size,
          {{vocabulary, channels}},
          [ids](Graph& g, const std::vector<Tensor>& t) { return embedding(g, ids, t[0]); },
          [ids](const Arrays& a) { return reference::take_rows(a[0], ids); },
          [ids](const Arrays& a, const Array& dy) { return Arrays{reference::take_rows_gradient(a[0], ids, dy)}; },
          product({m, channels})};
}

// Of each run of c channels of m rows.
OpCase rms_norm_case(CaseSize size, int64_t m, int64_t heads, int64_t c) {
  return {label("rms_norm", {m, heads, c}),
          size,
          {{m, heads * c}, {c}},
          [](Graph& g, const std::vector<Tensor>& t) { return rms_norm(g, t[0], t[1], 1e-5f); },
          [](const Arrays& a) { return reference::rms_norm(a[0], a[1], 1e-5f); },
          [](const Arrays& a, const Array& dy) { return reference::rms_norm_gradients(a[0], a[1], 1e-5f, dy); },
          12 * product({m, heads, c})};
}

OpCase layer_norm_case(CaseSize size, int64_t m, int64_t c) {
  return {label("layer_norm", {m, c}),
          size,
          {{m, c}, {c}, {c}},
          [](Graph& g, const std::vector<Tensor>& t) { return layer_norm(g, t[0], t[1], t[2], 1e-5f); },
          [](const Arrays& a) { return reference::layer_norm(a[0], a[1], a[2], 1e-5f); },
          [](const Arrays& a, const Array& dy) { return reference::layer_norm_gradients(a[0], a[1], a[2], 1e-5f, dy); },
          16 * product({m, c})};
}

OpCase cross_entropy_case(CaseSize size, int64_t m, int64_t c, int64_t vocabulary, bool weighted, float cap = 0) {
  reference::CrossEntropy options{some_ids(m, vocabulary, 11), {}, static_cast<double>(cap)};
  for (int64_t i = 0; i < m; ++i) {
    if (i % 3 == 1) options.targets[static_cast<size_t>(i)] = -1;  // not supervised
    if (weighted) options.row_weights.push_back(0.25f * static_cast<float>(1 + i % 5));
  }
  const char* name = cap > 0 ? "cross_entropy_capped" : weighted ? "cross_entropy_weighted" : "cross_entropy";
  return {label(name, {m, c, vocabulary}),
          size,
          {{m, c}, {vocabulary, c}},
          [=](Graph& g, const std::vector<Tensor>& t) {
            return linear_cross_entropy(g, t[0], t[1], {options.targets, options.row_weights, nullptr, cap});
          },
          [=](const Arrays& a) { return reference::cross_entropy(a[0], a[1], options); },
          [=](const Arrays& a, const Array& dy) {
            return reference::cross_entropy_gradients(a[0], a[1], options, dy.v[0]);
          },
          6 * product({m, c, vocabulary}) * 2 / 3};
}

}  // namespace

std::vector<OpCase> all_op_cases() {
  using enum CaseSize;
  std::vector<OpCase> cases{
      linear_case(gradient_check, 3, 5, 4, true),
      linear_case(tile_edges, 129, 65, 33, true),
      linear_case(tile_edges, 1, 64, 100, false),
      linear_case(tile_edges, 300, 31, 257, false),
      linear_case(speed, 1024, 576, 1536, false),
      lora_case(gradient_check, 4, 5, 3, 2),
      lora_case(tile_edges, 130, 67, 45, 4),
      lora_case(tile_edges, 257, 96, 64, 16),
      lora_case(speed, 1024, 576, 1536, 16),
      embedding_case(gradient_check, 6, 4, 3),
      embedding_case(tile_edges, 300, 50, 33),
      embedding_case(speed, 1024, 8192, 576),
      rms_norm_case(gradient_check, 3, 1, 6),
      rms_norm_case(gradient_check, 3, 2, 4),
      rms_norm_case(tile_edges, 131, 1, 67),
      rms_norm_case(tile_edges, 2, 1, 576),
      rms_norm_case(tile_edges, 67, 3, 20),
      rms_norm_case(speed, 1024, 1, 576),
      rms_norm_case(speed, 1024, 9, 64),
      layer_norm_case(gradient_check, 3, 6),
      layer_norm_case(tile_edges, 131, 67),
      layer_norm_case(speed, 1024, 768),
      cross_entropy_case(gradient_check, 7, 4, 5, false),
      cross_entropy_case(gradient_check, 7, 4, 5, true),
      cross_entropy_case(gradient_check, 7, 4, 5, true, 0.7f),
      cross_entropy_case(tile_edges, 400, 33, 101, true),
      cross_entropy_case(tile_edges, 400, 33, 101, false, 2.f),
      cross_entropy_case(speed, 768, 576, 8192, false),
  };
  for (const std::vector<OpCase>& more : {attention_cases(), elementwise_cases()}) {
    cases.insert(cases.end(), more.begin(), more.end());
  }
  return cases;
}

}  // namespace afina::ops
