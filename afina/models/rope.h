// Rotary frequencies as transformers computes them (modeling_rope_utils): types "default", "linear" (Chen et
// al. 2023), "llama3" (Llama 3.1), "yarn" (Peng et al. 2023), "longrope" (Ding et al. 2024; Phi-3's "su"), and
// "dynamic", which up to max_position_embeddings is "default".
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "afina/models/config_reader.h"
#include "afina/tensor/ops/ops.h"

namespace afina::models {

// How a kind of layer turns its queries and keys. The first R of a head's D channels turn, in pairs.
struct Rope {
  std::vector<float> frequencies;  // [R/2]: the angle a position
  float attention_factor = 1.f;    // of cos and sin
  // Of sequences of more than `long_after` positions (longrope); empty where length does not matter.
  std::vector<float> long_frequencies;
  int64_t long_after = 0;
};

// Where a kind of layer is described.
struct RopeLayer {
  double theta = 10000;                  // where the file gives none
  const char* theta_key = "rope_theta";  // outside rope_scaling and rope_parameters
  // Its key in a rope_parameters that tells layer types apart ("full_attention", "sliding_attention"), or null.
  const char* type = nullptr;
  // Whether it follows a rope_scaling or rope_parameters that does not tell them apart.
  bool scaled = true;
  bool partial = false;  // whether partial_rotary_factor is read; if not, another than 1 is refused
};

// Reads rope_theta with rope_scaling (keys "type" or "rope_type"), or the newer rope_parameters. Errors:
// models.bad_config, models.unsupported_option for other types.
Rope rope_frequencies(const ConfigReader& config, int64_t head_size, int64_t context, const RopeLayer& layer = {});

// cos and sin of all positions so far asked for; grown by doubling, as a context of 131,072 would take 32 MB
// that most people never use. Not for use by two threads at once.
class RopeTables {
 public:
  using Indices = std::shared_ptr<const std::vector<int32_t>>;
  // Tables, and the row of them for each token.
  struct Rows {
    ops::RotaryTables tables;
    Indices indices;
  };

  explicit RopeTables(Rope rope) : rope_(std::move(rope)) {}
  // Of one sequence with so many positions, or several that are turned as the longest.
  const ops::RotaryTables& up_to(int64_t positions);
  // Of packed sequences (see Batch), each turned as its own length asks.
  Rows rows(const Indices& positions, const Indices& starts);

 private:
  Rope rope_;
  ops::RotaryTables tables_, long_tables_, both_tables_;
};

}  // namespace afina::models
