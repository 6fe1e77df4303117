// What a call passes, and how a function finds it there by position or name, as Python binds arguments.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "afina/jinja/value.h"

namespace afina::jinja {

struct CallArguments {
  std::vector<Value> positional;
  std::vector<std::pair<std::string, Value>> keywords;
};

// The arguments of `function` under their names; `required` of the first must be there. Raises jinja.arguments
// (function) for too many, unknown, doubled or missing ones, and jinja.type for one of another type.
class Bound {
 public:
  Bound(std::string_view function, const CallArguments& given, std::initializer_list<std::string_view> names,
        size_t required = 0);

  // Null where not given.
  const Value* operator[](size_t i) const { return values_[i]; }
  const Value& at(size_t i) const { return *values_[i]; }
  bool truth_of(size_t i, bool otherwise) const { return values_[i] ? truth(*values_[i]) : otherwise; }
  int64_t whole(size_t i, int64_t otherwise) const;
  // None counts as not given.
  std::string text(size_t i, std::string_view otherwise) const;

 private:
  std::string_view function_;
  std::vector<const Value*> values_;
};

// Raises where any is given.
void no_arguments(std::string_view function, const CallArguments& given);

}  // namespace afina::jinja
