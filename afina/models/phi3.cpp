// Phi-3 (Abdin et al. 2024) and Phi-4-mini: one matrix for q, k and v and one for gate and up; part of a head's
// channels may turn, at angles that depend on the length of the text.
#include "afina/models/decoder.h"
#include "afina/models/registry.h"

namespace afina::models {

std::unique_ptr<Backbone> make_phi3(const Json& json, WeightSource& weights, std::string_view place) {
  ConfigReader config(json, place);
  DecoderSpec s = read_decoder(config, "phi3", {.epsilon = 1e-5, .rope = {.partial = true}});
  set_windows(s, config, std::vector<bool>(s.layers.size(), config.has("sliding_window")));
  s.fused = true;
  s.residual_dropout = static_cast<float>(config.number("resid_pdrop", 0, 0, 0.99));
  return make_decoder(std::move(s), weights);
}

}  // namespace afina::models
