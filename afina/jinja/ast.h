// What the parser makes of a template: expressions and statements, each with its line.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "afina/jinja/value.h"

namespace afina::jinja {

struct Filter;  // filters.h
struct Test;    // tests.h
struct Expr;
using ExprPtr = std::unique_ptr<Expr>;

struct Argument {
  enum class Form { positional, keyword, star, double_star };
  Form form = Form::positional;
  std::string keyword;
  ExprPtr value;
};

struct Expr {
  enum class Kind {
    constant,             // value
    name,                 // text
    namespace_attribute,  // a target: text is the namespace's name, attribute the attribute
    list,                 // items
    tuple,                // items
    dict,                 // items: key, value, key, value ...
    attribute,            // items[0].text
    item,                 // items[0][items[1]]
    slice,                // items: start, stop, step; null where absent
    call,                 // items[0](arguments)
    filter,               // items[0] | text(arguments); items[0] is null in a filter block
    test,                 // items[0] is text(arguments)
    negative,
    positive,
    logical_not,  // items[0]
    logical_and,
    logical_or,  // items[0], items[1]
    binary,      // items[0] text items[1]
    concat,      // items, joined by ~
    compare,     // items[0] operators[0] items[1] operators[1] items[2] ...
    conditional  // items: then, condition, else (null: undefined)
  };
  Kind kind;
  int line;
  int depth = 1;  // levels of expressions below, this one counted
  std::string text, attribute = {};
  Value value = {};
  std::vector<ExprPtr> items = {};
  std::vector<std::string> operators = {};
  std::vector<Argument> arguments = {};
  const Filter* filter = nullptr;
  const Test* test = nullptr;
};

struct Stmt;
using Body = std::vector<std::unique_ptr<Stmt>>;

// What a macro or a call block takes.
struct Signature {
  std::vector<std::string> names;
  std::vector<ExprPtr> defaults;  // of the last names
  bool uses_caller = false, uses_kwargs = false, uses_varargs = false;
};

struct Stmt {
  enum class Kind {
    data,       // text
    output,     // expressions
    if_,        // expressions[i] guards bodies[i]; one body more is the else
    for_,       // target, expressions[0] is what is gone through, expressions[1] the filter or null; bodies: loop, else
    set,        // target, expressions[0]
    set_block,  // target, expressions[0] a chain of filters or null, bodies[0]
    with,       // targets, expressions, bodies[0]
    macro,      // text, signature, bodies[0]
    call,       // signature, expressions[0] the call, bodies[0]
    filter,     // expressions[0], bodies[0]
    generation,  // bodies[0]
    break_,
    continue_
  };
  Kind kind;
  int line;
  std::string text = {};
  std::vector<ExprPtr> expressions = {};
  std::vector<ExprPtr> targets = {};
  std::vector<Body> bodies = {};
  Signature signature = {};
  bool recursive = false;
};

}  // namespace afina::jinja
