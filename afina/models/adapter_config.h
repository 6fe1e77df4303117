// adapter_config.json as PEFT 0.21 writes it (LoraConfig).
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "afina/base/json.h"

namespace afina::models {

struct AdapterConfig {
  int64_t rank = 8;
  double alpha = 8;
  double dropout = 0;
  bool rslora = false;          // scaling alpha / sqrt(rank)
  bool fan_in_fan_out = false;  // the base model stores its matrices transposed
  bool classifies = false;      // task_type SEQ_CLS
  std::vector<std::string> targets;
  std::string base_model;
  // Modules that are replaced whole, by the end of their names; "score" of a classifier is not named here.
  std::vector<std::string> modules_to_save;
  bool ensure_weight_tying = false;  // a replaced embedding table stays the head too
  // Ranks and alphas of layers that differ, by the end of their names.
  std::map<std::string, int64_t> rank_pattern;
  std::map<std::string, double> alpha_pattern;

  int64_t rank_of(std::string_view module) const;
  double scaling_of(std::string_view module) const;
  // Whether the parameter of that name ("model.norm.weight") belongs to a module that is replaced.
  bool saves(std::string_view parameter) const;
};

Json adapter_config_to_json(const AdapterConfig& config);
// Errors: models.bad_config (place, key), models.unsupported_option (place, key, value) for DoRA, biases and
// whatever else would change the arithmetic.
AdapterConfig adapter_config_from_json(const Json& json, std::string_view place);

}  // namespace afina::models
