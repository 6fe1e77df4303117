// A model's files, wherever they lie: a Hugging Face folder, bytes in the program, a GGUF file.
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <string>

#include "afina/base/observer.h"
#include "afina/io/safetensors.h"
#include "afina/models/causal_lm.h"
#include "afina/models/side_files.h"

namespace afina::models {

struct ModelFiles {
  std::string place;      // for errors
  Json config;            // config.json, or what a GGUF says in its place
  Checkpoint checkpoint;  // by Hugging Face names
  // How tensors lie where that is not as the architecture's own checkpoints have them (GGUF).
  std::map<std::string, Stored> stored = {};
  SideFiles side = {};
};

// A folder's files: config.json, model.safetensors (one or sharded), and those beside them that there are.
// Errors: models.no_config (place), models.unsupported_architecture, those of read_checkpoint_folder.
ModelFiles read_model_folder(const std::filesystem::path& folder);
// Errors: models.unsupported_architecture (with the list), models.missing_tensor (tensor, file),
// models.wrong_shape (tensor, found, expected), models.not_finite_weight (tensor), models.bad_config (key),
// models.needs_memory, base.cancelled. A sequence classifier's files give its base weights; where they lack the head,
// the embedding table is the head.
std::unique_ptr<CausalLM> load_model(const ModelFiles& files, const Control& control = {});
// A model with weights drawn as transformers does (normal, 0.02; zeros for biases; ones for norms).
std::unique_ptr<CausalLM> create_model(const Json& config, uint64_t seed);
// Writes config.json and model.safetensors; dtype f32 or bf16. A tied head is not written.
void save_model(const CausalLM& model, const std::filesystem::path& folder, DType dtype);

}  // namespace afina::models
