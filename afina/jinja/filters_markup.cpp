// Filters that write another notation: JSON, HTML, URLs.
#include <fmt/format.h>

#include <array>

#include "afina/jinja/filters.h"
#include "afina/jinja/interpreter.h"
#include "afina/jinja/json.h"
#include "afina/jinja/markup.h"
#include "afina/jinja/operators.h"
#include "afina/jinja/repr.h"

namespace afina::jinja {

namespace {

using Given = const CallArguments&;

Value escape(Interpreter&, const Value& value, Given given) {
  no_arguments("escape", given);
  return Value::text(as_markup(value), true);
}

Value force_escape(Interpreter&, const Value& value, Given given) {
  no_arguments("forceescape", given);
  return Value::text(as_markup(Value::text(to_text(value))), true);
}

// As transformers has it: json.dumps without escaping what is not ASCII.
Value to_json_filter(Interpreter&, const Value& value, Given given) {
  Bound bound("tojson", given, {"ensure_ascii", "indent", "separators", "sort_keys"});
  JsonStyle style;
  style.ascii = bound.truth_of(0, false);
  style.sort_keys = bound.truth_of(3, false);
  if (bound[1] && !bound[1]->is_none()) {
    if (bound[1]->is_text()) {
      style.indent = bound[1]->str();
    } else {
      const int64_t width = std::max<int64_t>(0, bound.whole(1, 0));
      if (width > 1000) raise_value("tojson", std::to_string(width));
      style.indent = std::string(static_cast<size_t>(width), ' ');
    }
    style.item_separator = ",";
  }
  if (bound[2] && !bound[2]->is_none()) {
    std::vector<Value> two = items_of(bound.at(2), "tojson");
    if (two.size() != 2 || !two[0].is_text() || !two[1].is_text()) raise_type("tojson", type_name(bound.at(2)));
    style.item_separator = two[0].str();
    style.key_separator = two[1].str();
  }
  return Value::text(to_json(value, style));
}

std::string url_quoted(const std::string& text, bool form) {
  std::string out;
  for (unsigned char c : text) {
    const bool letter = (c >= '0' && c <= '9') || ((c | 32) >= 'a' && (c | 32) <= 'z');
    if (letter || c == '_' || c == '.' || c == '-' || c == '~' || (c == '/' && !form))
      out += static_cast<char>(c);
    else if (c == ' ' && form)
      out += '+';
    else
      out += fmt::format("%{:02X}", c);
  }
  return out;
}

Value url_encode(Interpreter&, const Value& value, Given given) {
  no_arguments("urlencode", given);
  if (value.is_text() || !iterable(value)) {
    std::string text = to_text(value);
    charge(text.size() / 4);
    return Value::text(url_quoted(text, false));
  }
  std::string out;
  auto put = [&](const Value& key, const Value& one) {
    if (!out.empty()) out += '&';
    out += url_quoted(to_text(key), true) + "=" + url_quoted(to_text(one), true);
    expect_text(out.size(), 64);
  };
  if (value.is(Kind::dict)) {
    for (const auto& [key, one] : value.as<Dict>().entries) put(key, one);
    return Value::text(std::move(out));
  }
  for (const Value& pair : items_of(value, "urlencode")) {
    std::vector<Value> two = items_of(pair, "urlencode");
    if (two.size() != 2) raise_value("urlencode", type_name(pair));
    put(two[0], two[1]);
  }
  return Value::text(std::move(out));
}

Value xml_attributes(Interpreter&, const Value& value, Given given) {
  Bound bound("xmlattr", given, {"autospace"});
  need_defined(value);
  if (!value.is(Kind::dict)) raise_type("xmlattr", type_name(value));
  std::string out;
  for (const auto& [key, one] : value.as<Dict>().entries) {
    if (one.is_none() || one.is_undefined()) continue;
    const std::string name = to_text(key);
    if (name.find_first_of(" \t\n\r\f\v/>=") != std::string::npos) raise_value("xmlattr", name.substr(0, 40));
    if (!out.empty()) out += ' ';
    out += escaped(name) + "=\"" + as_markup(one) + "\"";
    expect_text(out.size(), 64);
  }
  if (bound.truth_of(0, true) && !out.empty()) out.insert(0, " ");
  return Value::text(std::move(out));
}

constexpr std::array kFilters = {
    Filter{"tojson", to_json_filter},    Filter{"escape", escape},        Filter{"e", escape},
    Filter{"forceescape", force_escape}, Filter{"urlencode", url_encode}, Filter{"xmlattr", xml_attributes}};

}  // namespace

std::span<const Filter> markup_filters() { return kFilters; }

}  // namespace afina::jinja
