// The body of a model: tokens in, hidden states out (DESIGN decision 16). An architecture is one small file and a line
// in the registry (models/registry.h); heads over the vocabulary or over labels are put on top of it.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "afina/base/json.h"
#include "afina/models/batch.h"
#include "afina/models/kv_cache.h"
#include "afina/models/parameter.h"

namespace afina::models {

// The sizes that everything outside the model asks for.
struct ModelShape {
  std::string architecture;  // "llama", "qwen2", "gpt2"
  int64_t vocabulary = 0;    // V
  int64_t channels = 0;      // C
  int64_t layers = 0;
  int64_t heads = 0, kv_heads = 0, head_size = 0;
  int64_t intermediate = 0;
  int64_t context = 0;  // most positions
  // A text that outgrows so many positions is computed otherwise from its first token on (LongRoPE): a cache that was
  // filled before is filled anew. 0: there is no such length.
  int64_t refilled_after = 0;
  // Of the head over the vocabulary: logits are scaled, then capped as cap * tanh(logit / cap) where cap > 0.
  float logit_scale = 1, logit_cap = 0;
  // For forecasts of memory (models/memory.h), in floats a token, one entry a tensor: what a block leaves for its
  // backward pass, and the most that lives at once inside a block where nothing is recorded.
  std::vector<int64_t> kept, passing;
  int64_t panel = 0;  // floats that unpacking the largest packed weight takes; 0 where none is packed
};

class Backbone {
 public:
  virtual ~Backbone() = default;

  // Final hidden states [M, C], after the last norm. With a cache the batch is one sequence that continues it
  // (positions start at cache->length()); nothing is recorded then.
  virtual Tensor hidden(Graph&, const Batch& batch, KvCache* cache = nullptr) = 0;
  // The table of token embeddings, [V, C], which may serve as a head.
  virtual Weight& embedding() = 0;

  const ModelShape& shape() const noexcept { return shape_; }
  ModelShape& shape() noexcept { return shape_; }
  Parameters& parameters() noexcept { return parameters_; }

 protected:
  ModelShape shape_;
  Parameters parameters_;
};

}  // namespace afina::models
