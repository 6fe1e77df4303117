// SmolLM3 (Bakouch et al. 2025): Llama in which every fourth layer takes no notice of positions.
#include "afina/models/decoder.h"
#include "afina/models/registry.h"

namespace afina::models {

namespace {

// Whether each layer turns by position: no_rope_layers holds 1 where it does.
std::vector<bool> read_turning(const ConfigReader& config, size_t layers) {
  std::vector<bool> turns(layers);
  if (!config.has("no_rope_layers")) {
    const auto interval = static_cast<size_t>(config.count("no_rope_layer_interval", 4, kMostLayers));
    for (size_t i = 0; i < layers; ++i) turns[i] = (i + 1) % interval != 0;
    return turns;
  }
  const std::vector<double> given = config.numbers("no_rope_layers", layers, 0, 1);
  for (size_t i = 0; i < layers; ++i) turns[i] = given[i] != 0;
  return turns;
}

}  // namespace

std::unique_ptr<Backbone> make_smollm3(const Json& json, WeightSource& weights, std::string_view place) {
  ConfigReader config(json, place);
  DecoderSpec s = read_decoder(config, "smollm3", {.rope = {.theta = 2e6}});
  s.qkv_bias = s.o_bias = config.flag("attention_bias", false);
  s.mlp_bias = config.flag("mlp_bias", false);
  const bool windows = config.flag("use_sliding_window", false) && config.has("sliding_window");
  const std::vector<bool> turns = read_turning(config, s.layers.size());
  std::vector<bool> sliding(s.layers.size());
  for (size_t i = 0; i < turns.size(); ++i) {
    s.layers[i].rope = turns[i] ? 0 : -1;
    sliding[i] = windows && !turns[i];
  }
  sliding = sliding_layers(json, config, std::move(sliding));
  if (windows) set_windows(s, config, sliding);
  return make_decoder(std::move(s), weights);
}

}  // namespace afina::models
