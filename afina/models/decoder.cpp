#include "afina/models/decoder.h"

#include <algorithm>
#include <cmath>
#include <deque>

#include "afina/models/blocks.h"
#include "afina/models/rope.h"
#include "afina/tensor/ops/multiply.h"

namespace afina::models {

namespace {

Gate read_gate(const ConfigReader& config) {
  std::string name = config.word("hidden_act", "silu");
  if (name == "silu" || name == "swish") return Gate::silu;
  if (name == "gelu") return Gate::gelu_erf;
  if (name == "gelu_new" || name == "gelu_pytorch_tanh") return Gate::gelu_tanh;
  config.unsupported("hidden_act", "silu, gelu, gelu_new, gelu_pytorch_tanh");
}

// See ModelShape::kept: two residual rows and their norms' factors, what attention reads and gives, gate and up.
void forecast(ModelShape& shape) {
  const int64_t C = shape.channels, I = shape.intermediate;
  const int64_t Q = shape.heads * shape.head_size, K = shape.kv_heads * shape.head_size;
  shape.kept = {C, 1, C, 1, Q, K, K, Q, shape.heads, I, I};
  shape.passing = {C, C, C, C, I, I, I};
}

class Decoder final : public Backbone {
 public:
  Decoder(DecoderSpec spec, WeightSource& weights) : s_(std::move(spec)), rope_(s_.rope) {
    forecast(s_.shape);
    shape_ = s_.shape;
    Declaration declare(weights, parameters_);
    const int64_t C = shape_.channels, I = shape_.intermediate;
    const int64_t Q = shape_.heads * shape_.head_size, K = shape_.kv_heads * shape_.head_size;
    declare(embed_, {"model.embed_tokens.weight", {shape_.vocabulary, C}});
    for (int64_t i = 0; i < shape_.layers; ++i) {
      Layer& layer = layers_.emplace_back();
      const std::string at = "model.layers." + std::to_string(i) + ".";
      auto norm = [&](Weight& weight, std::string_view name) {
        if (!name.empty()) declare.vector(weight, at + std::string(name) + ".weight", C, Init::ones);
      };
      norm(layer.before_attention, s_.norms.before_attention);
      norm(layer.after_attention, s_.norms.after_attention);
      norm(layer.before_mlp, s_.norms.before_mlp);
      norm(layer.after_mlp, s_.norms.after_mlp);
      declare.linear(layer.q, at + "self_attn.q_proj", {C, Q, s_.qkv_bias});
      declare.linear(layer.k, at + "self_attn.k_proj", {C, K, s_.qkv_bias});
      declare.linear(layer.v, at + "self_attn.v_proj", {C, K, s_.qkv_bias});
      declare.linear(layer.o, at + "self_attn.o_proj", {Q, C, s_.o_bias});
      declare.linear(layer.gate, at + "mlp.gate_proj", {C, I, s_.mlp_bias});
      declare.linear(layer.up, at + "mlp.up_proj", {C, I, s_.mlp_bias});
      declare.linear(layer.down, at + "mlp.down_proj", {I, C, s_.mlp_bias});
    }
    declare.vector(norm_, "model.norm.weight", C, Init::ones);
  }

  Weight& embedding() override { return embed_; }

  Tensor hidden(Graph& recording, const Batch& batch, KvCache* cache) override {
    Graph inference{recording.context};
    Graph& graph = cache ? inference : recording;
    const ops::RotaryTables tables = rope_.up_to(last_position(batch) + 1);
    Tensor x = ops::embedding(graph, batch.ids, embed_);
    for (size_t i = 0; i < layers_.size(); ++i) {
      x = attention(graph, layers_[i], x, {batch, tables, cache, static_cast<int64_t>(i)});
      x = mlp(graph, layers_[i], x);
    }
    if (cache) cache->advance(static_cast<int64_t>(batch.ids.size()));
    return norm(graph, x, norm_);
  }

 private:
  struct Layer {
    Weight before_attention, after_attention, before_mlp, after_mlp;  // [C], or undefined
    Linear q, k, v, o, gate, up, down;
  };
  struct Place {
    const Batch& batch;
    const ops::RotaryTables& tables;
    KvCache* cache;
    int64_t layer;
  };

  // The rows themselves where the architecture has no norm here.
  Tensor norm(Graph& graph, const Tensor& x, const Weight& weight) const {
    return weight ? ops::rms_norm(graph, x, weight.tensor(), s_.epsilon) : x;
  }

  // x, result: [M, C]. Normed rows are forgotten once read: backward computes them again.
  Tensor attention(Graph& graph, const Layer& layer, const Tensor& x, const Place& at) const {
    const int64_t D = shape_.head_size;
    Tensor n = norm(graph, x, layer.before_attention);
    Tensor q = ops::rotary(graph, layer.q(graph, n), D, at.tables, at.batch.positions);  // [M, H*D]
    Tensor k = ops::rotary(graph, layer.k(graph, n), D, at.tables, at.batch.positions);  // [M, K*D]
    Tensor v = layer.v(graph, n);                                                        // [M, K*D]
    if (layer.before_attention) n.forget();
    Tensor mixed =
        attend(graph, {shape_.heads, shape_.kv_heads, D, s_.attention_scale}, q, k, v, at.batch, at.cache, at.layer);
    return ops::add(graph, x, norm(graph, layer.o(graph, mixed), layer.after_attention));
  }

  Tensor mlp(Graph& graph, const Layer& layer, const Tensor& x) const {
    Tensor n = norm(graph, x, layer.before_mlp);
    Tensor gate = layer.gate(graph, n), up = layer.up(graph, n);  // [M, I]
    if (layer.before_mlp) n.forget();
    Tensor product = gated(graph, gate, up);
    Tensor y = ops::add(graph, x, norm(graph, layer.down(graph, product), layer.after_mlp));
    product.forget();
    return y;
  }

  Tensor gated(Graph& graph, const Tensor& gate, const Tensor& up) const {
    if (s_.gate == Gate::silu) return ops::swiglu(graph, gate, up);
    return ops::multiply(
        graph, ops::gelu(graph, s_.gate == Gate::gelu_erf ? kernels::Gelu::erf : kernels::Gelu::tanh, gate), up);
  }

  DecoderSpec s_;
  RopeTables rope_;
  Weight embed_, norm_;  // [V, C], [C]
  std::deque<Layer> layers_;
};

}  // namespace

DecoderSpec read_decoder(const ConfigReader& config, std::string_view architecture) {
  DecoderSpec s;
  ModelShape& shape = s.shape;
  shape.architecture = architecture;
  shape.vocabulary = config.count("vocab_size", std::nullopt, kMostVocabulary);
  shape.channels = config.count("hidden_size", std::nullopt, kMostChannels);
  shape.layers = config.count("num_hidden_layers", std::nullopt, kMostLayers);
  shape.heads = config.count("num_attention_heads", std::nullopt, kMostHeads);
  shape.kv_heads = config.count("num_key_value_heads", shape.heads, kMostHeads);
  shape.intermediate = config.count("intermediate_size", std::nullopt, kMostChannels);
  shape.context = config.count("max_position_embeddings", 2048, kMostPositions);
  if (shape.heads % shape.kv_heads != 0) config.bad("num_key_value_heads", "num_attention_heads % … = 0");
  if (!config.has("head_dim") && shape.channels % shape.heads != 0) {
    config.bad("num_attention_heads", "hidden_size % … = 0");
  }
  shape.head_size = config.count("head_dim", std::max<int64_t>(1, shape.channels / shape.heads), kMostHeads);
  if (shape.head_size % 2 != 0) config.bad("head_dim", "2, 4, 6 …");
  s.epsilon = static_cast<float>(config.number("rms_norm_eps", 1e-6, 0, 1));
  s.gate = read_gate(config);
  s.attention_scale = static_cast<float>(1.0 / std::sqrt(static_cast<double>(shape.head_size)));
  s.rope = rope_frequencies(config, shape.head_size, shape.context);
  return s;
}

std::unique_ptr<Backbone> make_decoder(DecoderSpec spec, WeightSource& weights) {
  return std::make_unique<Decoder>(std::move(spec), weights);
}

}  // namespace afina::models
