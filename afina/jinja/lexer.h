// Template text to tokens, as jinja2's lexer with trim_blocks and lstrip_blocks.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "afina/jinja/value.h"

namespace afina::jinja {

struct Token {
  enum class Type { data, variable_begin, variable_end, block_begin, block_end, name, string, number, symbol, end };
  Type type;
  std::string text;  // of data, names and symbols; a string's content
  int line;
  Value number = {};
};

// A place in the template that cannot be read.
struct SyntaxProblem {
  Problem problem;
  int line;
};

// Ends with one token `end`. Throws SyntaxProblem: jinja.unclosed (what), jinja.syntax (found), jinja.too_large_number.
std::vector<Token> tokens_of(std::string_view source);

}  // namespace afina::jinja
