// Gemma 2 (Riviere et al. 2024) and Gemma 3 (Kamath et al. 2025), the part that reads text: norms on both sides of a
// block, stored less one; embeddings scaled by the root of their size; layers that see a window between layers that see
// all. Gemma 2 caps scores and logits; Gemma 3 norms queries and keys, and turns them faster in layers with a window.
#include <cmath>

#include "afina/models/decoder.h"
#include "afina/models/registry.h"

namespace afina::models {

namespace {

constexpr NormNames kBothSides{"input_layernorm", "post_attention_layernorm", "pre_feedforward_layernorm",
                               "post_feedforward_layernorm"};
constexpr int64_t kHeadSize = 256;

// `pattern`: how many layers it takes until one sees all.
std::vector<bool> read_sliding(const Json& json, const ConfigReader& config, int64_t layers, int64_t pattern) {
  std::vector<bool> sliding(static_cast<size_t>(layers));
  for (int64_t i = 0; i < layers; ++i) sliding[static_cast<size_t>(i)] = (i + 1) % pattern != 0;
  return sliding_layers(json, config, std::move(sliding));
}

DecoderSpec read_gemma(const ConfigReader& config, std::string_view architecture, const DecoderDefaults& defaults) {
  DecoderSpec s = read_decoder(config, architecture, defaults);
  if (config.flag("use_bidirectional_attention", false)) config.unsupported("use_bidirectional_attention", "false");
  s.norms = kBothSides;
  s.norm_stored = {Stored::As::minus_one};
  s.qkv_bias = s.o_bias = config.flag("attention_bias", false);
  s.embedding_scale = static_cast<float>(std::sqrt(static_cast<double>(s.shape.channels)));
  s.attention_scale = static_cast<float>(1.0 / std::sqrt(config.number("query_pre_attn_scalar", kHeadSize, 1e-6, 1e9)));
  return s;
}

float read_cap(const Json& json, const ConfigReader& config, const char* key, double fallback) {
  if (json.contains(key) && json[key].is_null()) return 0;
  return static_cast<float>(config.number(key, fallback, 0, 1e6));
}

}  // namespace

std::unique_ptr<Backbone> make_gemma2(const Json& json, WeightSource& weights, std::string_view place) {
  ConfigReader config(json, place);
  DecoderSpec s =
      read_gemma(config, "gemma2",
                 {.head_size = kHeadSize, .activation_key = "hidden_activation", .activation = "gelu_pytorch_tanh"});
  set_windows(s, config, read_sliding(json, config, s.shape.layers, 2));
  s.attention_cap = read_cap(json, config, "attn_logit_softcapping", 50);
  s.shape.logit_cap = read_cap(json, config, "final_logit_softcapping", 30);
  return make_decoder(std::move(s), weights);
}

std::unique_ptr<Backbone> make_gemma3(const Json& json, WeightSource& weights, std::string_view place) {
  ConfigReader config(json, place);
  DecoderSpec s = read_gemma(config, "gemma3_text",
                             {.head_size = kHeadSize,
                              .activation_key = "hidden_activation",
                              .activation = "gelu_pytorch_tanh",
                              .rope = {.theta = 1e6, .type = "full_attention"}});
  s.qk_norm = QkNorm::head;
  // transformers reads attn_logit_softcapping here too, and does nothing with it.
  s.shape.logit_cap = read_cap(json, config, "final_logit_softcapping", 0);
  s.ropes.push_back(rope_frequencies(
      config, s.shape.head_size, s.shape.context,
      {.theta = 1e4, .theta_key = "rope_local_base_freq", .type = "sliding_attention", .scaled = false}));
  const char* pattern = config.has("_sliding_window_pattern") ? "_sliding_window_pattern" : "sliding_window_pattern";
  const auto sliding = read_sliding(json, config, s.shape.layers, config.count(pattern, 6, kMostLayers));
  set_windows(s, config, sliding);
  for (size_t i = 0; i < sliding.size(); ++i) s.layers[i].rope = sliding[i];
  return make_decoder(std::move(s), weights);
}

}  // namespace afina::models
