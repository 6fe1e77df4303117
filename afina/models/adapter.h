// LoRA adapters in PEFT's format: adapter_config.json and adapter_model.safetensors
// (https://huggingface.co/docs/peft). transformers + PEFT open what this writes.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "afina/models/classifier.h"

namespace afina::models {

// What PEFT adds to a module's name.
inline constexpr const char* kLoraA = ".lora_A.weight";
inline constexpr const char* kLoraB = ".lora_B.weight";

struct LoraOptions {
  int64_t rank = 16;
  double alpha = 32;
  double dropout = 0;
  // Last part of the module name ("q_proj"); empty takes every linear layer of the blocks.
  std::vector<std::string> targets = {};
};

struct Adapter {
  LoraOptions options;
  std::string base_model;  // base_model_name_or_path
  std::optional<ClassificationHead> head;
  std::vector<std::string> saved = {};  // parameters replaced whole, by name ("lm_head.weight")
};

// Whether a linear layer of that Hugging Face name gets an adapter.
bool adapts(const LoraOptions& options, std::string_view module);
// Attaches fresh adapters: A uniform in +-1/sqrt(in) (PEFT's kaiming_uniform with a = sqrt(5)), B zero. Freezes all the
// model's own parameters. Errors: models.unknown_target (name, the names there are).
void attach_lora(CausalLM& model, const LoraOptions& options, uint64_t seed);
// The adapter's tensors in a fixed order: A and B of each layer, then nothing else.
std::vector<NamedTensor> lora_parameters(CausalLM& model);
// Adds scaling * B A to the weights and removes the adapters.
void merge_lora(CausalLM& model);

// PEFT keys: base_model.model.<module>.lora_A.weight ...; the head as base_model.model.score.weight with
// modules_to_save ["score"], task_type SEQ_CLS, and its labels in classifier_config.json (a transformers config with
// id2label and pad_token_id); otherwise CAUSAL_LM. Replaced parameters are in modules_to_save.
void save_adapter(CausalLM& model, const Adapter& adapter, const std::filesystem::path& folder);
// Freezes the model's own parameters; those of modules_to_save are replaced, and a tied head is untied where PEFT
// replaces one of the two. Errors: models.no_adapter, models.bad_config, models.unsupported_option (DoRA,
// biases ...), models.missing_tensor, models.wrong_shape, models.adapter_empty, models.adapter_unknown_tensor.
Adapter load_adapter(CausalLM& model, const std::filesystem::path& folder);

}  // namespace afina::models
