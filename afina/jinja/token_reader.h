// The tokens of a template in their order, as the parser asks for them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "afina/jinja/lexer.h"

namespace afina::jinja {

class TokenReader {
 public:
  explicit TokenReader(std::vector<Token> tokens) : tokens_(std::move(tokens)) {}

  const Token& now() const { return tokens_[at_]; }
  const Token& after() const { return tokens_[std::min(at_ + 1, tokens_.size() - 1)]; }
  int line() const { return now().line; }
  Token take() {
    Token token = now();
    if (at_ + 1 < tokens_.size()) ++at_;
    return token;
  }
  static bool is_symbol(const Token& token, std::string_view symbol) {
    return token.type == Token::Type::symbol && token.text == symbol;
  }
  static bool is_word(const Token& token, std::string_view word) {
    return token.type == Token::Type::name && token.text == word;
  }
  bool symbol(std::string_view text) const { return is_symbol(now(), text); }
  bool word(std::string_view text) const { return is_word(now(), text); }
  bool at(Token::Type type) const { return now().type == type; }
  bool skip_symbol(std::string_view text) { return symbol(text) && (take(), true); }
  bool skip_word(std::string_view text) { return word(text) && (take(), true); }
  void expect_symbol(std::string_view text) {
    if (!skip_symbol(text)) unexpected();
  }
  std::string expect_name() {
    if (!at(Token::Type::name)) unexpected();
    return take().text;
  }

  [[noreturn]] void fail_at(int line, std::string_view code, TextArgs args) const {
    throw SyntaxProblem{{std::string(code), std::move(args)}, line};
  }
  // What stands here means nothing here.
  [[noreturn]] void unexpected() const {
    if (at(Token::Type::end)) fail_at(line(), "jinja.ends_early", {});
    fail_at(line(), "jinja.syntax", {{"found", now().text}});
  }

 private:
  std::vector<Token> tokens_;
  size_t at_ = 0;
};

}  // namespace afina::jinja
