#include <algorithm>
#include <array>
#include <cmath>

#include "afina/tensor/ops/op_cases_support.h"

namespace afina::ops {

using reference::Array;
using reference::Arrays;

namespace {

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

}  // namespace

std::vector<OpCase> attention_cases() {
  using enum CaseSize;
  return {
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
  };
}

}  // namespace afina::ops
