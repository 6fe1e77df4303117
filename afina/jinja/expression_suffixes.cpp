// What follows a value: attributes, indexes, calls, filters, tests.
#include "afina/jinja/expression_parser.h"
#include "afina/jinja/filters.h"
#include "afina/jinja/tests.h"

namespace afina::jinja {

using Type = Token::Type;

ExprPtr ExpressionParser::postfix(ExprPtr of) {
  while (true) {
    if (in_.symbol(".") || in_.symbol("["))
      of = subscript(std::move(of));
    else if (in_.symbol("("))
      of = call(std::move(of));
    else
      return of;
  }
}

ExprPtr ExpressionParser::subscript(ExprPtr of) {
  const Token token = in_.take();
  if (token.text == ".") {
    if (in_.at(Type::name)) return make(Expr::Kind::attribute, token.line, exprs(std::move(of)), in_.take().text);
    if (!in_.at(Type::number) || !in_.now().number.is_whole()) in_.unexpected();
    ExprPtr index = make(Expr::Kind::constant, token.line, {});
    index->value = in_.take().number;
    return make(Expr::Kind::item, token.line, exprs(std::move(of), std::move(index)));
  }
  std::vector<ExprPtr> parts;
  while (!in_.symbol("]")) {
    if (!parts.empty()) in_.expect_symbol(",");
    parts.push_back(subscript_part());
  }
  in_.expect_symbol("]");
  ExprPtr index = parts.size() == 1 ? std::move(parts.front()) : make(Expr::Kind::tuple, token.line, std::move(parts));
  return make(Expr::Kind::item, token.line, exprs(std::move(of), std::move(index)));
}

// An index, or a slice such as 1:-1 or ::2.
ExprPtr ExpressionParser::subscript_part() {
  int line = in_.line();
  std::vector<ExprPtr> items;
  if (in_.skip_symbol(":")) {
    items.push_back(nullptr);
  } else {
    items.push_back(expression());
    if (!in_.skip_symbol(":")) return std::move(items.front());
  }
  auto ends = [&] { return in_.symbol("]") || in_.symbol(","); };
  items.push_back(ends() || in_.symbol(":") ? nullptr : expression());
  bool step = in_.skip_symbol(":") && !ends();
  items.push_back(step ? expression() : nullptr);
  return make(Expr::Kind::slice, line, std::move(items));
}

std::vector<Argument> ExpressionParser::arguments() {
  in_.expect_symbol("(");
  std::vector<Argument> all;
  bool keywords = false, star = false, double_star = false;
  while (!in_.symbol(")")) {
    Argument argument;
    int line = in_.line();
    bool good = !double_star;
    if (in_.skip_symbol("*")) {
      good = good && !star;
      star = true;
      argument.form = Argument::Form::star;
    } else if (in_.skip_symbol("**")) {
      double_star = true;
      argument.form = Argument::Form::double_star;
    } else if (in_.at(Type::name) && TokenReader::is_symbol(in_.after(), "=")) {
      keywords = true;
      argument.form = Argument::Form::keyword;
      argument.keyword = in_.take().text;
      in_.take();
    } else {
      good = good && !star && !keywords;
    }
    if (!good) in_.fail_at(line, "jinja.syntax", {{"found", in_.now().text}});
    argument.value = expression();
    all.push_back(std::move(argument));
    if (!in_.skip_symbol(",")) break;
  }
  in_.expect_symbol(")");
  return all;
}

ExprPtr ExpressionParser::call(ExprPtr of) {
  int line = in_.line();
  std::vector<Argument> given = arguments();
  ExprPtr made = make(Expr::Kind::call, line, exprs(std::move(of)));
  made->arguments = std::move(given);
  return made;
}

std::string ExpressionParser::dotted_name() {
  std::string name = in_.expect_name();
  while (in_.skip_symbol(".")) name += '.' + in_.expect_name();
  return name;
}

void ExpressionParser::remember_unknown(int line, std::string_view code, const std::string& name) {
  if (!may_be_unknown_) unknown_.push_back({{std::string(code), {{"name", name}}}, line});
}

ExprPtr ExpressionParser::filters(ExprPtr of, bool first_without_pipe) {
  while (first_without_pipe || in_.skip_symbol("|")) {
    first_without_pipe = false;
    int line = in_.line();
    std::string name = dotted_name();
    const Filter* filter = find_filter(name);
    if (!filter) remember_unknown(line, "jinja.unknown_filter", name);
    std::vector<Argument> given;
    if (in_.symbol("(")) given = arguments();
    of = make(Expr::Kind::filter, line, exprs(std::move(of)), name);
    of->filter = filter;
    of->arguments = std::move(given);
  }
  return of;
}

ExprPtr ExpressionParser::filters_and_tests(ExprPtr of) {
  while (true) {
    if (in_.symbol("|"))
      of = filters(std::move(of));
    else if (in_.word("is"))
      of = test(std::move(of));
    else if (in_.symbol("("))
      of = call(std::move(of));
    else
      return of;
  }
}

ExprPtr ExpressionParser::test(ExprPtr of) {
  int line = in_.take().line;
  bool negated = in_.skip_word("not");
  std::string name = dotted_name();
  const Test* found = find_test(name);
  if (!found) remember_unknown(line, "jinja.unknown_test", name);
  std::vector<Argument> given;
  if (in_.symbol("(")) {
    given = arguments();
  } else if ((in_.at(Type::name) && !in_.word("else") && !in_.word("or") && !in_.word("and")) || in_.at(Type::string) ||
             in_.at(Type::number) || in_.symbol("[") || in_.symbol("{")) {
    if (in_.word("is")) in_.unexpected();
    Argument argument;
    argument.value = postfix(primary(false));
    given.push_back(std::move(argument));
  }
  ExprPtr made = make(Expr::Kind::test, line, exprs(std::move(of)), name);
  made->test = found;
  made->arguments = std::move(given);
  return negated ? make(Expr::Kind::logical_not, line, exprs(std::move(made))) : std::move(made);
}

}  // namespace afina::jinja
