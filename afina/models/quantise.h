// Making a model's weights smaller after it is read, for LoRA over a quantised base (QLoRA, Dettmers et al. 2023, with
// GGUF's blocks in place of NF4: DESIGN decision 15).
#pragma once

#include "afina/base/observer.h"
#include "afina/models/causal_lm.h"

namespace afina::models {

// Packs the matrices of the blocks in `dtype` (q8_0 or q4_k) and the tables of embeddings and of the head in q8_0;
// matrices whose rows are no whole number of q4_k's blocks become q8_0, those that do not fit that either stay. Weights
// in blocks already are left alone. Gives how many matrices became `dtype`. Errors: base.cancelled.
int64_t quantise(CausalLM& model, DType dtype);
// Whether the blocks' matrices rest in block types.
bool is_quantised(const CausalLM& model);

}  // namespace afina::models
