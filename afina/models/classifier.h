// Sequence classifiers as Hugging Face folders: what AutoModelForSequenceClassification opens. Beside the base
// model's weights there is score.weight, and config.json holds the labels
// (https://huggingface.co/docs/transformers/main_classes/configuration, id2label). Padding is found by pad_token_id.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "afina/models/model_files.h"

namespace afina::models {

inline constexpr const char* kScoreName = "score.weight";

// A classification head on the last real token: score [labels, C], no bias (LlamaForSequenceClassification).
struct ClassificationHead {
  Tensor score;
  std::vector<std::string> labels;  // id2label
};

// The model's config.json as its classifier's: class, id2label, label2id, and pad_token_id, which is the end token's
// where the model has none.
Json classifier_config(const CausalLM& model, const ClassificationHead& head);
// The `count` labels of a config, in order; LABEL_0 ... where it names none. Errors: models.bad_config (place, key).
std::vector<std::string> read_labels(const Json& config, std::string_view place, int64_t count);

// Writes config.json and model.safetensors; dtype f32 or bf16. The language model's head, tied or not, is left out:
// a classifier has none.
void save_classifier(const CausalLM& model, const ClassificationHead& head, const std::filesystem::path& folder,
                     DType dtype);
// The head of a classifier's files for a model of `channels` (C), nothing where they are a language model's. The rest
// of the files is opened by load_model. Errors: models.missing_tensor, models.wrong_shape, models.bad_config.
std::optional<ClassificationHead> load_classification_head(const ModelFiles& files, int64_t channels);

}  // namespace afina::models
