#include "afina/jinja/parser.h"

#include <algorithm>
#include <array>
#include <initializer_list>

#include "afina/jinja/expression_parser.h"

namespace afina::jinja {

namespace {

using Type = Token::Type;
using Words = std::initializer_list<std::string_view>;

constexpr std::array kOpensFiles = {"include", "import", "from", "extends", "block", "autoescape"};

class Parser : ExpressionParser {
 public:
  explicit Parser(std::string_view source) : ExpressionParser(tokens_of(source)) {}

  Program run() {
    program_.body = body({});
    if (!unknown_.empty()) throw unknown_.front();
    return std::move(program_);
  }

 private:
  // What is strict or allowed changes inside what is compiled as a function of its own.
  struct Inside {
    Inside(Parser& owner, bool function) : parser(owner), unknown(owner.may_be_unknown_), loops(owner.loops_) {
      parser.may_be_unknown_ = false;
      if (function) parser.loops_ = 0;
    }
    ~Inside() {
      parser.may_be_unknown_ = unknown;
      parser.loops_ = loops;
    }
    Parser& parser;
    bool unknown;
    int loops;
  };

  std::unique_ptr<Stmt> statement(Stmt::Kind kind, int line) {
    return std::make_unique<Stmt>(Stmt{.kind = kind, .line = line});
  }

  // Statements up to a tag that begins with one of `ends`, which is left to be read; without ends to the template's
  // end.
  Body body(Words ends) {
    Depth depth(*this, kMaxExpressionDepth);
    if (blocks_ >= kMaxBlockDepth) {
      in_.fail_at(in_.line(), "jinja.too_deep", {{"limit", std::to_string(kMaxBlockDepth)}});
    }
    ++blocks_;
    Body all;
    while (!in_.at(Type::end)) {
      if (in_.at(Type::data)) {
        all.push_back(statement(Stmt::Kind::data, in_.line()));
        all.back()->text = in_.take().text;
      } else if (in_.at(Type::variable_begin)) {
        all.push_back(statement(Stmt::Kind::output, in_.take().line));
        all.back()->expressions.push_back(tuple());
        expect(Type::variable_end);
      } else {
        in_.take();
        if (std::ranges::any_of(ends, [&](std::string_view word) { return in_.word(word); })) {
          --blocks_;
          return all;
        }
        if (auto one = block()) all.push_back(std::move(one));
        expect(Type::block_end);
      }
    }
    if (ends.size() > 0) in_.unexpected();
    --blocks_;
    return all;
  }

  void expect(Type type) {
    if (!in_.at(type)) in_.unexpected();
    in_.take();
  }
  // The rest of a block's first tag, its body, and the word that ends it.
  Body block_body(Words ends) {
    in_.skip_symbol(":");
    expect(Type::block_end);
    return body(ends);
  }
  Body whole_body(std::string_view end) {
    Body all = block_body({end});
    in_.take();
    return all;
  }

  std::unique_ptr<Stmt> block() {
    if (!in_.at(Type::name)) in_.unexpected();
    const std::string word = in_.now().text;
    const int line = in_.line();
    if (std::ranges::find(kOpensFiles, word) != kOpensFiles.end()) {
      in_.fail_at(line, "jinja.not_supported", {{"what", word}});
    }
    in_.take();
    if (word == "for") return for_block(line);
    if (word == "if") return if_block(line);
    if (word == "set") return set_block(line);
    if (word == "with") return with_block(line);
    if (word == "macro") return macro_block(line);
    if (word == "call") return call_block(line);
    if (word == "filter") return filter_block(line);
    if (word == "generation") return generation_block(line);
    if (word == "print") return print_block(line);
    if (word != "break" && word != "continue") in_.fail_at(line, "jinja.unknown_tag", {{"name", word}});
    if (loops_ == 0) in_.fail_at(line, "jinja.syntax", {{"found", word}});
    return statement(word == "break" ? Stmt::Kind::break_ : Stmt::Kind::continue_, line);
  }

  std::unique_ptr<Stmt> for_block(int line) {
    auto made = statement(Stmt::Kind::for_, line);
    made->targets.push_back(target("in", false));
    if (!in_.skip_word("in")) in_.unexpected();
    made->expressions.push_back(tuple(false, "recursive"));
    made->expressions.push_back(in_.skip_word("if") ? expression() : nullptr);
    made->recursive = in_.skip_word("recursive");
    {
      Inside inside(*this, false);
      ++loops_;
      made->bodies.push_back(block_body({"endfor", "else"}));
    }
    Body otherwise;
    if (in_.take().text == "else") {
      Inside inside(*this, false);
      otherwise = whole_body("endfor");
    }
    made->bodies.push_back(std::move(otherwise));
    return made;
  }

  std::unique_ptr<Stmt> if_block(int line) {
    auto made = statement(Stmt::Kind::if_, line);
    const bool strict = !may_be_unknown_;
    may_be_unknown_ = true;
    while (true) {
      made->expressions.push_back(tuple(false));
      made->bodies.push_back(block_body({"elif", "else", "endif"}));
      const std::string word = in_.take().text;
      if (word == "elif") continue;
      if (word == "else") made->bodies.push_back(whole_body("endif"));
      break;
    }
    may_be_unknown_ = !strict;
    return made;
  }

  std::unique_ptr<Stmt> set_block(int line) {
    ExprPtr to = target({}, true);
    if (in_.skip_symbol("=")) {
      auto made = statement(Stmt::Kind::set, line);
      made->targets.push_back(std::move(to));
      made->expressions.push_back(tuple());
      return made;
    }
    auto made = statement(Stmt::Kind::set_block, line);
    made->targets.push_back(std::move(to));
    Inside inside(*this, false);
    made->expressions.push_back(filters(nullptr));
    made->bodies.push_back(whole_body("endset"));
    return made;
  }

  std::unique_ptr<Stmt> with_block(int line) {
    auto made = statement(Stmt::Kind::with, line);
    while (!in_.at(Type::block_end)) {
      if (!made->targets.empty()) in_.expect_symbol(",");
      made->targets.push_back(with_target());
      in_.expect_symbol("=");
      made->expressions.push_back(expression());
    }
    Inside inside(*this, false);
    made->bodies.push_back(whole_body("endwith"));
    return made;
  }
  ExprPtr with_target() { return target({}, false); }

  void signature(Signature& to) {
    in_.expect_symbol("(");
    while (!in_.symbol(")")) {
      if (!to.names.empty()) in_.expect_symbol(",");
      int line = in_.line();
      to.names.push_back(in_.expect_name());
      if (in_.skip_symbol("="))
        to.defaults.push_back(expression());
      else if (!to.defaults.empty())
        in_.fail_at(line, "jinja.syntax", {{"found", to.names.back()}});
    }
    in_.expect_symbol(")");
  }

  Body function_body(Signature& of, std::string_view end) {
    Inside inside(*this, true);
    macros_.push_back(&of);
    Body all = whole_body(end);
    macros_.pop_back();
    return all;
  }

  std::unique_ptr<Stmt> macro_block(int line) {
    auto made = statement(Stmt::Kind::macro, line);
    made->text = in_.expect_name();
    signature(made->signature);
    made->bodies.push_back(function_body(made->signature, "endmacro"));
    return made;
  }

  std::unique_ptr<Stmt> call_block(int line) {
    auto made = statement(Stmt::Kind::call, line);
    if (in_.symbol("(")) signature(made->signature);
    std::string found = in_.now().text;
    made->expressions.push_back(expression());
    if (made->expressions[0]->kind != Expr::Kind::call) in_.fail_at(line, "jinja.syntax", {{"found", found}});
    made->bodies.push_back(function_body(made->signature, "endcall"));
    return made;
  }

  std::unique_ptr<Stmt> filter_block(int line) {
    auto made = statement(Stmt::Kind::filter, line);
    made->expressions.push_back(filters(nullptr, true));
    Inside inside(*this, false);
    made->bodies.push_back(whole_body("endfilter"));
    return made;
  }

  std::unique_ptr<Stmt> generation_block(int line) {
    auto made = statement(Stmt::Kind::generation, line);
    Signature none;
    Inside inside(*this, true);
    made->bodies.push_back(whole_body("endgeneration"));
    program_.has_generation = true;
    return made;
  }

  std::unique_ptr<Stmt> print_block(int line) {
    auto made = statement(Stmt::Kind::output, line);
    while (!in_.at(Type::block_end)) {
      if (!made->expressions.empty()) in_.expect_symbol(",");
      made->expressions.push_back(expression());
    }
    return made;
  }

  Program program_;
  int loops_ = 0, blocks_ = 0;
};

}  // namespace

Program parse(std::string_view source) { return Parser(source).run(); }

}  // namespace afina::jinja
