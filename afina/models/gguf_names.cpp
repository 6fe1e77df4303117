// Names of tensors: GGUF's (gguf-py, tensor_mapping.py) to transformers'.
#include <algorithm>
#include <array>
#include <cctype>

#include "afina/base/error.h"
#include "afina/base/one_line.h"
#include "afina/base/visible_text.h"
#include "afina/models/gguf_config.h"

namespace afina::models {

namespace {

struct Name {
  std::string_view gguf, hf;
};

constexpr Name kWhole[] = {{"token_embd", "model.embed_tokens"}, {"output_norm", "model.norm"}, {"output", "lm_head"}};

constexpr Name kDecoder[] = {
    {"attn_norm", "input_layernorm"},    {"attn_q", "self_attn.q_proj"},      {"attn_k", "self_attn.k_proj"},
    {"attn_v", "self_attn.v_proj"},      {"attn_qkv", "self_attn.qkv_proj"},  {"attn_output", "self_attn.o_proj"},
    {"attn_q_norm", "self_attn.q_norm"}, {"attn_k_norm", "self_attn.k_norm"}, {"ffn_norm", "post_attention_layernorm"},
    {"ffn_gate", "mlp.gate_proj"},       {"ffn_up", "mlp.up_proj"},           {"ffn_down", "mlp.down_proj"}};

// Where one differs from those above.
constexpr Name kNormsAfter[] = {{"post_attention_norm", "post_attention_layernorm"},
                                {"post_ffw_norm", "post_feedforward_layernorm"},
                                {"ffn_norm", "pre_feedforward_layernorm"}};
constexpr Name kFused[] = {{"ffn_up", "mlp.gate_up_proj"}};

constexpr Name kGpt2Whole[] = {{"token_embd", "transformer.wte"},
                               {"position_embd", "transformer.wpe"},
                               {"output_norm", "transformer.ln_f"},
                               {"output", "lm_head"}};
constexpr Name kGpt2[] = {{"attn_norm", "ln_1"}, {"attn_qkv", "attn.c_attn"}, {"attn_output", "attn.c_proj"},
                          {"ffn_norm", "ln_2"},  {"ffn_up", "mlp.c_fc"},      {"ffn_down", "mlp.c_proj"}};

struct Family {
  std::string_view architecture;
  std::span<const Name> differing;
  bool permuted = false, plus_one = false;
};
constexpr Family kFamilies[] = {
    {"llama", {}, true},
    {"qwen2", {}},
    {"qwen3", {}},
    {"gemma2", kNormsAfter, false, true},
    {"gemma3", kNormsAfter, false, true},
    {"phi3", kFused},
    {"smollm3", {}, true},
    {"olmo2", kNormsAfter},
    {"granite", {}, true},
    {"gpt2", kGpt2},
};
constexpr auto kArchitectures = [] {
  std::array<std::string_view, std::size(kFamilies)> names;
  for (size_t i = 0; i < names.size(); ++i) names[i] = kFamilies[i].architecture;
  return names;
}();

std::string_view find(std::span<const Name> names, std::string_view gguf) {
  const auto found = std::find_if(names.begin(), names.end(), [&](const Name& name) { return name.gguf == gguf; });
  return found == names.end() ? std::string_view() : found->hf;
}

GgufLayout layout_of(const Family& family, std::string_view part, std::string_view suffix) {
  if (family.permuted && part == "attn_q") return GgufLayout::permuted_q;
  if (family.permuted && part == "attn_k") return GgufLayout::permuted_k;
  if (family.plus_one && part.ends_with("norm")) return GgufLayout::plus_one;
  const bool matrix = suffix == ".weight" && !part.ends_with("norm") && !part.ends_with("embd") && part != "output";
  return family.architecture == "gpt2" && matrix ? GgufLayout::transposed : GgufLayout::as_is;
}

// "blk.12.attn_q" to "12" and "attn_q"; the number is empty for tensors of no layer.
std::pair<std::string_view, std::string_view> layer_and_part(std::string_view stem) {
  if (!stem.starts_with("blk.")) return {"", stem};
  const size_t dot = stem.find('.', 4);
  const std::string_view layer = stem.substr(4, dot == std::string_view::npos ? 0 : dot - 4);
  const bool number = !layer.empty() && layer.size() < 6 &&
                      std::all_of(layer.begin(), layer.end(), [](unsigned char c) { return std::isdigit(c) != 0; });
  return number ? std::pair{layer, stem.substr(dot + 1)} : std::pair<std::string_view, std::string_view>{"", ""};
}

}  // namespace

std::span<const std::string_view> gguf_architectures() { return kArchitectures; }

std::optional<GgufTensorName> hf_tensor(std::string_view architecture, std::string_view gguf_name) {
  for (std::string_view rotary : {"rope_freqs.weight", "rope_factors_long.weight", "rope_factors_short.weight"}) {
    if (gguf_name == rotary) return {};
  }
  if (gguf_name.ends_with(".attn_rot_embd")) return {};  // in files of old
  const auto family = std::find_if(std::begin(kFamilies), std::end(kFamilies),
                                   [&](const Family& f) { return f.architecture == architecture; });
  const size_t dot = gguf_name.rfind('.');
  const std::string_view suffix = dot == std::string_view::npos ? "" : gguf_name.substr(dot);
  const auto [layer, part] = layer_and_part(gguf_name.substr(0, dot));
  const bool gpt2 = architecture == "gpt2";
  std::string_view hf;
  if (family != std::end(kFamilies) && (suffix == ".weight" || suffix == ".bias")) {
    if (layer.empty()) {
      hf = gpt2 ? find(kGpt2Whole, part) : find(kWhole, part);
    } else {
      hf = find(family->differing, part);
      if (hf.empty() && !gpt2) hf = find(kDecoder, part);
    }
  }
  if (hf.empty()) {
    fail("models.gguf_tensor",
         {{"tensor", shortened(visible_line(gguf_name), 80)}, {"architecture", std::string(architecture)}});
  }
  std::string name;
  if (!layer.empty()) name = std::string(gpt2 ? "transformer.h." : "model.layers.") + std::string(layer) + ".";
  return GgufTensorName{name.append(hf).append(suffix), layout_of(*family, part, suffix)};
}

std::string hf_name(std::string_view architecture, std::string_view gguf_name) {
  const auto tensor = hf_tensor(architecture, gguf_name);
  return tensor ? tensor->hf : std::string();
}

}  // namespace afina::models
