// Rotary frequencies as transformers computes them (modeling_rope_utils): types "default", "linear" (Chen et
// al. 2023) and "llama3" (Llama 3.1).
#pragma once

#include <cstdint>
#include <vector>

#include "afina/models/config_reader.h"
#include "afina/tensor/ops/ops.h"

namespace afina::models {

// One angle per position for each of the D/2 pairs of channels. Reads rope_theta with rope_scaling (keys "type"
// or "rope_type"), or the newer rope_parameters. Errors: models.bad_config, models.unsupported_option for
// dynamic, yarn, longrope and the like.
std::vector<float> rope_frequencies(const ConfigReader& config, int64_t head_size, int64_t context);

// cos and sin of all positions so far asked for; grown by doubling, as a context of 131,072 would take 32 MB
// that most people never use. Not for use by two threads at once.
class RopeTables {
 public:
  explicit RopeTables(std::vector<float> frequencies) : frequencies_(std::move(frequencies)) {}
  const ops::RotaryTables& up_to(int64_t positions);

 private:
  std::vector<float> frequencies_;
  ops::RotaryTables tables_;
};

}  // namespace afina::models
