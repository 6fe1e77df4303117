// The architectures there are. A new one is one file and one line in registry.cpp.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "afina/models/backbone.h"
#include "afina/models/weights.h"

namespace afina::models {

struct Architecture {
  std::string_view model_type;       // "model_type" of config.json
  std::string_view class_name;       // "architectures" of config.json, where model_type is missing
  std::string_view classifier_name;  // the same of a sequence classifier with these base weights
  std::string_view prefix;           // of the base model's tensors; see CheckpointWeights
  bool tied_by_default;              // the head, where config.json lacks tie_word_embeddings
  std::unique_ptr<Backbone> (*make)(const Json& config, WeightSource& weights, std::string_view place);
};

// Where the head over the vocabulary lies.
inline constexpr const char* kHeadName = "lm_head.weight";

std::span<const Architecture> architectures();
// Errors: models.unsupported_architecture (place, found, known).
const Architecture& find_architecture(const Json& config, std::string_view place);
// Whether config.json says that its weights are those of the architecture's sequence classifier.
bool names_classifier(const Json& config, const Architecture& architecture);

}  // namespace afina::models
