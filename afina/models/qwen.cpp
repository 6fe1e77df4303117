// Qwen2 and Qwen2.5 (Yang et al. 2024): Llama with biases on q, k and v. Qwen3 (Yang et al. 2025): norms over the
// channels of each head in their place. Upper layers may see a window only.
#include "afina/models/decoder.h"
#include "afina/models/registry.h"

namespace afina::models {

namespace {

void read_windows(DecoderSpec& s, const Json& json, const ConfigReader& config) {
  const auto layers = static_cast<size_t>(s.shape.layers);
  // A null window is none, whatever else the file says.
  const bool windows = config.flag("use_sliding_window", false) &&
                       !(json.contains("sliding_window") && json["sliding_window"].is_null());
  std::vector<bool> sliding(layers, false);
  const double first = config.number("max_window_layers", 28, 0, 1e9);
  for (size_t i = 0; i < layers; ++i) sliding[i] = windows && static_cast<double>(i) >= first;
  sliding = sliding_layers(json, config, std::move(sliding));
  if (windows) set_windows(s, config, sliding);
}

}  // namespace

std::unique_ptr<Backbone> make_qwen2(const Json& json, WeightSource& weights, std::string_view place) {
  ConfigReader config(json, place);
  DecoderSpec s = read_decoder(config, "qwen2");
  read_windows(s, json, config);
  s.qkv_bias = true;
  return make_decoder(std::move(s), weights);
}

std::unique_ptr<Backbone> make_qwen3(const Json& json, WeightSource& weights, std::string_view place) {
  ConfigReader config(json, place);
  DecoderSpec s = read_decoder(config, "qwen3", {.head_size = 128});
  read_windows(s, json, config);
  s.qk_norm = QkNorm::head;
  s.qkv_bias = s.o_bias = config.flag("attention_bias", false);
  return make_decoder(std::move(s), weights);
}

}  // namespace afina::models
