// What a GGUF's metadata and tensors say of a model, in Hugging Face's words.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "afina/base/json.h"
#include "afina/io/gguf.h"

namespace afina::models {

// Values of general.architecture that are read here.
std::span<const std::string_view> gguf_architectures();

// The config.json that transformers would have. `gguf` must have been read with its tensors: they say whether the head
// is tied and whether there are biases, and hold the factors of stretched rotary frequencies. Errors: io.gguf_key_*
// (place, key); models.unsupported_architecture (place, found, known); models.unsupported_option (place, key, value,
// supported).
Json hf_config_from_gguf(const Gguf& gguf);

// How a tensor lies in a GGUF beside how transformers' own file has it.
enum class GgufLayout {
  as_is,
  // Rows of each head in rotary pairs: row 2i + j of a head is row j * D/2 + i of transformers' (D rows a head). The
  // bias and, of a LoRA adapter, B lie the same way.
  permuted_q,
  permuted_k,
  plus_one,    // a Gemma norm's factor itself, where transformers keeps the factor less one
  transposed,  // [out, in], where transformers' GPT-2 keeps [in, out]
};

struct GgufTensorName {
  std::string hf;
  GgufLayout layout = GgufLayout::as_is;
};

// A tensor's name in transformers and how it lies; nothing for tensors that only describe rotary frequencies, which are
// in the config. Errors: models.gguf_tensor (tensor, architecture).
std::optional<GgufTensorName> hf_tensor(std::string_view architecture, std::string_view gguf_name);
// hf_tensor(...)->hf, "" where there is none.
std::string hf_name(std::string_view architecture, std::string_view gguf_name);

}  // namespace afina::models
