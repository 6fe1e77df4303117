// The expressions of the grammar; the statements' parser is built on it.
#pragma once

#include <functional>
#include <initializer_list>
#include <string>
#include <vector>

#include "afina/jinja/ast.h"
#include "afina/jinja/token_reader.h"

namespace afina::jinja {

// The items of an expression.
template <class... Items>
std::vector<ExprPtr> exprs(Items... items) {
  std::vector<ExprPtr> all;
  (all.push_back(std::move(items)), ...);
  return all;
}

class ExpressionParser {
 protected:
  explicit ExpressionParser(std::vector<Token> tokens) : in_(std::move(tokens)) {}

  ExprPtr expression(bool with_conditional = true);
  // Expressions separated by commas are a tuple. `until`: the word that ends it too.
  ExprPtr tuple(bool with_conditional = true, std::string_view until = {}, bool parentheses = false);
  // A name, a namespace's attribute, or a tuple of them.
  ExprPtr target(std::string_view until, bool with_namespace);
  ExprPtr filters(ExprPtr of, bool first_without_pipe = false);
  std::vector<Argument> arguments();

  ExprPtr make(Expr::Kind kind, int line, std::vector<ExprPtr> items, std::string text = {});
  // Both count what is being read, so that no template exhausts the stack.
  struct Depth {
    Depth(ExpressionParser& parser, int limit);
    ~Depth() { --parser_.depth_; }
    ExpressionParser& parser_;
  };

  TokenReader in_;
  // Names that a macro's body mentions: caller, kwargs, varargs.
  std::vector<Signature*> macros_;
  // In the branches of an if, an unknown filter or test is only an error where it is used.
  bool may_be_unknown_ = false;
  std::vector<SyntaxProblem> unknown_;

 private:
  ExprPtr logical(bool any);
  ExprPtr negation();
  ExprPtr comparison();
  // Operands between any of `symbols`, from left to right.
  ExprPtr left_to_right(std::initializer_list<std::string_view> symbols, const std::function<ExprPtr()>& operand);
  ExprPtr sum();
  ExprPtr concatenation();
  ExprPtr product();
  ExprPtr power();
  ExprPtr unary(bool with_filters);
  ExprPtr primary(bool with_namespace);
  ExprPtr name(bool with_namespace);
  ExprPtr list();
  ExprPtr dict();
  ExprPtr postfix(ExprPtr of);
  ExprPtr subscript(ExprPtr of);
  ExprPtr subscript_part();
  ExprPtr filters_and_tests(ExprPtr of);
  ExprPtr call(ExprPtr of);
  ExprPtr test(ExprPtr of);
  std::string dotted_name();
  void remember_unknown(int line, std::string_view code, const std::string& name);

  int depth_ = 0;
};

}  // namespace afina::jinja
