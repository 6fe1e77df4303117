// A linear layer with a slot for a LoRA adapter. All matrices of a model's blocks are these, so that adapters
// are attached in one place for every architecture.
#pragma once

#include <optional>
#include <string>

#include "afina/tensor/ops/ops.h"

namespace afina::models {

struct Linear {
  std::string name;  // Hugging Face module name, "model.layers.0.mlp.up_proj"
  Tensor weight;     // [out, in]
  Tensor bias;       // [out] or undefined
  // GPT-2 stores its matrices transposed, [in, out] (Conv1D); they are transposed when read and written.
  bool stored_transposed = false;
  std::optional<ops::LoraSlot> lora;

  Tensor operator()(Graph& graph, const Tensor& x) const {
    return lora ? ops::lora_linear(graph, x, weight, bias, *lora) : ops::linear(graph, x, weight, bias);
  }
  int64_t in() const { return weight.shape()[1]; }
  int64_t out() const { return weight.shape()[0]; }
};

}  // namespace afina::models
