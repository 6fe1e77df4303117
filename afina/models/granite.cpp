// Granite 3 (Granite Team 2024): Llama with factors on embeddings, scores, residual branches and logits.
#include "afina/models/decoder.h"
#include "afina/models/registry.h"

namespace afina::models {

std::unique_ptr<Backbone> make_granite(const Json& json, WeightSource& weights, std::string_view place) {
  ConfigReader config(json, place);
  DecoderSpec s = read_decoder(config, "granite");
  s.qkv_bias = s.o_bias = config.flag("attention_bias", false);
  s.mlp_bias = config.flag("mlp_bias", false);
  auto factor = [&](const char* key) { return static_cast<float>(config.number(key, 1, 1e-6, 1e6)); };
  s.embedding_scale = factor("embedding_multiplier");
  s.attention_scale = factor("attention_multiplier");
  s.residual_scale = factor("residual_multiplier");
  s.shape.logit_scale = 1 / factor("logits_scaling");
  return make_decoder(std::move(s), weights);
}

}  // namespace afina::models
