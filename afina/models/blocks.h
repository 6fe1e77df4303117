// What the blocks of every architecture share.
#pragma once

#include "afina/models/backbone.h"
#include "afina/tensor/ops/ops.h"

namespace afina::models {

// Dropout of a model's own layers is keyed apart from that of adapters, which count from 0.
inline constexpr uint64_t kModelDropout = uint64_t{1} << 32;

// Causal self-attention of packed sequences, or of rows that continue `cache`: q [M, H*D], k and v [M, K*D]
// (already turned to their positions) -> [M, H*D]. With a cache nothing is recorded.
// Errors: those of check_stop (base/stop.h), which a model asks in every block.
Tensor attend(Graph&, const kernels::AttentionShape& shape, const Tensor& q, const Tensor& k, const Tensor& v,
              const Batch& batch, KvCache* cache, int64_t layer);

}  // namespace afina::models
