#include "afina/models/blocks.h"

#include <algorithm>

#include "afina/base/stop.h"

namespace afina::models {

Tensor attend(Graph& graph, const kernels::AttentionShape& shape, const Tensor& q, const Tensor& k, const Tensor& v,
              const Batch& batch, KvCache* cache, int64_t layer) {
  check_stop();
  if (!cache) return ops::attention(graph, q, k, v, shape, batch.starts);
  cache->append(layer, k.matrix(), v.matrix());
  Tensor out = Tensor::empty(q.shape());
  kernels::attention_cached(graph.context, shape, cache->length(), q.matrix(), cache->keys(layer), cache->values(layer),
                            out.mutable_matrix());
  return out;
}

int64_t last_position(const Batch& batch) {
  return batch.positions->empty() ? -1 : *std::ranges::max_element(*batch.positions);
}

void append_parameters(Linear& layer, std::vector<NamedTensor>& out) {
  out.push_back({layer.name + ".weight", &layer.weight, true});
  if (layer.bias) out.push_back({layer.name + ".bias", &layer.bias, false});
}

}  // namespace afina::models
