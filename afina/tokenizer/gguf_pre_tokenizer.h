// How text is cut into words before byte-level BPE, by the name that a GGUF gives it (tokenizer.ggml.pre).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "afina/base/json.h"

namespace afina::tokenizer {

struct GgufPreTokenizer {
  std::vector<std::string_view> names;
  std::vector<std::string_view> patterns;  // applied one after the other, each match a piece
  bool nfc = false;
  bool ignore_merges = false;
  bool add_bos = false;  // where the file does not say
};

// Null where the name is not known.
const GgufPreTokenizer* find_gguf_pre_tokenizer(std::string_view name) noexcept;
// The name that stands for a model whose file has none or an empty one.
std::string_view usual_gguf_pre_tokenizer(std::string_view architecture) noexcept;
// As a component of a tokenizer.json.
Json pre_tokenizer_json(const GgufPreTokenizer& pre);

}  // namespace afina::tokenizer
