#include "afina/models/registry.h"

#include "afina/base/error.h"
#include "afina/models/config_reader.h"

namespace afina::models {

using Make = std::unique_ptr<Backbone>(const Json& config, WeightSource& weights, std::string_view place);
Make make_llama;
Make make_qwen2;
Make make_qwen3;
Make make_mistral;
Make make_gemma2;
Make make_gemma3;
Make make_phi3;
Make make_smollm3;
Make make_olmo2;
Make make_granite;
Make make_gpt2;

namespace {

constexpr Architecture kArchitectures[] = {
    {"llama", "LlamaForCausalLM", "LlamaForSequenceClassification", "model.", false, make_llama},
    {"qwen2", "Qwen2ForCausalLM", "Qwen2ForSequenceClassification", "model.", false, make_qwen2},
    {"qwen3", "Qwen3ForCausalLM", "Qwen3ForSequenceClassification", "model.", false, make_qwen3},
    {"mistral", "MistralForCausalLM", "MistralForSequenceClassification", "model.", false, make_mistral},
    {"gemma2", "Gemma2ForCausalLM", "Gemma2ForSequenceClassification", "model.", true, make_gemma2},
    {"gemma3_text", "Gemma3ForCausalLM", "Gemma3TextForSequenceClassification", "model.", true, make_gemma3},
    {"phi3", "Phi3ForCausalLM", "Phi3ForSequenceClassification", "model.", false, make_phi3},
    {"smollm3", "SmolLM3ForCausalLM", "SmolLM3ForSequenceClassification", "model.", true, make_smollm3},
    {"olmo2", "Olmo2ForCausalLM", "Olmo2ForSequenceClassification", "model.", false, make_olmo2},
    {"granite", "GraniteForCausalLM", "GraniteForSequenceClassification", "model.", false, make_granite},
    {"gpt2", "GPT2LMHeadModel", "GPT2ForSequenceClassification", "transformer.", true, make_gpt2},
};

std::string class_in(const Json& config) {
  auto found = config.find("architectures");
  bool named = found != config.end() && found->is_array() && !found->empty() && found->front().is_string();
  return named ? found->front().get<std::string>() : std::string();
}

}  // namespace

std::span<const Architecture> architectures() { return kArchitectures; }

const Architecture& find_architecture(const Json& config, std::string_view place) {
  std::string type = ConfigReader(config, place).word("model_type", "");
  std::string name = class_in(config), known;
  for (const Architecture& architecture : kArchitectures) {
    const bool named = name == architecture.class_name || name == architecture.classifier_name;
    if (type.empty() ? named : type == architecture.model_type) return architecture;
    known += (known.empty() ? "" : ", ") + std::string(architecture.model_type);
  }
  std::string found = !type.empty() ? type : !name.empty() ? name : "?";
  fail("models.unsupported_architecture", {{"place", std::string(place)}, {"found", found}, {"known", known}});
}

bool names_classifier(const Json& config, const Architecture& architecture) {
  return class_in(config) == architecture.classifier_name;
}

}  // namespace afina::models
