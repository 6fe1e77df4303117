// A decoder-only language model loaded from a Hugging Face folder. An architecture is one small file and a
// line in the registry (models/registry.h).
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "afina/base/json.h"
#include "afina/io/safetensors.h"
#include "afina/models/linear.h"
#include "afina/tensor/ops/ops.h"

namespace afina::models {

// Packed tokens of one or more sequences. ids, positions: [M]; starts: [S + 1] (see kernels/attention.h).
struct Batch {
  std::vector<int32_t> ids;
  std::shared_ptr<const std::vector<int32_t>> positions;
  std::shared_ptr<const std::vector<int32_t>> starts;
  int64_t sequences() const { return static_cast<int64_t>(starts->size()) - 1; }
};
// Packs sequences one after another; positions restart at 0 in each.
Batch pack(std::span<const std::vector<int32_t>> sequences);

// Keys and values of one sequence so far: per layer [capacity, K*D], grown by doubling up to `limit` tokens.
class KvCache {
 public:
  KvCache(int64_t layers, int64_t channels, int64_t limit);
  int64_t length() const noexcept { return length_; }
  int64_t limit() const noexcept { return limit_; }
  // Appends rows to a layer; the length moves on when advance() is called after the last layer.
  void append(int64_t layer, kernels::ConstMatrix keys, kernels::ConstMatrix values);
  kernels::ConstMatrix keys(int64_t layer) const;  // [length + pending, K*D]
  kernels::ConstMatrix values(int64_t layer) const;
  void advance(int64_t tokens) noexcept { length_ += tokens; }
  void truncate(int64_t length) noexcept { length_ = length; }

 private:
  struct Layer {
    Tensor keys, values;
    int64_t rows = 0;
  };
  std::vector<Layer> layers_;
  int64_t channels_ = 0, length_ = 0, limit_ = 0;
};

// The sizes that everything outside the model asks for.
struct ModelShape {
  std::string architecture;  // "llama", "qwen2", "gpt2"
  int64_t vocabulary = 0;    // V
  int64_t channels = 0;      // C
  int64_t layers = 0;
  int64_t heads = 0, kv_heads = 0, head_size = 0;
  int64_t intermediate = 0;
  int64_t context = 0;  // most positions
  bool tied_head = false;
  // For forecasts of memory (models/memory.h), in floats a token, one entry a tensor: what a block leaves for its
  // backward pass, and the most that lives at once inside a block where nothing is recorded.
  std::vector<int64_t> kept, passing;
};

struct NamedTensor {
  std::string name;  // the Hugging Face name, "model.layers.0.self_attn.q_proj.weight"
  Tensor* tensor;
  bool decays = false;  // weight decay applies: matrices of linear layers, not norms, biases, embeddings, heads
};

class CausalLM {
 public:
  virtual ~CausalLM() = default;

  virtual const ModelShape& shape() const = 0;
  // config.json as read; of a classifier's files, with the class of the language model.
  const Json& config() const noexcept { return config_; }
  // Final hidden states [M, C], after the last norm. With a cache the batch is one sequence that continues it
  // (positions start at cache->length()); nothing is recorded then.
  virtual Tensor hidden(Graph&, const Batch& batch, KvCache* cache = nullptr) = 0;
  // [V, C]: the head, which may be the embedding table itself.
  virtual const Tensor& head() const = 0;
  // Every parameter once (a tied head is not listed).
  virtual std::vector<NamedTensor> parameters() = 0;
  // Every linear layer that can take an adapter, by its Hugging Face module name
  // ("model.layers.0.self_attn.q_proj").
  virtual std::vector<Linear*> linears() = 0;

  KvCache make_cache(int64_t limit) const;
  // Logits [rows, V] of hidden states.
  Tensor logits(Graph&, const Tensor& hidden) const;

 protected:
  Json config_;
};

// Where a model's files are: a folder on disk, or bytes in memory (semilla).
struct ModelFiles {
  Json config;  // config.json
  Checkpoint checkpoint;
  std::string place;  // for errors
};
ModelFiles read_model_folder(const std::filesystem::path& folder);
// Errors: models.unsupported_architecture (with the list), models.missing_tensor (tensor, file),
// models.wrong_shape (tensor, found, expected), models.bad_config (key). A sequence classifier's files give its base
// weights; where they lack the head, the embedding table is the head.
std::unique_ptr<CausalLM> load_model(const ModelFiles& files);
// A model with weights drawn as transformers does (normal, 0.02; zeros for biases; ones for norms).
std::unique_ptr<CausalLM> create_model(const Json& config, uint64_t seed);
// How many numbers the parameters hold.
int64_t count_parameters(CausalLM& model);
// Makes every parameter learn, with values of its own where it borrowed those of a mapped file. Gives them.
std::vector<NamedTensor> learn_all_weights(CausalLM& model);
// For a model that is kept between calls. Errors: io.file_damaged where a parameter lies in a file that was cut
// meanwhile.
void check_weights(CausalLM& model);
// Writes config.json and model.safetensors; dtype f32 or bf16. A tied head is not written.
void save_model(CausalLM& model, const std::filesystem::path& folder, DType dtype);

}  // namespace afina::models
