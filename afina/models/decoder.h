// The decoder that most language models are: attention and a gated layer with residuals, norms in one of three
// places. An architecture says what it is in a DecoderSpec; tensor names and arithmetic follow transformers'
// modeling_*.py.
//
//   x = embed(ids) * embedding_scale                                [M, C]
//   for each layer:
//     x += residual_scale * norm(o(attention(rotary(q(n)), rotary(k(n)), v(n))))   n = norm(x)
//     x += residual_scale * norm(down(act(gate(n)) * up(n)))                       n = norm(x)
//   hidden = norm(x), logits = hidden head^T                        [M, V]
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "afina/models/backbone.h"
#include "afina/models/config_reader.h"
#include "afina/models/weights.h"

namespace afina::models {

enum class Gate { silu, gelu_tanh, gelu_erf };

// Names of a block's norms within a layer; an empty one is not there.
struct NormNames {
  std::string_view before_attention, after_attention, before_mlp, after_mlp;
};
inline constexpr NormNames kPreNorms{"input_layernorm", "", "post_attention_layernorm", ""};

struct DecoderSpec {
  ModelShape shape;
  NormNames norms = kPreNorms;
  float epsilon = 1e-6f;
  Gate gate = Gate::silu;
  bool qkv_bias = false, o_bias = false, mlp_bias = false;
  float attention_scale = 1;
  // Angles per position for each pair of channels.
  std::vector<float> rope;
};

// What most configs say, with the keys of Llama's. Errors: models.bad_config, models.unsupported_option.
DecoderSpec read_decoder(const ConfigReader& config, std::string_view architecture);
std::unique_ptr<Backbone> make_decoder(DecoderSpec spec, WeightSource& weights);

}  // namespace afina::models
