// Filters of texts.
#include <algorithm>
#include <array>

#include "afina/base/utf8.h"
#include "afina/jinja/filters.h"
#include "afina/jinja/format.h"
#include "afina/jinja/format_spec.h"
#include "afina/jinja/interpreter.h"
#include "afina/jinja/markup.h"
#include "afina/jinja/operators.h"
#include "afina/jinja/repr.h"
#include "afina/jinja/text.h"

namespace afina::jinja {

namespace {

using Given = const CallArguments&;

template <std::string (*change)(std::string_view), bool keeps = true>
Value changed(Interpreter&, const Value& value, Given given) {
  no_arguments("upper", given);
  return Value::text(change(to_text(value)), keeps && is_markup(value));
}

// A word after white space, a hyphen or an opening bracket begins large.
std::string title_words(std::string_view text) {
  charge(text.size() / 8);
  std::string out;
  bool in_word = false;
  for (size_t at = 0; at < text.size();) {
    const size_t begin = at;
    char32_t c = next_code_point(text, at);
    std::string_view one = text.substr(begin, at - begin);
    const bool separator = is_python_space(c) || c == '-' || c == '(' || c == '{' || c == '[' || c == '<';
    out += separator || !in_word ? upper(one) : lower(one);
    in_word = !separator;
  }
  return out;
}

Value as_text(Interpreter&, const Value& value, Given given) {
  no_arguments("string", given);
  return value.is_text() ? value : Value::text(to_text(value));
}

Value safe(Interpreter&, const Value& value, Given given) {
  no_arguments("safe", given);
  return Value::text(to_text(value), true);
}

Value trim_filter(Interpreter&, const Value& value, Given given) {
  Bound bound("trim", given, {"chars"});
  std::string text = to_text(value);
  if (!bound[0] || bound[0]->is_none()) return text_like(value, std::string(strip(text, true, true)));
  if (!bound[0]->is_text()) raise_type("trim", type_name(bound.at(0)));
  return text_like(value, std::string(strip(text, true, true, &bound.at(0).str())));
}

Value replace_filter(Interpreter&, const Value& value, Given given) {
  Bound bound("replace", given, {"old", "new", "count"}, 2);
  const int64_t count = bound[2] && bound[2]->is_none() ? -1 : bound.whole(2, -1);
  return Value::text(replace_all(to_text(value), to_text(bound.at(0)), to_text(bound.at(1)), count));
}

Value format_filter(Interpreter&, const Value& value, Given given) {
  if (!given.positional.empty() && !given.keywords.empty()) raise("jinja.arguments", {{"function", "format"}});
  if (given.keywords.empty())
    return text_like(value, percent_format(to_text(value), Value::tuple(given.positional), is_markup(value)));
  auto dict = std::make_shared<Dict>();
  for (const auto& [key, one] : given.keywords) dict->set(Value::text(key), one);
  return text_like(value, percent_format(to_text(value), Value(dict), is_markup(value)));
}

Value indent_filter(Interpreter&, const Value& value, Given given) {
  Bound bound("indent", given, {"width", "first", "blank"});
  need_defined(value);
  if (!value.is_text()) raise_type("indent", type_name(value));
  std::string indent = bound[0] && bound[0]->is_text() ? bound[0]->str() : "";
  if (!bound[0] || !bound[0]->is_text()) {
    const int64_t width = std::max<int64_t>(0, bound.whole(0, 4));
    expect_bytes(static_cast<size_t>(width));
    indent.assign(static_cast<size_t>(width), ' ');
  }
  const bool first = bound.truth_of(1, false), blank = bound.truth_of(2, false);
  const std::string text = value.str() + "\n";
  std::vector<std::string_view> lines = split_python_lines(text, false);
  std::string out;
  for (size_t i = 0; i < lines.size(); ++i) {
    if (i > 0) out += '\n';
    if (i == 0 ? first : blank || !lines[i].empty()) {
      expect_text(out.size() + indent.size() + lines[i].size(), indent.size() + lines[i].size());
      out += indent;
    }
    out += lines[i];
  }
  return text_like(value, std::move(out));
}

Value truncate_filter(Interpreter&, const Value& value, Given given) {
  Bound bound("truncate", given, {"length", "killwords", "end", "leeway"});
  const std::string end = bound.text(2, "...");
  const int64_t length = bound.whole(0, 255), ending = static_cast<int64_t>(count_code_points(end));
  const int64_t leeway = bound[3] && bound[3]->is_none() ? 5 : bound.whole(3, 5);
  if (length < ending || leeway < 0) raise_value("truncate", std::to_string(length));
  if (length_of(value) - leeway <= length) return value;
  if (!value.is_text()) raise_type("truncate", type_name(value));
  const Text& text = value.as<Text>();
  std::string_view kept = code_points(text, 0, std::min(text.length, static_cast<size_t>(length - ending)));
  if (!bound.truth_of(1, false)) {
    if (size_t space = kept.rfind(' '); space != kept.npos) kept = kept.substr(0, space);
  }
  return text_like(value, std::string(kept) + (is_markup(value) ? escaped(end) : end));
}

Value center_filter(Interpreter& in, const Value& value, Given given) {
  Bound bound("center", given, {"width"});
  CallArguments width;
  width.positional.push_back(bound[0] ? bound.at(0) : Value::integer(80));
  return find_method(Kind::text, "center")->apply(in, text_like(value, to_text(value)), width);
}

Value word_count(Interpreter&, const Value& value, Given given) {
  no_arguments("wordcount", given);
  const std::string text = to_text(value);
  charge(text.size() / 8);
  int64_t count = 0;
  bool in_word = false;
  for (size_t at = 0; at < text.size();) {
    char32_t c = next_code_point(text, at);
    const bool word = c == '_' || is_letter(c) || is_digit(c);
    count += word && !in_word;
    in_word = word;
  }
  return Value::integer(count);
}

constexpr std::array kFilters = {Filter{"upper", changed<upper>},
                                 Filter{"lower", changed<lower>},
                                 Filter{"capitalize", changed<capitalize>},
                                 Filter{"title", changed<title_words, false>},
                                 Filter{"string", as_text},
                                 Filter{"safe", safe},
                                 Filter{"trim", trim_filter},
                                 Filter{"replace", replace_filter},
                                 Filter{"format", format_filter},
                                 Filter{"indent", indent_filter},
                                 Filter{"truncate", truncate_filter},
                                 Filter{"center", center_filter},
                                 Filter{"wordcount", word_count}};

}  // namespace

std::span<const Filter> text_filters() { return kFilters; }

}  // namespace afina::jinja
