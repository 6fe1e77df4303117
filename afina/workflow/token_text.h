// One token as a person can read it.
#pragma once

#include <string>

#include "afina/tokenizer/tokenizer.h"

namespace afina::workflow {

// A token that is not text by itself: its bytes, "‹C3 A9›", or its name in the vocabulary.
std::string raw_token(const tokenizer::Tokenizer& tokenizer, int32_t id);
// What it decodes to alone (" casa"), else raw_token.
std::string token_text(const tokenizer::Tokenizer& tokenizer, int32_t id);

}  // namespace afina::workflow
