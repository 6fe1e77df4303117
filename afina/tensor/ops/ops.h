// The operators that models are written with. Each has its forward and backward side by side in ops/NAME.cpp
// and a double-precision reference in ops/reference.h. Shapes: M rows (tokens of all sequences), C channels.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "afina/kernels/activation.h"
#include "afina/kernels/attention.h"
#include "afina/tensor/tape.h"
#include "afina/tensor/weight.h"

namespace afina::ops {

// y [M, out] = x [M, in] weight[out, in]^T + bias[out]. `bias` may be undefined.
Tensor linear(Graph&, const Tensor& x, const Weight& weight, const Tensor& bias);

// LoRA (Hu et al. 2021): y = x W^T + bias + scaling * dropout(x) A^T B^T, A [R, in], B [out, R].
struct LoraSlot {
  Tensor a, b;
  float scaling = 1.f;  // alpha / rank (or alpha / sqrt(rank) with rslora)
  float dropout = 0.f;  // on x, in training only
  uint64_t layer = 0;   // number that keys this slot's dropout
};
Tensor lora_linear(Graph&, const Tensor& x, const Weight& weight, const Tensor& bias, const LoraSlot& lora);

// y [M, C] = table[ids]. Errors: tensor.index_out_of_range.
Tensor embedding(Graph&, std::span<const int32_t> ids, const Weight& table);
// The rows of x named by `rows` (the last token of each sequence, for a classification head).
Tensor select_rows(Graph&, const Tensor& x, std::span<const int32_t> rows);

// RMSNorm (Zhang & Sennrich 2019) of each row of x [M, C] by weight [C]; by a weight [D] where D divides C, of each
// run of D channels (of every head by itself).
Tensor rms_norm(Graph&, const Tensor& x, const Tensor& weight, float epsilon);
Tensor layer_norm(Graph&, const Tensor& x, const Tensor& weight, const Tensor& bias, float epsilon);

// cos, sin: [P, R/2]: of a head's D channels the first R turn.
struct RotaryTables {
  Tensor cos, sin;
};
Tensor rotary(Graph&, const Tensor& x, int64_t head_size, const RotaryTables& tables,
              std::shared_ptr<const std::vector<int32_t>> positions);

// See kernels/attention.h. `starts` has S + 1 entries.
Tensor attention(Graph&, const Tensor& q, const Tensor& k, const Tensor& v, const kernels::AttentionShape& shape,
                 std::shared_ptr<const std::vector<int32_t>> starts);

Tensor swiglu(Graph&, const Tensor& gate, const Tensor& up);
Tensor gelu(Graph&, kernels::Gelu kind, const Tensor& x);
Tensor geglu(Graph&, kernels::Gelu kind, const Tensor& gate, const Tensor& up);
// y = factor * x; x itself where the factor is 1.
Tensor scale(Graph&, float factor, const Tensor& x);
Tensor add(Graph&, const Tensor& a, const Tensor& b);
// `layer` keys the mask together with graph.dropout_key. The identity unless graph.training and p > 0.
Tensor dropout(Graph&, const Tensor& x, float p, uint64_t layer);

// Sum over supervised rows of weight_m * cross-entropy(hidden_m W^T, target_m), in nats, as a scalar tensor.
// Rows whose target is negative are skipped altogether; logits exist a chunk of rows at a time. `row_weights`
// may be empty (all 1). `row_losses`, where given, receives each row's unweighted loss (0 where skipped).
struct CrossEntropyOptions {
  std::span<const int32_t> targets;    // [M]
  std::span<const float> row_weights;  // [M] or empty
  std::vector<float>* row_losses = nullptr;
  float cap = 0;  // logits are capped first where positive (kernels/cross_entropy.h)
};
// Rows of logits that exist at a time.
int64_t logit_rows(int64_t vocabulary);
Tensor linear_cross_entropy(Graph&, const Tensor& hidden, const Weight& weight, const CrossEntropyOptions& options);

}  // namespace afina::ops
