// GPT-2 (Radford et al. 2019), the architecture of the Spanish models that courses use. Tensor names and
// arithmetic follow transformers' modeling_gpt2.py: matrices are stored transposed ("Conv1D"), and q, k and v
// come out of one matrix, c_attn, which an adapter treats as one.
//
//   x = wte(ids) + wpe(positions)                                    [M, C]
//   for each layer:
//     x += c_proj(attention(split(c_attn(layer_norm(x)))))
//     x += c_proj(gelu(c_fc(layer_norm(x))))
//   hidden = layer_norm(x), logits = hidden wte^T                    [M, V]
#include <cmath>
#include <deque>

#include "afina/base/error.h"
#include "afina/models/blocks.h"
#include "afina/models/config_reader.h"
#include "afina/models/registry.h"
#include "afina/tensor/ops/split_columns.h"

namespace afina::models {

namespace {

struct Settings {
  ModelShape shape;
  float epsilon = 1e-5f;
  kernels::Gelu gelu = kernels::Gelu::tanh;
  bool scale_attention = true, scale_by_layer = false;
  float embedding_dropout = 0, residual_dropout = 0, attention_dropout = 0;
};

kernels::Gelu read_activation(const ConfigReader& config) {
  std::string name = config.word("activation_function", "gelu_new");
  if (name == "gelu") return kernels::Gelu::erf;
  if (name == "gelu_new" || name == "gelu_pytorch_tanh" || name == "gelu_fast") return kernels::Gelu::tanh;
  config.unsupported("activation_function", "gelu, gelu_new, gelu_pytorch_tanh, gelu_fast");
}

Settings read_settings(const ConfigReader& config) {
  Settings s;
  ModelShape& shape = s.shape;
  shape.architecture = "gpt2";
  shape.vocabulary = config.count("vocab_size", std::nullopt, kMostVocabulary);
  shape.channels = config.count("n_embd", std::nullopt, kMostChannels);
  shape.layers = config.count("n_layer", std::nullopt, kMostLayers);
  shape.heads = shape.kv_heads = config.count("n_head", std::nullopt, kMostHeads);
  shape.context = config.count("n_positions", 1024, kMostPositions);
  shape.intermediate = config.count("n_inner", 4 * shape.channels, 4 * kMostChannels);
  shape.tied_head = config.flag("tie_word_embeddings", true);
  if (shape.channels % shape.heads != 0) config.bad("n_head", "n_embd % … = 0");
  shape.head_size = shape.channels / shape.heads;
  s.epsilon = static_cast<float>(config.number("layer_norm_epsilon", 1e-5, 0, 1));
  s.gelu = read_activation(config);
  s.scale_attention = config.flag("scale_attn_weights", true);
  s.scale_by_layer = config.flag("scale_attn_by_inverse_layer_idx", false);
  if (config.flag("add_cross_attention", false)) config.unsupported("add_cross_attention", "false");
  const int64_t C = shape.channels, I = shape.intermediate;
  // Two residual rows and their norms' factors, what attention reads and gives, the widened row.
  shape.kept = {C, 1, 1, C, 1, 1, C, C, C, C, shape.heads, I};
  shape.passing = {C, C, std::max(3 * C, I), C, C, std::max(C, I)};
  auto rate = [&](const char* key) { return static_cast<float>(config.number(key, 0.1, 0, 0.99)); };
  s.embedding_dropout = rate("embd_pdrop");
  s.residual_dropout = rate("resid_pdrop");
  s.attention_dropout = rate("attn_pdrop");
  if (s.attention_dropout > 0) shape.kept.push_back(C);
  return s;
}

class Gpt2 final : public CausalLM {
 public:
  Gpt2(const Json& json, const Settings& s, WeightSource& weights) : s_(s) {
    config_ = json;
    const auto& shape = s_.shape;
    const int64_t C = shape.channels, I = shape.intermediate;
    tokens_ = weights.take("transformer.wte.weight", {shape.vocabulary, C}, Init::normal);
    positions_ = weights.take("transformer.wpe.weight", {shape.context, C}, Init::normal);
    for (int64_t i = 0; i < shape.layers; ++i) {
      const std::string at = "transformer.h." + std::to_string(i) + ".";
      layers_.push_back({
          .name = at,
          .norm1 = take_norm(weights, at + "ln_1"),
          .norm2 = take_norm(weights, at + "ln_2"),
          .qkv = weights.linear(at + "attn.c_attn", {C, 3 * C, true, true}),
          .o = weights.linear(at + "attn.c_proj", {C, C, true, true, Init::residual}),
          .up = weights.linear(at + "mlp.c_fc", {C, I, true, true}),
          .down = weights.linear(at + "mlp.c_proj", {I, C, true, true, Init::residual}),
      });
    }
    norm_ = take_norm(weights, "transformer.ln_f");
    if (weights.stored_differently("lm_head.weight", "transformer.wte.weight")) s_.shape.tied_head = false;
    if (!shape.tied_head) head_ = weights.take("lm_head.weight", {shape.vocabulary, C}, Init::normal);
  }

  const ModelShape& shape() const override { return s_.shape; }
  const Tensor& head() const override { return s_.shape.tied_head ? tokens_ : head_; }

  Tensor hidden(Graph& recording, const Batch& batch, KvCache* cache) override {
    const int64_t needed = last_position(batch) + 1;
    if (needed > s_.shape.context) {
      fail("models.context_exceeded",
           {{"position", std::to_string(needed)}, {"limit", std::to_string(s_.shape.context)}});
    }
    Graph inference{recording.context};
    Graph& graph = cache ? inference : recording;
    Tensor x =
        ops::add(graph, ops::embedding(graph, batch.ids, tokens_), ops::embedding(graph, *batch.positions, positions_));
    x = ops::dropout(graph, x, s_.embedding_dropout, kModelDropout);
    for (size_t i = 0; i < layers_.size(); ++i) {
      x = attention(graph, layers_[i], x, {batch, cache, static_cast<int64_t>(i)});
      x = mlp(graph, layers_[i], x, static_cast<int64_t>(i));
    }
    if (cache) cache->advance(static_cast<int64_t>(batch.ids.size()));
    return ops::layer_norm(graph, x, norm_.weight, norm_.bias, s_.epsilon);
  }

  std::vector<NamedTensor> parameters() override {
    std::vector<NamedTensor> all{{"transformer.wte.weight", &tokens_}, {"transformer.wpe.weight", &positions_}};
    auto append_norm = [&](const std::string& name, Norm& norm) {
      all.push_back({name + ".weight", &norm.weight});
      all.push_back({name + ".bias", &norm.bias});
    };
    for (Layer& layer : layers_) {
      append_norm(layer.name + "ln_1", layer.norm1);
      append_norm(layer.name + "ln_2", layer.norm2);
      for (Linear* linear : layer.linears()) append_parameters(*linear, all);
    }
    append_norm("transformer.ln_f", norm_);
    if (!s_.shape.tied_head) all.push_back({"lm_head.weight", &head_});
    return all;
  }

  std::vector<Linear*> linears() override { return linears_of(layers_); }

 private:
  struct Norm {
    Tensor weight, bias;  // [C]
  };
  struct Layer {
    std::string name;  // "transformer.h.0."
    Norm norm1, norm2;
    Linear qkv, o, up, down;
    std::vector<Linear*> linears() { return {&qkv, &o, &up, &down}; }
  };
  struct Place {
    const Batch& batch;
    KvCache* cache;
    int64_t layer;
  };

  Norm take_norm(WeightSource& weights, const std::string& name) const {
    return {weights.take(name + ".weight", {s_.shape.channels}, Init::ones),
            weights.take(name + ".bias", {s_.shape.channels}, Init::zeros)};
  }

  // Three dropouts a layer, numbered from 1; 0 is the embedding's.
  static uint64_t dropout_number(int64_t layer, uint64_t which) {
    return kModelDropout + 3 * static_cast<uint64_t>(layer) + which;
  }

  float attention_scale(int64_t layer) const {
    double scale = s_.scale_attention ? 1.0 / std::sqrt(static_cast<double>(s_.shape.head_size)) : 1.0;
    if (s_.scale_by_layer) scale /= static_cast<double>(layer + 1);
    return static_cast<float>(scale);
  }

  // x, result: [M, C]. Normed rows are forgotten once read: backward computes them again.
  Tensor attention(Graph& graph, const Layer& layer, const Tensor& x, const Place& at) const {
    const int64_t C = s_.shape.channels, H = s_.shape.heads;
    Tensor n = ops::layer_norm(graph, x, layer.norm1.weight, layer.norm1.bias, s_.epsilon);
    std::vector<Tensor> qkv = ops::split_columns(graph, layer.qkv(graph, n), {C, C, C});
    n.forget();
    Tensor mixed = attend(graph, {H, H, s_.shape.head_size, attention_scale(at.layer)}, qkv[0], qkv[1], qkv[2],
                          at.batch, at.cache, at.layer);
    // transformers drops attention weights; the fused kernel never holds them, so what they yield is dropped
    // at the same rate.
    mixed = ops::dropout(graph, mixed, s_.attention_dropout, dropout_number(at.layer, 1));
    Tensor out = layer.o(graph, mixed);
    return ops::add(graph, x, ops::dropout(graph, out, s_.residual_dropout, dropout_number(at.layer, 2)));
  }

  Tensor mlp(Graph& graph, const Layer& layer, const Tensor& x, int64_t index) const {
    Tensor n = ops::layer_norm(graph, x, layer.norm2.weight, layer.norm2.bias, s_.epsilon);
    Tensor up = layer.up(graph, n);  // [M, I]
    n.forget();
    Tensor activated = ops::gelu(graph, s_.gelu, up);
    Tensor out = layer.down(graph, activated);
    activated.forget();
    return ops::add(graph, x, ops::dropout(graph, out, s_.residual_dropout, dropout_number(index, 3)));
  }

  Settings s_;
  Tensor tokens_, positions_, head_;  // [V, C], [P, C], [V, C] or undefined where tied
  Norm norm_;
  std::deque<Layer> layers_;
};

}  // namespace

std::unique_ptr<CausalLM> make_gpt2(const Json& json, WeightSource& weights, std::string_view place) {
  return std::make_unique<Gpt2>(json, read_settings(ConfigReader(json, place)), weights);
}

}  // namespace afina::models
