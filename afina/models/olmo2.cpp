// OLMo 2 (Walsh et al. 2024): norms after each block instead of before, and over whole queries and keys.
#include "afina/models/decoder.h"
#include "afina/models/registry.h"

namespace afina::models {

std::unique_ptr<Backbone> make_olmo2(const Json& json, WeightSource& weights, std::string_view place) {
  ConfigReader config(json, place);
  DecoderSpec s = read_decoder(config, "olmo2", {.epsilon = 1e-5});
  s.norms = {"", "post_attention_layernorm", "", "post_feedforward_layernorm"};
  s.qk_norm = QkNorm::row;
  s.qkv_bias = s.o_bias = config.flag("attention_bias", false);
  return make_decoder(std::move(s), weights);
}

}  // namespace afina::models
