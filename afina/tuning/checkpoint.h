// The state of an interrupted run: parameters, moments and the loop's counters in one safetensors file, and the
// best parameters so far in another. Both are written atomically, the best ones first.
#pragma once

#include <filesystem>
#include <optional>

#include "afina/base/json.h"
#include "afina/tuning/optimizer.h"

namespace afina::tuning {

void save_checkpoint(const std::filesystem::path& folder, Optimizer& optimizer, const Json& state);
// The state saved, with parameters and moments restored; nothing where there is no checkpoint.
// Errors: tuning.checkpoint_mismatch where it belongs to another model or other options.
std::optional<Json> load_checkpoint(const std::filesystem::path& folder, Optimizer& optimizer);

void save_best(const std::filesystem::path& folder, std::span<const models::NamedTensor> parameters);
void load_best(const std::filesystem::path& folder, std::span<const models::NamedTensor> parameters);
// Removes both files: the run is complete.
void remove_checkpoint(const std::filesystem::path& folder);

}  // namespace afina::tuning
