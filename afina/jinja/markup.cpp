#include "afina/jinja/markup.h"

#include "afina/jinja/repr.h"

namespace afina::jinja {

std::string escaped(std::string_view text) {
  charge(text.size() / 16);
  std::string out;
  out.reserve(text.size());
  for (char c : text) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '\'':
        out += "&#39;";
        break;
      case '"':
        out += "&#34;";
        break;
      default:
        out += c;
    }
  }
  return out;
}

std::string as_markup(const Value& value) {
  std::string text = to_text(value);
  if (is_markup(value)) return text;
  return escaped(text);
}

Value text_like(const Value& model, std::string text) { return Value::text(std::move(text), is_markup(model)); }

}  // namespace afina::jinja
