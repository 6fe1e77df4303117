// The decoder that most language models are: attention and a gated layer with residuals, norms before or after
// each. An architecture says what it is in a DecoderSpec; tensor names and arithmetic follow transformers'
// modeling_*.py.
//
//   x = embed(ids) * embedding_scale                                             [M, C]
//   for each layer:
//     x += residual_scale * norm(o(attention(rotary(q(n)), rotary(k(n)), v(n))))   n = norm(x)
//     x += residual_scale * norm(down(act(gate(n)) * up(n)))                       n = norm(x)
//   hidden = norm(x), logits = hidden head^T                                     [M, V]
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "afina/models/backbone.h"
#include "afina/models/config_reader.h"
#include "afina/models/rope.h"
#include "afina/models/weights.h"

namespace afina::models {

enum class Gate { silu, gelu_tanh, gelu_erf };

// Names of a block's norms; an empty one is not there.
struct NormNames {
  std::string_view before_attention, after_attention, before_mlp, after_mlp;
};
inline constexpr NormNames kPreNorms{"input_layernorm", "", "post_attention_layernorm", ""};

// q_norm and k_norm: none, over each head's channels, over all channels of the row.
enum class QkNorm { none, head, row };

struct DecoderLayer {
  int64_t window = 0;  // keys seen; 0: all before
  int32_t rope = 0;    // index into DecoderSpec::ropes; -1: positions play no part
};

struct DecoderSpec {
  ModelShape shape;
  NormNames norms = kPreNorms;
  Stored norm_stored = {};
  float epsilon = 1e-6f;
  QkNorm qk_norm = QkNorm::none;
  Gate gate = Gate::silu;
  bool qkv_bias = false, o_bias = false, mlp_bias = false;
  bool fused = false;  // q, k, v are one matrix, qkv_proj, and gate and up another, gate_up_proj (Phi-3)
  float attention_scale = 1, attention_cap = 0;
  float embedding_scale = 1, residual_scale = 1;
  float residual_dropout = 0;
  std::vector<Rope> ropes;
  std::vector<DecoderLayer> layers;
};

// What transformers assumes where a config is silent.
struct DecoderDefaults {
  double epsilon = 1e-6;
  int64_t head_size = 0;  // 0: hidden_size / num_attention_heads
  const char* activation_key = "hidden_act";
  const char* activation = "silu";
  RopeLayer rope = {};
};
// What most configs say, with the keys of Llama's; all layers alike. Errors: models.bad_config,
// models.unsupported_option.
DecoderSpec read_decoder(const ConfigReader& config, std::string_view architecture,
                         const DecoderDefaults& defaults = {});
// Which layers see a window only: what layer_types says, or `otherwise` in files that lack it. Errors as above.
std::vector<bool> sliding_layers(const Json& json, const ConfigReader& config, std::vector<bool> otherwise);
// Gives those layers the window of the key sliding_window. Errors: models.bad_config.
void set_windows(DecoderSpec& spec, const ConfigReader& config, const std::vector<bool>& sliding);
std::unique_ptr<Backbone> make_decoder(DecoderSpec spec, WeightSource& weights);

}  // namespace afina::models
