#include "afina/jinja/expression_parser.h"

#include <algorithm>

#include "afina/jinja/parser.h"

namespace afina::jinja {

using Type = Token::Type;

ExpressionParser::Depth::Depth(ExpressionParser& parser, int limit) : parser_(parser) {
  if (parser.depth_ >= limit) {
    parser.in_.fail_at(parser.in_.line(), "jinja.too_deep", {{"limit", std::to_string(limit)}});
  }
  ++parser.depth_;
}

ExprPtr ExpressionParser::make(Expr::Kind kind, int line, std::vector<ExprPtr> items, std::string text) {
  auto made = std::make_unique<Expr>(Expr{.kind = kind, .line = line, .text = std::move(text)});
  for (const ExprPtr& item : items) {
    if (item) made->depth = std::max(made->depth, item->depth + 1);
  }
  if (made->depth > kMaxExpressionDepth) {
    in_.fail_at(line, "jinja.too_deep", {{"limit", std::to_string(kMaxExpressionDepth)}});
  }
  made->items = std::move(items);
  return made;
}

ExprPtr ExpressionParser::expression(bool with_conditional) {
  Depth depth(*this, kMaxExpressionDepth);
  if (!with_conditional) return logical(true);
  int line = in_.line();
  const size_t known = unknown_.size();
  ExprPtr then = logical(true);
  while (in_.skip_word("if")) {
    ExprPtr condition = logical(true), otherwise;
    if (in_.skip_word("else")) otherwise = expression();
    unknown_.erase(unknown_.begin() + static_cast<ptrdiff_t>(known), unknown_.end());
    then = make(Expr::Kind::conditional, line, exprs(std::move(then), std::move(condition), std::move(otherwise)));
    line = in_.line();
  }
  return then;
}

ExprPtr ExpressionParser::logical(bool any) {
  int line = in_.line();
  ExprPtr left = any ? logical(false) : negation();
  while (in_.skip_word(any ? "or" : "and")) {
    ExprPtr right = any ? logical(false) : negation();
    left = make(any ? Expr::Kind::logical_or : Expr::Kind::logical_and, line, exprs(std::move(left), std::move(right)));
    line = in_.line();
  }
  return left;
}

ExprPtr ExpressionParser::negation() {
  if (!in_.word("not")) return comparison();
  Depth depth(*this, kMaxExpressionDepth);
  int line = in_.take().line;
  return make(Expr::Kind::logical_not, line, exprs(negation()));
}

ExprPtr ExpressionParser::comparison() {
  int line = in_.line();
  std::vector<ExprPtr> items = exprs(sum());
  std::vector<std::string> operators;
  while (true) {
    if (in_.word("not") && TokenReader::is_word(in_.after(), "in")) {
      in_.take();
      in_.take();
      operators.emplace_back("not in");
    } else if (in_.word("in") ||
               (in_.at(Type::symbol) &&
                std::string(" == != < > <= >= ").find(' ' + in_.now().text + ' ') != std::string::npos)) {
      operators.push_back(in_.take().text);
    } else {
      break;
    }
    items.push_back(sum());
  }
  if (operators.empty()) return std::move(items.front());
  ExprPtr made = make(Expr::Kind::compare, line, std::move(items));
  made->operators = std::move(operators);
  return made;
}

ExprPtr ExpressionParser::left_to_right(std::initializer_list<std::string_view> symbols,
                                        const std::function<ExprPtr()>& operand) {
  int line = in_.line();
  ExprPtr left = operand();
  while (std::ranges::any_of(symbols, [&](std::string_view symbol) { return in_.symbol(symbol); })) {
    std::string symbol = in_.take().text;
    left = make(Expr::Kind::binary, line, exprs(std::move(left), operand()), symbol);
    line = in_.line();
  }
  return left;
}

ExprPtr ExpressionParser::sum() {
  return left_to_right({"+", "-"}, [this] { return concatenation(); });
}

ExprPtr ExpressionParser::concatenation() {
  int line = in_.line();
  std::vector<ExprPtr> items = exprs(product());
  while (in_.skip_symbol("~")) items.push_back(product());
  if (items.size() == 1) return std::move(items.front());
  return make(Expr::Kind::concat, line, std::move(items));
}

ExprPtr ExpressionParser::product() {
  return left_to_right({"*", "/", "//", "%"}, [this] { return power(); });
}

ExprPtr ExpressionParser::power() {
  return left_to_right({"**"}, [this] { return unary(true); });
}

ExprPtr ExpressionParser::unary(bool with_filters) {
  Depth depth(*this, kMaxExpressionDepth);
  int line = in_.line();
  ExprPtr made;
  if (in_.skip_symbol("-"))
    made = make(Expr::Kind::negative, line, exprs(unary(false)));
  else if (in_.skip_symbol("+"))
    made = make(Expr::Kind::positive, line, exprs(unary(false)));
  else
    made = primary(false);
  made = postfix(std::move(made));
  return with_filters ? filters_and_tests(std::move(made)) : std::move(made);
}

ExprPtr ExpressionParser::primary(bool with_namespace) {
  int line = in_.line();
  if (in_.at(Type::name)) return name(with_namespace);
  if (in_.at(Type::string)) {
    std::string text;
    while (in_.at(Type::string)) text += in_.take().text;
    ExprPtr made = make(Expr::Kind::constant, line, {});
    made->value = Value::text(std::move(text));
    return made;
  }
  if (in_.at(Type::number)) {
    ExprPtr made = make(Expr::Kind::constant, line, {});
    made->value = in_.take().number;
    return made;
  }
  if (in_.skip_symbol("(")) {
    ExprPtr made = tuple(true, {}, true);
    in_.expect_symbol(")");
    return made;
  }
  if (in_.symbol("[")) return list();
  if (in_.symbol("{")) return dict();
  in_.unexpected();
}

ExprPtr ExpressionParser::name(bool with_namespace) {
  const Token token = in_.take();
  const std::string& word = token.text;
  ExprPtr made = make(Expr::Kind::constant, token.line, {});
  if (word == "true" || word == "True" || word == "false" || word == "False") {
    made->value = Value::boolean(word == "true" || word == "True");
  } else if (word != "none" && word != "None") {
    made->kind = Expr::Kind::name;
    made->text = word;
    if (with_namespace && in_.skip_symbol(".")) {
      made->kind = Expr::Kind::namespace_attribute;
      made->attribute = in_.expect_name();
    }
    for (Signature* macro : macros_) {
      if (word == "caller") macro->uses_caller = true;
      if (word == "kwargs") macro->uses_kwargs = true;
      if (word == "varargs") macro->uses_varargs = true;
    }
  }
  return made;
}

ExprPtr ExpressionParser::tuple(bool with_conditional, std::string_view until, bool parentheses) {
  Depth depth(*this, kMaxExpressionDepth);
  int line = in_.line();
  std::vector<ExprPtr> items;
  bool is_tuple = false;
  while (true) {
    if (in_.at(Type::variable_end) || in_.at(Type::block_end) || in_.symbol(")") ||
        (!until.empty() && in_.word(until))) {
      break;
    }
    items.push_back(expression(with_conditional));
    if (!in_.skip_symbol(",")) break;
    is_tuple = true;
  }
  if (!is_tuple && !items.empty()) return std::move(items.front());
  if (!is_tuple && !parentheses) in_.unexpected();
  return make(Expr::Kind::tuple, line, std::move(items));
}

ExprPtr ExpressionParser::target(std::string_view until, bool with_namespace) {
  Depth depth(*this, kMaxExpressionDepth);
  int line = in_.line();
  std::vector<ExprPtr> items;
  bool is_tuple = false;
  while (true) {
    if (in_.at(Type::variable_end) || in_.at(Type::block_end) || in_.symbol(")") ||
        (!until.empty() && in_.word(until))) {
      break;
    }
    if (in_.skip_symbol("(")) {
      items.push_back(target({}, with_namespace));
      in_.expect_symbol(")");
    } else {
      int place = in_.line();
      std::string found = in_.now().text;
      ExprPtr item = primary(with_namespace);
      if (item->kind != Expr::Kind::name && item->kind != Expr::Kind::namespace_attribute) {
        in_.fail_at(place, "jinja.syntax", {{"found", found}});
      }
      items.push_back(std::move(item));
    }
    if (!in_.skip_symbol(",")) break;
    is_tuple = true;
  }
  if (items.empty()) in_.unexpected();
  if (!is_tuple) return std::move(items.front());
  return make(Expr::Kind::tuple, line, std::move(items));
}

ExprPtr ExpressionParser::list() {
  int line = in_.take().line;
  std::vector<ExprPtr> items;
  while (!in_.symbol("]")) {
    items.push_back(expression());
    if (!in_.skip_symbol(",")) break;
  }
  in_.expect_symbol("]");
  return make(Expr::Kind::list, line, std::move(items));
}

ExprPtr ExpressionParser::dict() {
  int line = in_.take().line;
  std::vector<ExprPtr> items;
  while (!in_.symbol("}")) {
    items.push_back(expression());
    in_.expect_symbol(":");
    items.push_back(expression());
    if (!in_.skip_symbol(",")) break;
  }
  in_.expect_symbol("}");
  return make(Expr::Kind::dict, line, std::move(items));
}

}  // namespace afina::jinja
