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

class Gpt2 final : public Backbone {
 public:
  Gpt2(const Settings& s, WeightSource& weights) : s_(s) {
    shape_ = s.shape;
    Declaration declare(weights, parameters_);
    const int64_t C = shape_.channels, I = shape_.intermediate;
    const Stored turned{Stored::As::transposed};
    auto norm = [&](Norm& to, const std::string& name) {
      declare.vector(to.weight, name + ".weight", C, Init::ones);
      declare.vector(to.bias, name + ".bias", C, Init::zeros);
    };
    declare(tokens_, {"transformer.wte.weight", {shape_.vocabulary, C}});
    declare(positions_, {"transformer.wpe.weight", {shape_.context, C}});
    for (int64_t i = 0; i < shape_.layers; ++i) {
      const std::string at = "transformer.h." + std::to_string(i) + ".";
      Layer& layer = layers_.emplace_back();
      norm(layer.norm1, at + "ln_1");
      norm(layer.norm2, at + "ln_2");
      declare.linear(layer.qkv, at + "attn.c_attn", {C, 3 * C, true, turned});
      declare.linear(layer.o, at + "attn.c_proj", {C, C, true, turned, Init::residual});
      declare.linear(layer.up, at + "mlp.c_fc", {C, I, true, turned});
      declare.linear(layer.down, at + "mlp.c_proj", {I, C, true, turned, Init::residual});
    }
    norm(norm_, "transformer.ln_f");
  }

  Weight& embedding() override { return tokens_; }

  Tensor hidden(Graph& recording, const Batch& batch, KvCache* cache) override {
    const int64_t needed = last_position(batch) + 1;
    if (needed > shape_.context) {
      fail("models.context_exceeded",
           {{"position", std::to_string(needed)}, {"limit", std::to_string(shape_.context)}});
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
    return normed(graph, x, norm_);
  }

 private:
  struct Norm {
    Weight weight, bias;  // [C]
  };
  struct Layer {
    Norm norm1, norm2;
    Linear qkv, o, up, down;
  };
  struct Place {
    const Batch& batch;
    KvCache* cache;
    int64_t layer;
  };

  Tensor normed(Graph& graph, const Tensor& x, const Norm& norm) const {
    return ops::layer_norm(graph, x, norm.weight.tensor(), norm.bias.tensor(), s_.epsilon);
  }

  // Three dropouts a layer, numbered from 1; 0 is the embedding's.
  static uint64_t dropout_number(int64_t layer, uint64_t which) {
    return kModelDropout + 3 * static_cast<uint64_t>(layer) + which;
  }

  float attention_scale(int64_t layer) const {
    double scale = s_.scale_attention ? 1.0 / std::sqrt(static_cast<double>(shape_.head_size)) : 1.0;
    if (s_.scale_by_layer) scale /= static_cast<double>(layer + 1);
    return static_cast<float>(scale);
  }

  // x, result: [M, C]. Normed rows are forgotten once read: backward computes them again.
  Tensor attention(Graph& graph, const Layer& layer, const Tensor& x, const Place& at) const {
    const int64_t C = shape_.channels, H = shape_.heads;
    Tensor n = normed(graph, x, layer.norm1);
    std::vector<Tensor> qkv = ops::split_columns(graph, layer.qkv(graph, n), {C, C, C});
    n.forget();
    Tensor mixed = attend(graph, {H, H, shape_.head_size, attention_scale(at.layer)}, qkv[0], qkv[1], qkv[2], at.batch,
                          at.cache, at.layer);
    // transformers drops attention weights; the fused kernel never holds them, so what they yield is dropped
    // at the same rate.
    mixed = ops::dropout(graph, mixed, s_.attention_dropout, dropout_number(at.layer, 1));
    Tensor out = layer.o(graph, mixed);
    return ops::add(graph, x, ops::dropout(graph, out, s_.residual_dropout, dropout_number(at.layer, 2)));
  }

  Tensor mlp(Graph& graph, const Layer& layer, const Tensor& x, int64_t index) const {
    Tensor n = normed(graph, x, layer.norm2);
    Tensor up = layer.up(graph, n);  // [M, I]
    n.forget();
    Tensor activated = ops::gelu(graph, s_.gelu, up);
    Tensor out = layer.down(graph, activated);
    activated.forget();
    return ops::add(graph, x, ops::dropout(graph, out, s_.residual_dropout, dropout_number(index, 3)));
  }

  Settings s_;
  Weight tokens_, positions_;  // [V, C], [P, C]
  Norm norm_;
  std::deque<Layer> layers_;
};

}  // namespace

std::unique_ptr<Backbone> make_gpt2(const Json& json, WeightSource& weights, std::string_view place) {
  return std::make_unique<Gpt2>(read_settings(ConfigReader(json, place)), weights);
}

}  // namespace afina::models
