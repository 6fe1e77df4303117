// The components that a tokenizer.json describes. The vocabulary and the merges, which are nearly all of the
// file, are read by simdjson; the small rest goes through the JSON façade.
#pragma once

#include <memory>
#include <string_view>

#include "afina/tokenizer/added_tokens.h"
#include "afina/tokenizer/decoder.h"
#include "afina/tokenizer/model.h"
#include "afina/tokenizer/normalizer.h"
#include "afina/tokenizer/post_processor.h"
#include "afina/tokenizer/pre_tokenizer.h"

namespace afina::tokenizer {

struct Components {
  std::unique_ptr<Normalizer> normalizer;  // may be null, like the next two
  std::unique_ptr<PreTokenizer> pre_tokenizer;
  std::unique_ptr<PostProcessor> post_processor;
  std::unique_ptr<Model> model;
  std::unique_ptr<Decoder> decoder;
  AddedTokens added;
};

// Errors: tokenizer.* and base.json_*, with `place`.
Components read_tokenizer_json(std::string_view json, std::string_view place);

}  // namespace afina::tokenizer
