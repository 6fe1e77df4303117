// Python's operators on values.
#pragma once

#include <string_view>

#include "afina/jinja/value.h"

namespace afina::jinja {

// + - * / // % **. Raises jinja.type (operation, types), jinja.division, jinja.too_large_number, an undefined's
// problem.
Value binary(std::string_view symbol, const Value& left, const Value& right);
Value negative(const Value& value);
Value positive(const Value& value);
// == != < > <= >= in, not in.
bool compare(std::string_view symbol, const Value& left, const Value& right);
bool contains(const Value& container, const Value& item);

// container[index], the index negative from the end; false where there is no such item.
bool item_at(const Value& container, int64_t index, Value& item);
// container[start:stop:step]; None where a part is not given.
Value slice(const Value& container, const Value& start, const Value& stop, const Value& step);

[[noreturn]] void raise_undefined(const Value& undefined);
inline void need_defined(const Value& value) {
  if (value.is_undefined()) raise_undefined(value);
}

}  // namespace afina::jinja
