// The Llama family: Llama 2 and 3 (Touvron et al. 2023; Dubey et al. 2024), SmolLM2, and Qwen2 (Yang et al.
// 2024), which is the same with biases on q, k and v. Tensor names and arithmetic follow transformers'
// modeling_llama.py and modeling_qwen2.py.
//
//   x = embed(ids)                                                  [M, C]
//   for each layer:
//     x += o(attention(rotary(q(n)), rotary(k(n)), v(n)))           n = rms_norm(x)
//     x += down(act(gate(n)) * up(n))                               n = rms_norm(x)
//   hidden = rms_norm(x), logits = hidden head^T                    [M, V]
#include <cmath>
#include <deque>

#include "afina/base/error.h"
#include "afina/models/blocks.h"
#include "afina/models/config_reader.h"
#include "afina/models/registry.h"
#include "afina/models/rope.h"
#include "afina/tensor/ops/multiply.h"

namespace afina::models {

namespace {

enum class Gate { silu, gelu_tanh, gelu_erf };

// What differs inside the family.
struct Settings {
  ModelShape shape;
  float epsilon = 1e-6f;
  Gate gate = Gate::silu;
  bool qkv_bias = false, o_bias = false, mlp_bias = false;
};

Gate read_gate(const ConfigReader& config) {
  std::string name = config.word("hidden_act", "silu");
  if (name == "silu" || name == "swish") return Gate::silu;
  if (name == "gelu") return Gate::gelu_erf;
  if (name == "gelu_new" || name == "gelu_pytorch_tanh") return Gate::gelu_tanh;
  config.unsupported("hidden_act", "silu, gelu, gelu_new, gelu_pytorch_tanh");
}

// Qwen2 may let its upper layers see a window only.
void refuse_sliding_window(const ConfigReader& config, const Json& json, int64_t layers) {
  if (auto types = json.find("layer_types"); types != json.end() && types->is_array()) {
    for (const Json& type : *types) {
      if (type != "full_attention") config.unsupported("layer_types", "full_attention");
    }
    return;
  }
  if (config.flag("use_sliding_window", false) && config.has("sliding_window") &&
      config.number("max_window_layers", 28, 0, 1e9) < static_cast<double>(layers)) {
    config.unsupported("use_sliding_window", "false");
  }
}

Settings read_settings(const ConfigReader& config, std::string_view architecture) {
  Settings s;
  ModelShape& shape = s.shape;
  shape.architecture = architecture;
  shape.vocabulary = config.count("vocab_size", std::nullopt, kMostVocabulary);
  shape.channels = config.count("hidden_size", std::nullopt, kMostChannels);
  shape.layers = config.count("num_hidden_layers", std::nullopt, kMostLayers);
  shape.heads = config.count("num_attention_heads", std::nullopt, kMostHeads);
  shape.kv_heads = config.count("num_key_value_heads", shape.heads, kMostHeads);
  shape.intermediate = config.count("intermediate_size", std::nullopt, kMostChannels);
  shape.context = config.count("max_position_embeddings", 2048, kMostPositions);
  shape.tied_head = config.flag("tie_word_embeddings", false);
  if (shape.heads % shape.kv_heads != 0) config.bad("num_key_value_heads", "num_attention_heads % … = 0");
  if (!config.has("head_dim") && shape.channels % shape.heads != 0) {
    config.bad("num_attention_heads", "hidden_size % … = 0");
  }
  shape.head_size = config.count("head_dim", std::max<int64_t>(1, shape.channels / shape.heads), kMostHeads);
  if (shape.head_size % 2 != 0) config.bad("head_dim", "2, 4, 6 …");
  const int64_t C = shape.channels, I = shape.intermediate, Q = shape.heads * shape.head_size;
  const int64_t K = shape.kv_heads * shape.head_size;
  // Two residual rows and their norms' factors, what attention reads and gives, gate and up.
  shape.kept = {C, 1, C, 1, Q, K, K, Q, shape.heads, I, I};
  shape.passing = {C, C, C, C, I, I, I};
  s.epsilon = static_cast<float>(config.number("rms_norm_eps", 1e-6, 0, 1));
  s.gate = read_gate(config);
  return s;
}

class Llama final : public CausalLM {
 public:
  Llama(const Json& json, const Settings& s, WeightSource& weights, std::string_view place)
      : s_(s), rope_(rope_frequencies(ConfigReader(json, place), s.shape.head_size, s.shape.context)) {
    config_ = json;
    const auto& shape = s_.shape;
    const int64_t C = shape.channels, I = shape.intermediate;
    const int64_t Q = shape.heads * shape.head_size, K = shape.kv_heads * shape.head_size;
    embed_ = weights.take("model.embed_tokens.weight", {shape.vocabulary, C}, Init::normal);
    for (int64_t i = 0; i < shape.layers; ++i) {
      const std::string at = "model.layers." + std::to_string(i) + ".";
      layers_.push_back({
          .name = at,
          .attention_norm = weights.take(at + "input_layernorm.weight", {C}, Init::ones),
          .mlp_norm = weights.take(at + "post_attention_layernorm.weight", {C}, Init::ones),
          .q = weights.linear(at + "self_attn.q_proj", {C, Q, s_.qkv_bias}),
          .k = weights.linear(at + "self_attn.k_proj", {C, K, s_.qkv_bias}),
          .v = weights.linear(at + "self_attn.v_proj", {C, K, s_.qkv_bias}),
          .o = weights.linear(at + "self_attn.o_proj", {Q, C, s_.o_bias}),
          .gate = weights.linear(at + "mlp.gate_proj", {C, I, s_.mlp_bias}),
          .up = weights.linear(at + "mlp.up_proj", {C, I, s_.mlp_bias}),
          .down = weights.linear(at + "mlp.down_proj", {I, C, s_.mlp_bias}),
      });
    }
    norm_ = weights.take("model.norm.weight", {C}, Init::ones);
    if (weights.stored_differently("lm_head.weight", "model.embed_tokens.weight")) s_.shape.tied_head = false;
    if (!shape.tied_head) head_ = weights.take("lm_head.weight", {shape.vocabulary, C}, Init::normal);
  }

  const ModelShape& shape() const override { return s_.shape; }
  const Tensor& head() const override { return s_.shape.tied_head ? embed_ : head_; }

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
    return ops::rms_norm(graph, x, norm_, s_.epsilon);
  }

  std::vector<NamedTensor> parameters() override {
    std::vector<NamedTensor> all{{"model.embed_tokens.weight", &embed_}};
    for (Layer& layer : layers_) {
      all.push_back({layer.name + "input_layernorm.weight", &layer.attention_norm});
      all.push_back({layer.name + "post_attention_layernorm.weight", &layer.mlp_norm});
      for (Linear* linear : layer.linears()) append_parameters(*linear, all);
    }
    all.push_back({"model.norm.weight", &norm_});
    if (!s_.shape.tied_head) all.push_back({"lm_head.weight", &head_});
    return all;
  }

  std::vector<Linear*> linears() override { return linears_of(layers_); }

 private:
  struct Layer {
    std::string name;                 // "model.layers.0."
    Tensor attention_norm, mlp_norm;  // [C]
    Linear q, k, v, o, gate, up, down;
    std::vector<Linear*> linears() { return {&q, &k, &v, &o, &gate, &up, &down}; }
  };
  struct Place {
    const Batch& batch;
    const ops::RotaryTables& tables;
    KvCache* cache;
    int64_t layer;
  };

  // x, result: [M, C]. Normed rows are forgotten once read: backward computes them again.
  Tensor attention(Graph& graph, const Layer& layer, const Tensor& x, const Place& at) const {
    const int64_t D = s_.shape.head_size;
    Tensor n = ops::rms_norm(graph, x, layer.attention_norm, s_.epsilon);
    Tensor q = ops::rotary(graph, layer.q(graph, n), D, at.tables, at.batch.positions);  // [M, H*D]
    Tensor k = ops::rotary(graph, layer.k(graph, n), D, at.tables, at.batch.positions);  // [M, K*D]
    Tensor v = layer.v(graph, n);                                                        // [M, K*D]
    n.forget();
    const auto scale = static_cast<float>(1.0 / std::sqrt(static_cast<double>(D)));
    Tensor mixed = attend(graph, {s_.shape.heads, s_.shape.kv_heads, D, scale}, q, k, v, at.batch, at.cache, at.layer);
    return ops::add(graph, x, layer.o(graph, mixed));
  }

  Tensor mlp(Graph& graph, const Layer& layer, const Tensor& x) const {
    Tensor n = ops::rms_norm(graph, x, layer.mlp_norm, s_.epsilon);
    Tensor gate = layer.gate(graph, n), up = layer.up(graph, n);  // [M, I]
    n.forget();
    Tensor product = gated(graph, gate, up);
    Tensor y = ops::add(graph, x, layer.down(graph, product));
    product.forget();
    return y;
  }

  Tensor gated(Graph& graph, const Tensor& gate, const Tensor& up) const {
    if (s_.gate == Gate::silu) return ops::swiglu(graph, gate, up);
    return ops::multiply(
        graph, ops::gelu(graph, s_.gate == Gate::gelu_erf ? kernels::Gelu::erf : kernels::Gelu::tanh, gate), up);
  }

  Settings s_;
  RopeTables rope_;
  Tensor embed_, norm_, head_;  // [V, C], [C], [V, C] or undefined where tied
  std::deque<Layer> layers_;
};

}  // namespace

std::unique_ptr<CausalLM> make_llama(const Json& json, WeightSource& weights, std::string_view place) {
  ConfigReader config(json, place);
  Settings s = read_settings(config, "llama");
  s.qkv_bias = s.o_bias = config.flag("attention_bias", false);
  s.mlp_bias = config.flag("mlp_bias", false);
  return std::make_unique<Llama>(json, s, weights, place);
}

std::unique_ptr<CausalLM> make_qwen2(const Json& json, WeightSource& weights, std::string_view place) {
  ConfigReader config(json, place);
  Settings s = read_settings(config, "qwen2");
  refuse_sliding_window(config, json, s.shape.layers);
  s.qkv_bias = true;
  return std::make_unique<Llama>(json, s, weights, place);
}

}  // namespace afina::models
