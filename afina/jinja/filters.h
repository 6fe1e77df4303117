// jinja2's filters by name: `value | name(arguments)`.
#pragma once

#include <span>
#include <string_view>

#include "afina/jinja/arguments.h"

namespace afina::jinja {

class Interpreter;

struct Filter {
  std::string_view name;
  Value (*apply)(Interpreter& in, const Value& value, const CallArguments& given);
};

// Null where there is none of that name.
const Filter* find_filter(std::string_view name);

// The items that `produce` puts into the vector it is given. As a generator's, its error counts only for whoever asks
// for more items than there were before it.
template <class Produce>
Value generated(Produce produce) {
  std::vector<Value> items;
  std::optional<Problem> failure;
  try {
    produce(items);
  } catch (Problem& problem) {
    if (is_limit(problem)) throw;
    failure = std::move(problem);
  }
  Value made = Value::iterator(std::move(items));
  made.as<Iterator>().failure = std::move(failure);
  return made;
}

// Each file's own.
std::span<const Filter> text_filters();
std::span<const Filter> markup_filters();
std::span<const Filter> number_filters();
std::span<const Filter> list_filters();
std::span<const Filter> selection_filters();

}  // namespace afina::jinja
