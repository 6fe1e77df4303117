// Mistral 7B (Jiang et al. 2023) and its successors: Llama with a window, in the files that name one.
#include "afina/models/decoder.h"
#include "afina/models/registry.h"

namespace afina::models {

std::unique_ptr<Backbone> make_mistral(const Json& json, WeightSource& weights, std::string_view place) {
  ConfigReader config(json, place);
  DecoderSpec s = read_decoder(config, "mistral");
  const bool none = json.contains("sliding_window") && json["sliding_window"].is_null();
  set_windows(s, config, std::vector<bool>(s.layers.size(), !none));
  return make_decoder(std::move(s), weights);
}

}  // namespace afina::models
