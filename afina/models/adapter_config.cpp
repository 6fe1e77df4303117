#include "afina/models/adapter_config.h"

#include <algorithm>
#include <cmath>

#include "afina/base/error.h"
#include "afina/models/config_reader.h"

namespace afina::models {

namespace {

constexpr const char* kPeftVersion = "0.21.2";  // whose files these equal
constexpr int64_t kMostRank = 1 << 16;
constexpr double kMostAlpha = 1e6;

// Whole numbers as integers: PEFT declares lora_alpha an int.
Json number(double value) {
  if (value == std::floor(value) && std::abs(value) < 1e9) return static_cast<int64_t>(value);
  return value;
}

// PEFT matches a pattern's key as re.match("(.*\.)?(key)$", module).
bool pattern_matches(std::string_view key, std::string_view module) {
  if (key.starts_with('^')) return module == key.substr(1);
  return module == key ||
         (module.size() > key.size() && module.ends_with(key) && module[module.size() - key.size() - 1] == '.');
}

template <class T>
const T* find_pattern(const std::map<std::string, T>& patterns, std::string_view module) {
  auto found = std::ranges::find_if(patterns, [&](const auto& item) { return pattern_matches(item.first, module); });
  return found == patterns.end() ? nullptr : &found->second;
}

// Options that change what the adapter computes, or what it is made of. Absent, null, false and empty are fine.
constexpr const char* kUnsupported[] = {
    "use_dora",        "use_qalora",        "use_bdlora",
    "lora_bias",       "layer_replication", "alora_invocation_tokens",
    "arrow_config",    "kasa_config",       "monteclora_config",
    "megatron_config", "target_parameters", "trainable_token_indices",
};

bool is_set(const Json& value) {
  if (value.is_null() || (value.is_boolean() && !value.get<bool>())) return false;
  return !((value.is_array() || value.is_object()) && value.empty());
}

void refuse_unsupported(const ConfigReader& config, const Json& json) {
  if (std::string type = config.word("peft_type", ""); type != "LORA") config.unsupported("peft_type", "LORA");
  if (config.word("bias", "none") != "none") config.unsupported("bias", "none");
  for (const char* key : kUnsupported) {
    if (json.contains(key) && is_set(json[key])) config.unsupported(key, "null");
  }
  // PiSSA, OLoRA and others change the base weights before training: without that change the adapter is wrong.
  if (auto init = json.find("init_lora_weights"); init != json.end() && init->is_string()) {
    if (*init != "gaussian" && *init != "eva" && *init != "orthogonal") {
      config.unsupported("init_lora_weights", "true, false, gaussian, eva, orthogonal");
    }
  }
  std::string task = config.word("task_type", "CAUSAL_LM");
  if (task != "CAUSAL_LM" && task != "SEQ_CLS") config.unsupported("task_type", "CAUSAL_LM, SEQ_CLS");
}

// The keys of rank_pattern or alpha_pattern; none may be a regular expression.
std::vector<std::string> pattern_keys(const ConfigReader& config, const Json& json, const char* name) {
  std::vector<std::string> keys;
  if (!config.has(name)) return keys;
  if (!json[name].is_object()) config.bad(name, "{ … }");
  for (const auto& [key, value] : json[name].items()) {
    std::string_view body = std::string_view(key).substr(key.starts_with('^') ? 1 : 0);
    bool plain = body.find_first_of("^$*+?()[]{}|\\") == std::string_view::npos;
    if (!plain) config.unsupported(name, "q_proj, model.layers.0.…");
    keys.push_back(key);
  }
  return keys;
}

std::vector<std::string> read_modules_to_save(const ConfigReader& config, const Json& json) {
  std::vector<std::string> modules;
  if (!config.has("modules_to_save")) return modules;
  for (const Json& module : json["modules_to_save"]) {
    if (!module.is_string()) config.bad("modules_to_save", "[\"lm_head\", …]");
    if (module != "score" && module != "classifier") modules.push_back(module);
  }
  return modules;
}

Json modules_to_json(const AdapterConfig& config) {
  std::vector<std::string> modules = config.modules_to_save;
  if (config.classifies) modules.push_back("score");
  return modules.empty() ? Json() : Json(modules);
}

Json targets_to_json(const std::vector<std::string>& targets) {
  if (targets.empty()) return "all-linear";
  return targets;
}

}  // namespace

int64_t AdapterConfig::rank_of(std::string_view module) const {
  const int64_t* own = find_pattern(rank_pattern, module);
  return own ? *own : rank;
}

double AdapterConfig::scaling_of(std::string_view module) const {
  const double* own = find_pattern(alpha_pattern, module);
  auto r = static_cast<double>(rank_of(module));
  return (own ? *own : alpha) / (rslora ? std::sqrt(r) : r);
}

// PEFT replaces every module whose name ends so, with all inside it.
bool AdapterConfig::saves(std::string_view parameter) const {
  for (size_t dot = parameter.find('.'); dot != std::string_view::npos; dot = parameter.find('.', dot + 1)) {
    const std::string_view module = parameter.substr(0, dot);
    if (std::ranges::any_of(modules_to_save, [&](const std::string& end) { return module.ends_with(end); }))
      return true;
  }
  return false;
}

Json adapter_config_to_json(const AdapterConfig& config) {
  Json alphas = Json::object();
  for (const auto& [name, alpha] : config.alpha_pattern) alphas[name] = number(alpha);
  Json json = {
      {"alpha_pattern", alphas},
      {"auto_mapping", nullptr},
      {"base_model_name_or_path", config.base_model.empty() ? Json() : Json(config.base_model)},
      {"bias", "none"},
      {"ensure_weight_tying", config.ensure_weight_tying},
      {"fan_in_fan_out", config.fan_in_fan_out},
      {"inference_mode", true},
      {"init_lora_weights", true},
      {"loftq_config", Json::object()},
      {"lora_alpha", number(config.alpha)},
      {"lora_bias", false},
      {"lora_dropout", config.dropout},
      {"megatron_core", "megatron.core"},
      {"modules_to_save", modules_to_json(config)},
      {"peft_type", "LORA"},
      {"peft_version", kPeftVersion},
      {"qalora_group_size", 16},
      {"r", config.rank},
      {"rank_pattern", Json(config.rank_pattern)},
      {"target_modules", targets_to_json(config.targets)},
      {"task_type", config.classifies ? "SEQ_CLS" : "CAUSAL_LM"},
      {"use_dora", false},
      {"use_qalora", false},
      {"use_rslora", config.rslora},
  };
  for (const char* key : {"alora_invocation_tokens", "arrow_config", "corda_config", "eva_config", "exclude_modules",
                          "kasa_config", "layer_replication", "layers_pattern", "layers_to_transform", "lora_ga_config",
                          "megatron_config", "monteclora_config", "revision", "target_parameters",
                          "trainable_token_indices", "use_bdlora", "velora_config"}) {
    json[key] = nullptr;
  }
  return json;
}

AdapterConfig adapter_config_from_json(const Json& json, std::string_view place) {
  ConfigReader config(json, place);
  refuse_unsupported(config, json);
  AdapterConfig out;
  out.rank = config.count("r", 8, kMostRank);
  out.alpha = config.number("lora_alpha", 8.0, 1e-6, kMostAlpha);
  out.dropout = config.number("lora_dropout", 0.0, 0, 0.99);
  out.rslora = config.flag("use_rslora", false);
  out.fan_in_fan_out = config.flag("fan_in_fan_out", false);
  out.classifies = config.word("task_type", "CAUSAL_LM") == "SEQ_CLS";
  out.modules_to_save = read_modules_to_save(config, json);
  out.ensure_weight_tying = config.flag("ensure_weight_tying", false);
  out.base_model = config.word("base_model_name_or_path", "");
  for (const std::string& key : pattern_keys(config, json, "rank_pattern")) {
    out.rank_pattern[key] = config.inside("rank_pattern").count(key.c_str(), std::nullopt, kMostRank);
  }
  for (const std::string& key : pattern_keys(config, json, "alpha_pattern")) {
    out.alpha_pattern[key] = config.inside("alpha_pattern").number(key.c_str(), std::nullopt, 1e-6, kMostAlpha);
  }
  return out;
}

}  // namespace afina::models
