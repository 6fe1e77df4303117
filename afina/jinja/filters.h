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

// Each file's own.
std::span<const Filter> text_filters();
std::span<const Filter> markup_filters();
std::span<const Filter> number_filters();
std::span<const Filter> list_filters();
std::span<const Filter> selection_filters();

}  // namespace afina::jinja
