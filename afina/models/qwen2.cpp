// Qwen2 and Qwen2.5 (Yang et al. 2024): Llama with biases on q, k and v.
#include "afina/models/decoder.h"
#include "afina/models/registry.h"

namespace afina::models {

namespace {

// Upper layers may see a window only.
void refuse_sliding_window(const ConfigReader& config, const Json& json, int64_t layers) {
  if (auto types = json.find("layer_types"); types != json.end() && types->is_array()) {
    for (const Json& type : *types) {
      if (type != "full_attention") config.unsupported("layer_types", "full_attention");
    }
    return;
  }
  if (config.flag("use_sliding_window", false) && config.has("sliding_window") &&
      config.number("max_window_layers", 28, 0, 1e9) < static_cast<double>(layers)) {
    config.unsupported("use_sliding_window", "false");
  }
}

}  // namespace

std::unique_ptr<Backbone> make_qwen2(const Json& json, WeightSource& weights, std::string_view place) {
  ConfigReader config(json, place);
  DecoderSpec s = read_decoder(config, "qwen2");
  refuse_sliding_window(config, json, s.shape.layers);
  s.qkv_bias = true;
  return make_decoder(std::move(s), weights);
}

}  // namespace afina::models
