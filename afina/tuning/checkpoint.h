// The state of an interrupted run: parameters, moments and the loop's counters in checkpoint.safetensors, and the best
// parameters so far in best-STEP.safetensors. The state names its best file and both have a checksum, so that neither
// can be damaged or exchanged unnoticed. Each is written atomically, the best one first; the one before is removed when
// no state names it any more.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "afina/base/json.h"
#include "afina/tuning/optimizer.h"

namespace afina::tuning {

// `run` tells one run's checkpoints from another's.
void save_checkpoint(const std::filesystem::path& folder, Optimizer& optimizer, const std::string& run, Json state);
// The state saved, with parameters and moments restored; nothing where there is no checkpoint.
// Errors: tuning.checkpoint_damaged (path); tuning.checkpoint_mismatch (path, tensor) where it belongs to another run.
std::optional<Json> load_checkpoint(const std::filesystem::path& folder, Optimizer& optimizer, const std::string& run);

// Gives the checksum that load_best asks for.
std::string save_best(const std::filesystem::path& folder, int64_t step,
                      std::span<const models::NamedTensor> parameters);
void load_best(const std::filesystem::path& folder, int64_t step, const std::string& checksum,
               std::span<const models::NamedTensor> parameters);

bool has_checkpoint(const std::filesystem::path& folder);
// Removes the best parameters of every step but `kept`; without one, of all steps, and the checkpoint.
void remove_checkpoints(const std::filesystem::path& folder, std::optional<int64_t> kept);

}  // namespace afina::tuning
