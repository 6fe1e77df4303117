#include "afina/models/blocks.h"

#include "afina/base/stop.h"

namespace afina::models {

Tensor attend(Graph& graph, const kernels::AttentionShape& shape, const Tensor& q, const Tensor& k, const Tensor& v,
              const Batch& batch, KvCache* cache, int64_t layer) {
  check_stop();
  if (!cache) return ops::attention(graph, q, k, v, shape, batch.starts);
  cache->append(graph.context, layer, k.matrix(), v.matrix());
  Tensor out = Tensor::empty(q.shape());
  kernels::attention_cached(graph.context, shape, cache->length(), q.matrix(), cache->keys(layer), cache->values(layer),
                            out.mutable_matrix());
  return out;
}

}  // namespace afina::models
