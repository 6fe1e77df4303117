// Tokens to a tree, by the grammar of jinja2 3.1 with the extensions that transformers switches on: break and continue,
// and {% generation %}. What would open another file (include, import, extends, block) is refused by name.
#pragma once

#include <string_view>

#include "afina/jinja/ast.h"
#include "afina/jinja/lexer.h"

namespace afina::jinja {

// Expressions and blocks may stand inside one another to these depths.
inline constexpr int kMaxExpressionDepth = 200;
inline constexpr int kMaxBlockDepth = 60;

struct Program {
  Body body;
  bool has_generation = false;  // a {% generation %} block stands in it
};

// Throws SyntaxProblem: the lexer's, jinja.syntax (found), jinja.unknown_tag, jinja.unknown_filter, jinja.unknown_test
// (name), jinja.not_supported (what), jinja.too_deep (limit).
Program parse(std::string_view source);

}  // namespace afina::jinja
