#include "afina/tensor/ops/op_cases.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "afina/base/random.h"

namespace afina::ops {

using reference::Array;
using reference::Arrays;

namespace {

std::string label(const char* op, std::initializer_list<int64_t> sizes) {
  std::string name = op;
  for (int64_t s : sizes) name += (name.back() >= '0' && name.back() <= '9' ? "x" : " ") + std::to_string(s);
  return name;
}

std::vector<int32_t> some_ids(int64_t count, int64_t below, uint64_t seed) {
  Random random(seed);
  std::vector<int32_t> ids;
  for (int64_t i = 0; i < count; ++i) ids.push_back(static_cast<int32_t>(random.below(static_cast<uint64_t>(below))));
  return ids;
}

double product(std::initializer_list<int64_t> sizes) {
  double p = 1;
  for (int64_t s : sizes) p *= static_cast<double>(s);
  return p;
}

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

OpCase rms_norm_case(CaseSize size, int64_t m, int64_t c) {
  return {label("rms_norm", {m, c}),
          size,
          {{m, c}, {c}},
          [](Graph& g, const std::vector<Tensor>& t) { return rms_norm(g, t[0], t[1], 1e-5f); },
          [](const Arrays& a) { return reference::rms_norm(a[0], a[1], 1e-5f); },
          [](const Arrays& a, const Array& dy) { return reference::rms_norm_gradients(a[0], a[1], 1e-5f, dy); },
          12 * product({m, c})};
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

OpCase rotary_case(CaseSize size, int64_t m, int64_t heads, int64_t head_size, int64_t turning) {
  int64_t half = turning / 2;
  std::vector<float> cos, sin;
  for (int64_t p = 0; p < m; ++p) {
    for (int64_t d = 0; d < half; ++d) {
      double angle =
          static_cast<double>(p) * std::pow(10000.0, -2.0 * static_cast<double>(d) / static_cast<double>(turning));
      cos.push_back(static_cast<float>(std::cos(angle)));
      sin.push_back(static_cast<float>(std::sin(angle)));
    }
  }
  RotaryTables tables{Tensor::from({m, half}, cos), Tensor::from({m, half}, sin)};
  Array ref_cos(m, half), ref_sin(m, half);
  ref_cos.v.assign(cos.begin(), cos.end());
  ref_sin.v.assign(sin.begin(), sin.end());
  auto positions = std::make_shared<const std::vector<int32_t>>(some_ids(m, m, 9));
  return {label("rotary", {m, heads, head_size, turning}),
          size,
          {{m, heads * head_size}},
          [=](Graph& g, const std::vector<Tensor>& t) { return rotary(g, t[0], head_size, tables, positions); },
          [=](const Arrays& a) { return reference::rotary(a[0], ref_cos, ref_sin, *positions, head_size, false); },
          [=](const Arrays&, const Array& dy) {
            return Arrays{reference::rotary(dy, ref_cos, ref_sin, *positions, head_size, true)};
          },
          12 * product({m, heads, half})};
}

// Pairs of a row and a key that count.
double pairs_seen(const kernels::AttentionMask& mask, const std::vector<int32_t>& starts) {
  double pairs = 0;
  for (size_t s = 0; s + 1 < starts.size(); ++s) {
    const int64_t length = starts[s + 1] - starts[s], reach = mask.window > 0 ? mask.window : length;
    for (int64_t i = 0; i < length; ++i) {
      pairs += static_cast<double>(std::min(reach, i + 1));
      if (!mask.causal) pairs += static_cast<double>(std::min(reach, length - i) - 1);
    }
  }
  return pairs;
}

OpCase attention_case(CaseSize size, std::vector<int32_t> starts, std::array<int64_t, 3> heads_kv_size,
                      const kernels::AttentionMask& mask = {}) {
  const auto [heads, kv_heads, d] = heads_kv_size;
  const int64_t m = starts.back();
  kernels::AttentionShape shape{heads, kv_heads, d, 1.f / std::sqrt(static_cast<float>(d)), mask};
  // Inputs are small: scores that a soft cap bends must be larger.
  if (mask.softcap > 0) shape.scale *= 10;
  auto shared = std::make_shared<const std::vector<int32_t>>(starts);
  std::string name = label("attention", {m, heads, kv_heads, d});
  if (!mask.causal) name += " all";
  if (mask.window > 0) name += " window " + std::to_string(mask.window);
  if (mask.softcap > 0) name += " cap";
  return {name,
          size,
          {{m, heads * d}, {m, kv_heads * d}, {m, kv_heads * d}},
          [=](Graph& g, const std::vector<Tensor>& t) { return attention(g, t[0], t[1], t[2], shape, shared); },
          [=](const Arrays& a) { return reference::attention(a, shape, *shared); },
          [=](const Arrays& a, const Array& dy) { return reference::attention_gradients(a, shape, *shared, dy); },
          14 * pairs_seen(mask, starts) * product({heads, d})};
}

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

OpCase cross_entropy_case(CaseSize size, int64_t m, int64_t c, int64_t vocabulary, bool weighted, float cap = 0) {
  reference::CrossEntropy options{some_ids(m, vocabulary, 11), {}, static_cast<double>(cap)};
  for (int64_t i = 0; i < m; ++i) {
    if (i % 3 == 1) options.targets[static_cast<size_t>(i)] = -1;  // not supervised
    if (weighted) options.row_weights.push_back(0.25f * static_cast<float>(1 + i % 5));
  }
  const std::string name = cap > 0 ? "cross_entropy_capped" : weighted ? "cross_entropy_weighted" : "cross_entropy";
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
  using kernels::Gelu;
  return {
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
      rms_norm_case(gradient_check, 3, 6),
      rms_norm_case(tile_edges, 131, 67),
      rms_norm_case(tile_edges, 2, 576),
      rms_norm_case(speed, 1024, 576),
      layer_norm_case(gradient_check, 3, 6),
      layer_norm_case(tile_edges, 131, 67),
      layer_norm_case(speed, 1024, 768),
      rotary_case(gradient_check, 4, 2, 6, 6),
      rotary_case(gradient_check, 4, 2, 7, 4),
      rotary_case(tile_edges, 67, 3, 20, 20),
      rotary_case(tile_edges, 67, 3, 24, 18),
      rotary_case(tile_edges, 67, 2, 37, 2),
      rotary_case(speed, 1024, 9, 64, 64),
      rotary_case(speed, 1024, 9, 64, 48),
      attention_case(gradient_check, {0, 3, 4, 7}, {4, 2, 3}),
      attention_case(gradient_check, {0, 5}, {2, 2, 2}),
      attention_case(gradient_check, {0, 6, 7, 11}, {2, 1, 3}, {.window = 2}),
      attention_case(gradient_check, {0, 6, 7, 11}, {2, 1, 3}, {.causal = false}),
      attention_case(gradient_check, {0, 6, 7, 11}, {2, 1, 3}, {.causal = false, .window = 3}),
      attention_case(gradient_check, {0, 6}, {2, 1, 3}, {.softcap = 1.5f}),
      attention_case(gradient_check, {0, 4, 9}, {2, 2, 2}, {.window = 3, .softcap = 1.5f}),
      attention_case(tile_edges, {0, 65, 66, 196}, {4, 2, 20}),
      attention_case(tile_edges, {0, 150}, {3, 1, 64}),
      attention_case(tile_edges, {0, 129}, {2, 2, 33}),
      attention_case(tile_edges, {0, 65, 66, 320}, {4, 2, 20}, {.window = 64}),
      attention_case(tile_edges, {0, 200}, {3, 1, 16}, {.window = 2}),
      attention_case(tile_edges, {0, 200, 329}, {2, 1, 16}, {.causal = false}),
      attention_case(tile_edges, {0, 65, 66, 320}, {4, 2, 20}, {.causal = false, .window = 33}),
      attention_case(tile_edges, {0, 150, 151}, {3, 1, 64}, {.softcap = 2.f}),
      attention_case(tile_edges, {0, 150, 280}, {2, 1, 24}, {.window = 100, .softcap = 2.f}),
      attention_case(speed, {0, 256, 512, 768, 1024}, {9, 3, 64}),
      attention_case(speed, {0, 1024}, {9, 3, 64}),
      attention_case(speed, {0, 1024}, {9, 3, 64}, {.window = 128}),
      attention_case(speed, {0, 256, 512, 768, 1024}, {9, 3, 64}, {.softcap = 50.f}),
      swiglu_case(gradient_check, 2, 5),
      swiglu_case(tile_edges, 67, 129),
      swiglu_case(speed, 1024, 1536),
      gelu_case(gradient_check, Gelu::tanh, 2, 5),
      gelu_case(gradient_check, Gelu::erf, 2, 5),
      gelu_case(tile_edges, Gelu::tanh, 67, 129),
      gelu_case(tile_edges, Gelu::erf, 67, 129),
      gelu_case(speed, Gelu::tanh, 1024, 3072),
      add_case(gradient_check, 3, 4),
      add_case(tile_edges, 67, 129),
      add_case(speed, 1024, 576),
      dropout_case(gradient_check, 3, 4),
      dropout_case(tile_edges, 67, 129),
      dropout_case(speed, 1024, 576),
      cross_entropy_case(gradient_check, 7, 4, 5, false),
      cross_entropy_case(gradient_check, 7, 4, 5, true),
      cross_entropy_case(gradient_check, 7, 4, 5, true, 0.7f),
      cross_entropy_case(tile_edges, 400, 33, 101, true),
      cross_entropy_case(tile_edges, 400, 33, 101, false, 2.f),
      cross_entropy_case(speed, 768, 576, 8192, false),
  };
}

}  // namespace afina::ops
