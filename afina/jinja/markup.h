// Texts that `| safe` and `| escape` mark as HTML: what is joined to one is escaped, as Python's markupsafe does it.
#pragma once

#include <string>
#include <string_view>

#include "afina/jinja/value.h"

namespace afina::jinja {

// & < > ' " as entities.
std::string escaped(std::string_view text);
// The text of a value as it may stand in HTML: escaped, unless it is marked already.
std::string as_markup(const Value& value);
inline bool is_markup(const Value& value) { return value.is_text() && value.as<Text>().markup; }
// A text marked as `model` is.
Value text_like(const Value& model, std::string text);

}  // namespace afina::jinja
