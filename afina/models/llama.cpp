// Llama 2 and 3 (Touvron et al. 2023; Dubey et al. 2024), SmolLM2 and whatever else calls itself one.
#include "afina/models/decoder.h"
#include "afina/models/registry.h"

namespace afina::models {

std::unique_ptr<Backbone> make_llama(const Json& json, WeightSource& weights, std::string_view place) {
  ConfigReader config(json, place);
  DecoderSpec s = read_decoder(config, "llama");
  s.qkv_bias = s.o_bias = config.flag("attention_bias", false);
  s.mlp_bias = config.flag("mlp_bias", false);
  return make_decoder(std::move(s), weights);
}

}  // namespace afina::models
