// jinja2's tests by name: `value is name(arguments)`.
#pragma once

#include <string_view>

#include "afina/jinja/arguments.h"

namespace afina::jinja {

struct Test {
  std::string_view name;
  bool (*holds)(const Value& value, const CallArguments& given);
};

// Null where there is none of that name.
const Test* find_test(std::string_view name);

}  // namespace afina::jinja
