#include "afina/models/classifier.h"

#include <algorithm>

#include "afina/models/config_reader.h"
#include "afina/models/registry.h"
#include "afina/models/weights.h"

namespace afina::models {

Json classifier_config(const CausalLM& model, const ClassificationHead& head) {
  Json config = model.config();
  Json names = Json::object(), ids = Json::object();
  for (int64_t i = 0; i < head.score.rows(); ++i) {
    bool named = static_cast<size_t>(i) < head.labels.size();
    std::string label = named ? head.labels[static_cast<size_t>(i)] : "LABEL_" + std::to_string(i);
    names[std::to_string(i)] = label;
    ids[label] = i;
  }
  config["id2label"] = names;
  config["label2id"] = ids;
  // What another classifier left here would contradict the labels, or ask for another loss.
  config.erase("num_labels");
  config.erase("problem_type");
  const Architecture& architecture = find_architecture(config, "config.json");
  config["architectures"] = Json::array({architecture.classifier_name});
  config["model_type"] = architecture.model_type;
  // Without a padding token transformers classifies one text at a time only.
  if (!config.contains("pad_token_id") || config["pad_token_id"].is_null()) {
    Json end = config.value("eos_token_id", Json());
    if (end.is_array() && !end.empty()) end = end.front();
    if (end.is_number_integer()) config["pad_token_id"] = end;
  }
  return config;
}

std::vector<std::string> read_labels(const Json& config, std::string_view place, int64_t count) {
  std::vector<std::string> labels;
  ConfigReader reader(config, place);
  if (!reader.has("id2label")) {
    for (int64_t i = 0; i < count; ++i) labels.push_back("LABEL_" + std::to_string(i));
    return labels;
  }
  const Json& named = config["id2label"];
  if (!named.is_object() || static_cast<int64_t>(named.size()) != count) {
    reader.bad("id2label", "{ 0 … " + std::to_string(count - 1) + " }");
  }
  ConfigReader names = reader.inside("id2label");
  for (int64_t i = 0; i < count; ++i) {
    std::string key = std::to_string(i);
    if (!names.has(key.c_str())) names.bad(key, "\"…\"");
    labels.push_back(names.word(key.c_str(), ""));
  }
  return labels;
}

std::optional<ClassificationHead> load_classification_head(const ModelFiles& files, int64_t channels) {
  const Architecture& architecture = find_architecture(files.config, files.place);
  if (!names_classifier(files.config, architecture)) return std::nullopt;
  const auto found = files.checkpoint.tensors.find(kScoreName);
  const StoredTensor* stored = found == files.checkpoint.tensors.end() ? nullptr : &found->second;
  const int64_t labels = stored && !stored->shape.empty() ? std::max<int64_t>(1, stored->shape.front()) : 1;
  ClassificationHead head;
  head.score = take_floats(stored, {kScoreName, {labels, channels}}, files.place);
  head.labels = read_labels(files.config, files.place, labels);
  return head;
}

}  // namespace afina::models
