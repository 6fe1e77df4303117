// A linear layer with a slot for a LoRA adapter. All matrices of a model's blocks are these, so that adapters
// are attached in one place for every architecture.
#pragma once

#include <optional>
#include <string>

#include "afina/models/stored.h"
#include "afina/tensor/ops/ops.h"

namespace afina::models {

struct Linear {
  std::string name;  // Hugging Face module name, "model.layers.0.mlp.up_proj"
  Weight weight;     // [out, in]
  Weight bias;       // [out] or undefined
  Stored stored;     // of the weight
  std::optional<ops::LoraSlot> lora;

  Tensor operator()(Graph& graph, const Tensor& x) const {
    return lora ? ops::lora_linear(graph, x, weight, bias.tensor(), *lora)
                : ops::linear(graph, x, weight, bias.tensor());
  }
  int64_t in() const { return weight.shape()[1]; }
  int64_t out() const { return weight.shape()[0]; }
};

}  // namespace afina::models
