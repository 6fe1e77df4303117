// JSON to values and back, the latter as Python's json.dumps writes it.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "afina/base/json.h"
#include "afina/jinja/value.h"

namespace afina::jinja {

// Object keys in the order that `Json` has them, the alphabet's. `place` names it in errors.
// Errors: jinja.too_large_number (place), jinja.too_deep (place).
Value from_json(const Json& json, std::string_view place);
// Object keys in the order of the text, as Python reads them; whole numbers beyond 64 bits are refused.
// Errors: those of parse_json and from_json.
Value parse_ordered_json(std::string_view text, std::string_view place);

struct JsonStyle {
  bool ascii = false;
  bool sort_keys = false;
  std::optional<std::string> indent;  // of one level
  std::string item_separator = ", ", key_separator = ": ";
};
// Raises jinja.type for what JSON has no form for.
std::string to_json(const Value& value, const JsonStyle& style = {});

}  // namespace afina::jinja
