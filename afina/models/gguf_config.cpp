#include "afina/models/gguf_config.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "afina/base/error.h"
#include "afina/base/one_line.h"
#include "afina/base/visible_text.h"
#include "afina/kernels/stored_matrix.h"

namespace afina::models {

namespace {

// llama.cpp tells Gemma's largest models by their number of layers.
constexpr int64_t kGemma2LargeLayers = 46, kGemma3LargeLayers = 62;

class Reader {
 public:
  explicit Reader(const Gguf& gguf) : gguf_(gguf) {
    const std::optional<std::string> architecture = gguf.text("general.architecture");
    if (!architecture) gguf.missing("general.architecture");
    architecture_ = *architecture;
    const auto known = gguf_architectures();
    if (std::find(known.begin(), known.end(), architecture_) == known.end()) {
      std::string list;
      for (std::string_view name : known) list.append(list.empty() ? "" : ", ").append(name);
      fail("models.unsupported_architecture",
           {{"place", gguf.place()}, {"found", shortened(visible_line(architecture_), 40)}, {"known", list}});
    }
    if (integer("expert_count").value_or(0) > 0) unsupported("expert_count", *integer("expert_count"), "0");
  }

  Json read() {
    if (architecture_ == "gpt2") return gpt2();
    read_sizes();
    read_rope();
    if (architecture_.starts_with("gemma")) read_gemma();
    if (architecture_ == "granite") read_granite();
    if (architecture_ == "phi3") read_phi3();
    if (architecture_ == "smollm3") config_["no_rope_layer_interval"] = 4;
    const int64_t window = integer("attention.sliding_window").value_or(0);
    if (architecture_ == "olmo2" && window > 0) unsupported("attention.sliding_window", window, "0");  // OLMo 3
    if (architecture_ == "llama" && window > 0) {
      name_model("mistral", "MistralForCausalLM");
      config_["sliding_window"] = window;
    }
    return std::move(config_);
  }

 private:
  std::string key(std::string_view name) const { return architecture_ + "." + std::string(name); }

  // Lists of a value for each layer count as one value where all are the same.
  std::optional<int64_t> integer(std::string_view name) const {
    if (!gguf_.is_list(key(name))) return gguf_.integer(key(name));
    const std::vector<int64_t> values = gguf_.integers(key(name));
    const bool same =
        !values.empty() && std::all_of(values.begin(), values.end(), [&](int64_t value) { return value == values[0]; });
    if (!same) {
      fail("models.unsupported_option", {{"place", gguf_.place()},
                                         {"key", key(name)},
                                         {"value", shortened(dump_json(Json(values)), 40)},
                                         {"supported", "[n, n, n, …]"}});
    }
    return values[0];
  }
  int64_t need(std::string_view name) const {
    const std::optional<int64_t> value = integer(name);
    if (!value) gguf_.missing(key(name));
    return *value;
  }
  std::optional<double> number(std::string_view name) const { return gguf_.number(key(name)); }
  [[noreturn]] void unsupported(std::string_view name, const Json& value, std::string_view supported) const {
    fail("models.unsupported_option", {{"place", gguf_.place()},
                                       {"key", key(name)},
                                       {"value", shortened(dump_json(value), 40)},
                                       {"supported", std::string(supported)}});
  }

  void name_model(std::string_view type, std::string_view class_name) {
    config_["model_type"] = type;
    config_["architectures"] = Json::array({class_name});
  }

  int64_t vocabulary() const {
    const StoredTensor* embedding = gguf_.tensor("token_embd.weight");
    if (embedding != nullptr && embedding->shape.size() == 2) return embedding->shape[0];
    const auto tokens = std::ssize(gguf_.texts("tokenizer.ggml.tokens"));
    return tokens > 0 ? tokens : need("vocab_size");
  }

  // A head that repeats the embeddings byte for byte, as some converters write GPT-2's, is tied too.
  bool tied() const {
    const StoredTensor *head = gguf_.tensor("output.weight"), *embedding = gguf_.tensor("token_embd.weight");
    if (head == nullptr) return true;
    return embedding != nullptr && head->dtype == embedding->dtype && std::ranges::equal(head->bytes, embedding->bytes);
  }

  void read_common() {
    config_["vocab_size"] = vocabulary();
    config_["tie_word_embeddings"] = tied();
    for (const auto& [hf, token] : {std::pair{"bos_token_id", "bos"}, {"pad_token_id", "padding"}}) {
      const auto id = gguf_.integer("tokenizer.ggml." + std::string(token) + "_token_id");
      config_[hf] = id ? Json(*id) : Json();
    }
    // A turn's end beside a text's.
    std::vector<int64_t> ends;
    for (const char* token : {"eos", "eot", "eom"}) {
      const auto id = gguf_.integer("tokenizer.ggml." + std::string(token) + "_token_id");
      if (id && std::find(ends.begin(), ends.end(), *id) == ends.end()) ends.push_back(*id);
    }
    config_["eos_token_id"] = ends.empty() ? Json() : ends.size() == 1 ? Json(ends[0]) : Json(ends);
  }

  void read_sizes() {
    struct Class {
      std::string_view architecture, type, name;
    };
    constexpr Class kClasses[] = {
        {"llama", "llama", "LlamaForCausalLM"},         {"qwen2", "qwen2", "Qwen2ForCausalLM"},
        {"qwen3", "qwen3", "Qwen3ForCausalLM"},         {"gemma2", "gemma2", "Gemma2ForCausalLM"},
        {"gemma3", "gemma3_text", "Gemma3ForCausalLM"}, {"phi3", "phi3", "Phi3ForCausalLM"},
        {"smollm3", "smollm3", "SmolLM3ForCausalLM"},   {"olmo2", "olmo2", "Olmo2ForCausalLM"},
        {"granite", "granite", "GraniteForCausalLM"}};
    for (const Class& c : kClasses) {
      if (c.architecture == architecture_) name_model(c.type, c.name);
    }
    read_common();
    heads_ = need("attention.head_count");
    channels_ = need("embedding_length");
    head_size_ = integer("attention.key_length").value_or(heads_ > 0 ? channels_ / heads_ : 0);
    if (integer("attention.value_length").value_or(head_size_) != head_size_) {
      unsupported("attention.value_length", need("attention.value_length"), std::to_string(head_size_));
    }
    config_["hidden_size"] = channels_;
    config_["num_hidden_layers"] = layers_ = need("block_count");
    config_["num_attention_heads"] = heads_;
    config_["num_key_value_heads"] = integer("attention.head_count_kv").value_or(heads_);
    config_["head_dim"] = head_size_;
    config_["intermediate_size"] = need("feed_forward_length");
    config_["max_position_embeddings"] = need("context_length");
    config_["rms_norm_eps"] = number("attention.layer_norm_rms_epsilon").value_or(1e-6);
    config_[architecture_.starts_with("gemma") ? "hidden_activation" : "hidden_act"] =
        architecture_.starts_with("gemma") ? "gelu_pytorch_tanh" : "silu";
    config_["attention_bias"] = gguf_.tensor("blk.0.attn_q.bias") != nullptr;
    config_["mlp_bias"] = gguf_.tensor("blk.0.ffn_up.bias") != nullptr;
  }

  // Factors by which rotary frequencies are divided, one for each pair of channels.
  std::vector<float> factors(std::string_view tensor) const {
    const StoredTensor* stored = gguf_.tensor(tensor);
    if (stored == nullptr) return {};
    std::vector<float> values(static_cast<size_t>(stored->elements()));
    if (!kernels::can_unpack(stored->dtype)) {
      fail("io.unsupported_dtype", {{"tensor", stored->name}, {"dtype", std::string(dtype_name(stored->dtype))}});
    }
    kernels::unpack(stored->dtype, stored->bytes.data(), stored->elements(), values.data());
    return values;
  }

  // Llama 3's way of stretching, known again by its factors: only `factor` differs among its models.
  Json llama3(const std::vector<float>& divisors, double theta) const {
    constexpr double kLow = 1, kHigh = 4, kOriginal = 8192;
    const double factor = *std::max_element(divisors.begin(), divisors.end());
    for (size_t i = 0; i < divisors.size(); ++i) {
      const double part = static_cast<double>(i) / static_cast<double>(divisors.size());
      const double turns = kOriginal / (2 * std::numbers::pi * std::pow(theta, part));
      const double smooth = std::clamp((turns - kLow) / (kHigh - kLow), 0.0, 1.0);
      const double expected = 1 / ((1 - smooth) / factor + smooth);
      if (std::abs(divisors[i] - expected) > 1e-3 * expected) return {};
    }
    return {{"rope_type", "llama3"},
            {"factor", factor},
            {"low_freq_factor", kLow},
            {"high_freq_factor", kHigh},
            {"original_max_position_embeddings", 8192}};
  }

  Json scaling(double theta) const {
    const std::vector<float> divisors = factors("rope_freqs.weight");
    if (std::any_of(divisors.begin(), divisors.end(), [](float value) { return value != 1; })) {
      if (Json rope = llama3(divisors, theta); !rope.is_null()) return rope;
      return {{"rope_type", "longrope"}, {"short_factor", divisors},
              {"long_factor", divisors}, {"attention_factor", 1.0},
              {"factor", 1.0},           {"original_max_position_embeddings", need("context_length")}};
    }
    const std::string type = gguf_.text(key("rope.scaling.type")).value_or("none");
    if (type == "none") return {{"rope_type", "default"}};
    Json rope = {{"rope_type", type}};
    if (type == "longrope") return rope;  // phi3's, below
    if (type != "linear" && type != "yarn") unsupported("rope.scaling.type", type, "none, linear, yarn, longrope");
    rope["factor"] = number("rope.scaling.factor").value_or(1);
    if (type == "linear") return rope;
    const auto original = integer("rope.scaling.original_context_length");
    if (original) rope["original_max_position_embeddings"] = *original;
    for (const auto& [gguf, hf] : {std::pair{"rope.scaling.attn_factor", "attention_factor"},
                                   {"rope.scaling.yarn_beta_fast", "beta_fast"},
                                   {"rope.scaling.yarn_beta_slow", "beta_slow"}}) {
      if (const auto value = number(gguf)) rope[hf] = *value;
    }
    return rope;
  }

  void read_rope() {
    const double theta = number("rope.freq_base").value_or(10000);
    Json rope = scaling(theta);
    rope["rope_theta"] = theta;
    const int64_t turning = integer("rope.dimension_count").value_or(head_size_);
    if (turning != head_size_) {
      if (architecture_ != "phi3" || head_size_ == 0)
        unsupported("rope.dimension_count", turning, std::to_string(head_size_));
      config_["partial_rotary_factor"] = static_cast<double>(turning) / static_cast<double>(head_size_);
    }
    config_["rope_parameters"] = std::move(rope);
  }

  void read_phi3() {
    Json& rope = config_["rope_parameters"];
    const std::vector<float> divide_long = factors("rope_factors_long.weight");
    const auto original = integer("rope.scaling.original_context_length");
    if (original) config_["original_max_position_embeddings"] = *original;
    if (!divide_long.empty()) {
      rope["rope_type"] = "longrope";
      rope["long_factor"] = divide_long;
      rope["short_factor"] = factors("rope_factors_short.weight");
      if (const auto factor = number("rope.scaling.attn_factor")) rope["attention_factor"] = *factor;
    }
    const int64_t window = integer("attention.sliding_window").value_or(0);
    config_["sliding_window"] = window > 0 ? Json(window) : Json();
  }

  void read_granite() {
    for (const auto& [gguf, hf] : {std::pair{"embedding_scale", "embedding_multiplier"},
                                   {"attention.scale", "attention_multiplier"},
                                   {"residual_scale", "residual_multiplier"},
                                   {"logit_scale", "logits_scaling"}}) {
      if (const auto value = number(gguf)) config_[hf] = *value;
    }
  }

  // Whether each layer sees a window: every layer but each `pattern`-th, or as a list says.
  std::vector<bool> sliding_layers(int64_t pattern) const {
    const std::string name = key("attention.sliding_window_pattern");
    if (gguf_.is_list(name)) {
      std::vector<bool> sliding = gguf_.flags(name);
      if (std::ssize(sliding) != layers_)
        unsupported("attention.sliding_window_pattern", sliding.size(), "block_count");
      return sliding;
    }
    pattern = gguf_.integer(name).value_or(pattern);
    if (pattern < 1) unsupported("attention.sliding_window_pattern", pattern, "1, 2, 3 …");
    std::vector<bool> sliding;
    for (int64_t i = 0; i < std::min<int64_t>(layers_, 1 << 16); ++i) sliding.push_back((i + 1) % pattern != 0);
    return sliding;
  }

  void read_gemma() {
    const bool third = architecture_ == "gemma3";
    const int64_t window = integer("attention.sliding_window").value_or(0);
    Json types = Json::array();
    for (bool sliding : sliding_layers(third ? 6 : 2)) {
      types.push_back(sliding && window > 0 ? "sliding_attention" : "full_attention");
    }
    config_["layer_types"] = std::move(types);
    if (window > 0) config_["sliding_window"] = window;
    const bool large = layers_ == (third ? kGemma3LargeLayers : kGemma2LargeLayers);
    config_["query_pre_attn_scalar"] = large && heads_ > 0 ? channels_ / heads_ : head_size_;
    for (const char* cap : {"attn_logit_softcapping", "final_logit_softcapping"}) {
      const auto value = number(cap);
      config_[cap] = value && *value > 0 ? Json(*value) : Json();
    }
    if (!third) return;
    // Layers that see a window turn by a base of their own, never stretched.
    const double local = number("rope.freq_base_swa").value_or(10000);
    config_["rope_parameters"] = {{"full_attention", config_["rope_parameters"]},
                                  {"sliding_attention", {{"rope_type", "default"}, {"rope_theta", local}}}};
  }

  Json gpt2() {
    name_model("gpt2", "GPT2LMHeadModel");
    read_common();
    config_["n_embd"] = need("embedding_length");
    config_["n_layer"] = need("block_count");
    config_["n_head"] = need("attention.head_count");
    config_["n_positions"] = config_["n_ctx"] = need("context_length");
    if (const auto inner = integer("feed_forward_length")) config_["n_inner"] = *inner;
    config_["layer_norm_epsilon"] = number("attention.layer_norm_epsilon").value_or(1e-5);
    config_["activation_function"] = "gelu_new";
    return std::move(config_);
  }

  const Gguf& gguf_;
  std::string architecture_;
  int64_t heads_ = 0, channels_ = 0, head_size_ = 0, layers_ = 0;
  Json config_ = Json::object();
};

}  // namespace

Json hf_config_from_gguf(const Gguf& gguf) { return Reader(gguf).read(); }

}  // namespace afina::models
