#include "afina/models/decoder.h"

#include <algorithm>
#include <cmath>
#include <deque>

#include "afina/models/blocks.h"
#include "afina/tensor/ops/split_columns.h"

namespace afina::models {

namespace {

// See ModelShape::kept: what norms, attention, gate and up leave.
void forecast(DecoderSpec& s) {
  ModelShape& shape = s.shape;
  const int64_t C = shape.channels, I = shape.intermediate;
  const int64_t Q = shape.heads * shape.head_size, K = shape.kv_heads * shape.head_size;
  auto& kept = shape.kept;
  kept = {C, C, Q, K, K, Q, shape.heads, I, I};  // residual rows, attention's, the gated layer's
  for (std::string_view norm : {s.norms.before_attention, s.norms.before_mlp}) {
    if (!norm.empty()) kept.push_back(1);
  }
  for (std::string_view norm : {s.norms.after_attention, s.norms.after_mlp}) {
    if (!norm.empty()) kept.insert(kept.end(), {C, 1});
  }
  if (s.qk_norm == QkNorm::head) kept.insert(kept.end(), {Q, shape.heads, K, shape.kv_heads});
  if (s.qk_norm == QkNorm::row) kept.insert(kept.end(), {Q, 1, K, 1});
  shape.passing = {C, C, C, C, I, I, I};
  if (s.fused) shape.passing.push_back(2 * I);
}

class Decoder final : public Backbone {
 public:
  Decoder(DecoderSpec spec, WeightSource& weights) : s_(std::move(spec)) {
    forecast(s_);
    shape_ = s_.shape;
    for (Rope& rope : s_.ropes) {
      if (!rope.long_frequencies.empty()) shape_.refilled_after = rope.long_after;
      ropes_.emplace_back(std::move(rope));
    }
    Declaration declare(weights, parameters_);
    declare(embed_, {"model.embed_tokens.weight", {shape_.vocabulary, shape_.channels}});
    for (int64_t i = 0; i < shape_.layers; ++i) {
      take_layer(declare, layers_.emplace_back(), "model.layers." + std::to_string(i) + ".");
    }
    take_norm(declare, norm_, "model.norm.weight", shape_.channels);
  }

  Weight& embedding() override { return embed_; }

  Tensor hidden(Graph& recording, const Batch& batch, KvCache* cache) override {
    Graph inference{recording.context};
    Graph& graph = cache ? inference : recording;
    std::vector<RopeTables::Rows> turns;
    for (RopeTables& rope : ropes_) turns.push_back(rope.rows(batch.positions, batch.starts));
    Tensor x = ops::scale(graph, s_.embedding_scale, ops::embedding(graph, batch.ids, embed_));
    for (size_t i = 0; i < layers_.size(); ++i) {
      const int32_t rope = s_.layers[i].rope;
      const Place at{batch, rope < 0 ? nullptr : &turns[static_cast<size_t>(rope)], cache, static_cast<int64_t>(i)};
      x = attention(graph, layers_[i], x, at);
      x = mlp(graph, layers_[i], x, at);
    }
    if (cache) cache->advance(static_cast<int64_t>(batch.ids.size()));
    return norm(graph, x, norm_);
  }

 private:
  struct Layer {
    Weight before_attention, after_attention, before_mlp, after_mlp;  // [C], or undefined
    Weight q_norm, k_norm;                                            // [D], [Q] and [K], or undefined
    Linear q, k, v, qkv, o;                                           // q, k and v, or qkv
    Linear gate, up, gate_up, down;
  };
  struct Place {
    const Batch& batch;
    const RopeTables::Rows* turn;  // null: positions play no part
    KvCache* cache;
    int64_t layer;
  };

  int64_t query_size() const { return shape_.heads * shape_.head_size; }
  int64_t key_size() const { return shape_.kv_heads * shape_.head_size; }

  void take_norm(Declaration& declare, Weight& weight, const std::string& name, int64_t size) const {
    declare.vector(weight, name, size, Init::ones, s_.norm_stored);
  }

  void take_layer(Declaration& declare, Layer& layer, const std::string& at) const {
    const int64_t C = shape_.channels, I = shape_.intermediate, Q = query_size(), K = key_size();
    auto norm = [&](Weight& weight, std::string_view name) {
      if (!name.empty()) take_norm(declare, weight, at + std::string(name) + ".weight", C);
    };
    norm(layer.before_attention, s_.norms.before_attention);
    norm(layer.after_attention, s_.norms.after_attention);
    norm(layer.before_mlp, s_.norms.before_mlp);
    norm(layer.after_mlp, s_.norms.after_mlp);
    if (s_.qk_norm != QkNorm::none) {
      const bool head = s_.qk_norm == QkNorm::head;
      take_norm(declare, layer.q_norm, at + "self_attn.q_norm.weight", head ? shape_.head_size : Q);
      take_norm(declare, layer.k_norm, at + "self_attn.k_norm.weight", head ? shape_.head_size : K);
    }
    if (s_.fused) {
      declare.linear(layer.qkv, at + "self_attn.qkv_proj", {C, Q + 2 * K, s_.qkv_bias});
    } else {
      declare.linear(layer.q, at + "self_attn.q_proj", {C, Q, s_.qkv_bias});
      declare.linear(layer.k, at + "self_attn.k_proj", {C, K, s_.qkv_bias});
      declare.linear(layer.v, at + "self_attn.v_proj", {C, K, s_.qkv_bias});
    }
    declare.linear(layer.o, at + "self_attn.o_proj", {Q, C, s_.o_bias});
    if (s_.fused) {
      declare.linear(layer.gate_up, at + "mlp.gate_up_proj", {C, 2 * I, s_.mlp_bias});
    } else {
      declare.linear(layer.gate, at + "mlp.gate_proj", {C, I, s_.mlp_bias});
      declare.linear(layer.up, at + "mlp.up_proj", {C, I, s_.mlp_bias});
    }
    declare.linear(layer.down, at + "mlp.down_proj", {I, C, s_.mlp_bias});
  }

  // The rows themselves where the architecture has no norm here. A head's channels are a row where the weight is that
  // short.
  Tensor norm(Graph& graph, const Tensor& x, const Weight& weight) const {
    return weight ? ops::rms_norm(graph, x, weight.tensor(), s_.epsilon) : x;
  }

  Tensor turned(Graph& graph, const Tensor& x, const Place& at) const {
    return at.turn ? ops::rotary(graph, x, shape_.head_size, at.turn->tables, at.turn->indices) : x;
  }

  Tensor residual(Graph& graph, const Tensor& x, const Tensor& y, uint64_t number) const {
    Tensor kept = ops::dropout(graph, y, s_.residual_dropout, kModelDropout + number);
    return ops::add(graph, x, ops::scale(graph, s_.residual_scale, kept));
  }

  struct Heads {
    Tensor q, k, v;  // [M, H*D], [M, K*D], [M, K*D]; q and k turned to their positions
  };
  Heads heads_of(Graph& graph, const Layer& layer, const Tensor& n, const Place& at) const {
    const auto ready = [&](const Tensor& rows, const Weight& weight) {
      return turned(graph, norm(graph, rows, weight), at);
    };
    if (s_.fused) {
      const auto parts = ops::split_columns(graph, layer.qkv(graph, n), {query_size(), key_size(), key_size()});
      return {ready(parts[0], layer.q_norm), ready(parts[1], layer.k_norm), parts[2]};
    }
    Tensor q = ready(layer.q(graph, n), layer.q_norm);
    Tensor k = ready(layer.k(graph, n), layer.k_norm);
    return {q, k, layer.v(graph, n)};
  }

  // x, result: [M, C]. Normed rows are forgotten once read: backward computes them again.
  Tensor attention(Graph& graph, const Layer& layer, const Tensor& x, const Place& at) const {
    Tensor n = norm(graph, x, layer.before_attention);
    const Heads h = heads_of(graph, layer, n, at);
    n.forget();
    const kernels::AttentionMask mask{true, s_.layers[static_cast<size_t>(at.layer)].window, s_.attention_cap};
    Tensor mixed = attend(graph, {shape_.heads, shape_.kv_heads, shape_.head_size, s_.attention_scale, mask}, h.q, h.k,
                          h.v, at.batch, at.cache, at.layer);
    return residual(graph, x, norm(graph, layer.o(graph, mixed), layer.after_attention),
                    2 * static_cast<uint64_t>(at.layer));
  }

  Tensor mlp(Graph& graph, const Layer& layer, const Tensor& x, const Place& at) const {
    const int64_t I = shape_.intermediate;
    Tensor n = norm(graph, x, layer.before_mlp);
    std::vector<Tensor> halves;  // gate and up, [M, I]
    if (s_.fused) {
      halves = ops::split_columns(graph, layer.gate_up(graph, n), {I, I});
    } else {
      halves = {layer.gate(graph, n), layer.up(graph, n)};
    }
    n.forget();
    Tensor product = gated(graph, halves[0], halves[1]);
    Tensor y = residual(graph, x, norm(graph, layer.down(graph, product), layer.after_mlp),
                        2 * static_cast<uint64_t>(at.layer) + 1);
    product.forget();
    return y;
  }

  Tensor gated(Graph& graph, const Tensor& gate, const Tensor& up) const {
    if (s_.gate == Gate::silu) return ops::swiglu(graph, gate, up);
    return ops::geglu(graph, s_.gate == Gate::gelu_erf ? kernels::Gelu::erf : kernels::Gelu::tanh, gate, up);
  }

  DecoderSpec s_;
  std::vector<RopeTables> ropes_;
  Weight embed_, norm_;  // [V, C], [C]
  std::deque<Layer> layers_;
};

Gate read_gate(const ConfigReader& config, const DecoderDefaults& defaults) {
  const std::string name = config.word(defaults.activation_key, defaults.activation);
  if (name == "silu" || name == "swish") return Gate::silu;
  if (name == "gelu") return Gate::gelu_erf;
  if (name == "gelu_new" || name == "gelu_pytorch_tanh") return Gate::gelu_tanh;
  config.unsupported(defaults.activation_key, "silu, gelu, gelu_new, gelu_pytorch_tanh");
}

}  // namespace

DecoderSpec read_decoder(const ConfigReader& config, std::string_view architecture, const DecoderDefaults& defaults) {
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
  const bool divides = shape.channels % shape.heads == 0;
  if (!config.has("head_dim") && defaults.head_size == 0 && !divides) {
    config.bad("num_attention_heads", "hidden_size % … = 0");
  }
  const int64_t usual = defaults.head_size > 0 ? defaults.head_size : shape.channels / shape.heads;
  shape.head_size = config.count("head_dim", std::max<int64_t>(1, usual), kMostHeads);
  if (shape.head_size % 2 != 0) config.bad("head_dim", "2, 4, 6 …");
  s.epsilon = static_cast<float>(config.number("rms_norm_eps", defaults.epsilon, 0, 1));
  s.gate = read_gate(config, defaults);
  s.attention_scale = static_cast<float>(1.0 / std::sqrt(static_cast<double>(shape.head_size)));
  s.ropes = {rope_frequencies(config, shape.head_size, shape.context, defaults.rope)};
  s.layers.resize(static_cast<size_t>(shape.layers));
  return s;
}

std::vector<bool> sliding_layers(const Json& json, const ConfigReader& config, std::vector<bool> otherwise) {
  const auto types = json.find("layer_types");
  if (types == json.end() || types->is_null()) return otherwise;
  if (!types->is_array() || types->size() != otherwise.size()) {
    config.bad("layer_types", "[ … " + std::to_string(otherwise.size()) + " … ]");
  }
  for (size_t i = 0; i < otherwise.size(); ++i) {
    const Json& type = (*types)[i];
    if (type != "full_attention" && type != "sliding_attention") {
      config.unsupported("layer_types", "full_attention, sliding_attention");
    }
    otherwise[i] = type == "sliding_attention";
  }
  return otherwise;
}

void set_windows(DecoderSpec& spec, const ConfigReader& config, const std::vector<bool>& sliding) {
  for (size_t i = 0; i < sliding.size(); ++i) {
    if (sliding[i]) spec.layers[i].window = config.count("sliding_window", 4096, kMostPositions);
  }
}

std::unique_ptr<Backbone> make_decoder(DecoderSpec spec, WeightSource& weights) {
  return std::make_unique<Decoder>(std::move(spec), weights);
}

}  // namespace afina::models
