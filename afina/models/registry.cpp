#include "afina/models/registry.h"

#include "afina/base/error.h"
#include "afina/models/config_reader.h"

namespace afina::models {

std::unique_ptr<Backbone> make_llama(const Json& config, WeightSource& weights, std::string_view place);
std::unique_ptr<Backbone> make_qwen2(const Json& config, WeightSource& weights, std::string_view place);
std::unique_ptr<Backbone> make_gpt2(const Json& config, WeightSource& weights, std::string_view place);

namespace {

constexpr Architecture kArchitectures[] = {
    {"llama", "LlamaForCausalLM", "LlamaForSequenceClassification", "model.", false, make_llama},
    {"qwen2", "Qwen2ForCausalLM", "Qwen2ForSequenceClassification", "model.", false, make_qwen2},
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
