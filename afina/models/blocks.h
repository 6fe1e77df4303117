// What the blocks of every architecture share.
#pragma once

#include "afina/models/causal_lm.h"
#include "afina/tensor/ops/ops.h"

namespace afina::models {

// Dropout of a model's own layers is keyed apart from that of adapters, which count from 0.
inline constexpr uint64_t kModelDropout = uint64_t{1} << 32;

// Causal self-attention of packed sequences, or of rows that continue `cache`: q [M, H*D], k and v [M, K*D]
// (already turned to their positions) -> [M, H*D]. With a cache nothing is recorded.
// Errors: those of check_stop (base/stop.h), which a model asks in every block.
Tensor attend(Graph&, const kernels::AttentionShape& shape, const Tensor& q, const Tensor& k, const Tensor& v,
              const Batch& batch, KvCache* cache, int64_t layer);

// The largest position of a batch; -1 for an empty one.
int64_t last_position(const Batch& batch);

// The linear layers of all blocks, in order.
template <class Layers>
std::vector<Linear*> linears_of(Layers& layers) {
  std::vector<Linear*> all;
  for (auto& layer : layers) {
    for (Linear* linear : layer.linears()) all.push_back(linear);
  }
  return all;
}

// A linear layer's own parameters, not its adapter's.
void append_parameters(Linear& layer, std::vector<NamedTensor>& out);

}  // namespace afina::models
