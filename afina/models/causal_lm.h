// A decoder-only language model: a backbone and a head over the vocabulary.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "afina/models/backbone.h"

namespace afina::models {

struct Architecture;
class WeightSource;

class CausalLM {
 public:
  // Takes the weights that config.json describes out of `weights`. `place` is for errors, which are those of
  // load_model.
  CausalLM(Json config, const Architecture& architecture, WeightSource& weights, std::string_view place);

  const ModelShape& shape() const noexcept { return backbone_->shape(); }
  // config.json as read; of a classifier's files, with the class of the language model.
  const Json& config() const noexcept { return config_; }
  Json& config() noexcept { return config_; }
  Backbone& backbone() const noexcept { return *backbone_; }
  // See Backbone::hidden.
  Tensor hidden(Graph& graph, const Batch& batch, KvCache* cache = nullptr) const {
    return backbone_->hidden(graph, batch, cache);
  }
  // [V, C]: the head, which may be the embedding table itself.
  const Weight& head() const noexcept { return tied_ ? backbone_->embedding() : head_; }
  bool tied_head() const noexcept { return tied_; }
  // The head's own weight. A tied head gets one, at first the table, and is a parameter from then on.
  Weight& untied_head();
  // Every parameter once, a head of its own included.
  const std::vector<Parameter>& parameters() const noexcept { return backbone_->parameters().all; }
  // Every linear layer that can take an adapter, by its Hugging Face module name
  // ("model.layers.0.self_attn.q_proj").
  const std::vector<Linear*>& linears() const noexcept { return backbone_->parameters().linears; }

  KvCache make_cache(int64_t limit) const;
  // Logits [rows, V] of hidden states. Errors: models.not_finite.
  Tensor logits(Graph&, const Tensor& hidden) const;
  // The loss of hidden states, as ops::linear_cross_entropy.
  Tensor cross_entropy(Graph&, const Tensor& hidden, ops::CrossEntropyOptions options) const;

 private:
  Json config_;
  std::unique_ptr<Backbone> backbone_;
  Weight head_;  // undefined where tied
  bool tied_ = false;
};

// Throws Error models.not_finite where a model's answer is not made of numbers.
void refuse_not_finite(std::span<const float> values);
void refuse_not_finite(std::span<const double> values);

// Says in the model's shape how much unpacking its weights takes (ModelShape::panel); to be called where their form
// has changed.
void note_panel(CausalLM& model);
// How many numbers the parameters hold.
int64_t count_parameters(const CausalLM& model);
// Makes every parameter learn, as floats of its own where it was packed or lay in a mapped file. Gives them.
std::vector<NamedTensor> learn_all_weights(CausalLM& model);
void freeze(CausalLM& model);
// For a model that is kept between calls. Errors: io.file_damaged where a parameter lies in a file that was cut
// meanwhile.
void check_weights(const CausalLM& model);

}  // namespace afina::models
