#include "afina/models/causal_lm.h"

#include <algorithm>
#include <cmath>

#include "afina/base/error.h"
#include "afina/base/mapped_ranges.h"
#include "afina/io/mapped_file.h"
#include "afina/kernels/cross_entropy.h"
#include "afina/kernels/elementwise.h"
#include "afina/kernels/gemm.h"
#include "afina/models/config_reader.h"
#include "afina/models/registry.h"

namespace afina::models {

namespace {

const std::string& embedding_name(Backbone& backbone) {
  const auto& all = backbone.parameters().all;
  return std::ranges::find(all, &backbone.embedding(), &Parameter::weight)->name;
}

}  // namespace

CausalLM::CausalLM(Json config, const Architecture& architecture, WeightSource& weights, std::string_view place)
    : config_(std::move(config)), backbone_(architecture.make(config_, weights, place)) {
  tied_ = ConfigReader(config_, place).flag("tie_word_embeddings", architecture.tied_by_default) &&
          !weights.stored_differently(kHeadName, embedding_name(*backbone_));
  if (!tied_) {
    Declaration declare(weights, backbone_->parameters());
    declare(head_, {kHeadName, {shape().vocabulary, shape().channels}});
  }
  note_panel(*this);
}

Weight& CausalLM::untied_head() {
  if (tied_) {
    head_ = backbone_->embedding();
    tied_ = false;
    backbone_->parameters().all.push_back({kHeadName, &head_, {}, false});
  }
  return head_;
}

KvCache CausalLM::make_cache(int64_t limit) const {
  return KvCache(shape().layers, shape().kv_heads * shape().head_size, limit);
}

Tensor CausalLM::logits(Graph& graph, const Tensor& hidden) const {
  Tensor scores = ops::linear(graph, ops::scale(graph, shape().logit_scale, hidden), head(), Tensor());
  if (shape().logit_cap > 0) kernels::softcap(graph.context, shape().logit_cap, scores.mutable_values());
  refuse_not_finite(scores.values());
  return scores;
}

Tensor CausalLM::cross_entropy(Graph& graph, const Tensor& hidden, ops::CrossEntropyOptions options) const {
  options.cap = shape().logit_cap;
  return ops::linear_cross_entropy(graph, ops::scale(graph, shape().logit_scale, hidden), head(), options);
}

void refuse_not_finite(std::span<const float> values) {
  if (!kernels::all_finite(values)) fail("models.not_finite");
}

void refuse_not_finite(std::span<const double> values) {
  if (!std::ranges::all_of(values, [](double v) { return std::isfinite(v); })) fail("models.not_finite");
}

void note_panel(CausalLM& model) {
  int64_t floats = 0;
  for (const Parameter& p : model.parameters()) {
    if (p.weight->packed()) floats = std::max(floats, kernels::panel_floats(p.weight->matrix()));
  }
  model.backbone().shape().panel = floats;
}

int64_t count_parameters(const CausalLM& model) {
  int64_t count = 0;
  for (const Parameter& p : model.parameters()) count += p.weight->size();
  return count;
}

std::vector<NamedTensor> learn_all_weights(CausalLM& model) {
  ThreadPool pool;
  kernels::Context context{pool};
  std::vector<NamedTensor> learning;
  for (const Parameter& p : model.parameters()) {
    Weight& weight = *p.weight;
    if (weight.packed()) weight = weight.unpacked(context);
    if (weight.borrowed()) weight = weight.tensor().clone();
    weight.set_requires_grad(true);
    learning.push_back({p.name, &weight.tensor(), p.decays});
  }
  note_panel(model);
  return learning;
}

void freeze(CausalLM& model) {
  for (const Parameter& p : model.parameters()) p.weight->set_requires_grad(false);
}

void check_weights(const CausalLM& model) {
  if (mapped_damages() == 0) return;
  for (const Parameter& p : model.parameters()) check_mapped(p.weight->bytes().data());
}

}  // namespace afina::models
