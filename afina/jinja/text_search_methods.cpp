// str's methods that look at a text.
#include <utf8proc.h>

#include <algorithm>
#include <array>

#include "afina/base/utf8.h"
#include "afina/jinja/methods.h"
#include "afina/jinja/operators.h"
#include "afina/jinja/text.h"

namespace afina::jinja {

namespace {

using Given = const CallArguments&;

// The bytes [begin, end) that start and stop name, in code points as a slice's; false where start lies beyond the end.
bool window(const Text& text, const Bound& bound, size_t& begin, size_t& end) {
  const auto length = static_cast<int64_t>(text.length);
  auto place = [&](size_t i, int64_t otherwise) {
    int64_t at = bound[i] && !bound[i]->is_none() ? bound.whole(i, otherwise) : otherwise;
    if (at < 0) at = std::max<int64_t>(0, at + length);
    return at;
  };
  const int64_t from = place(1, 0), to = std::min(place(2, length), length);
  if (from > length || from > to) return false;
  begin = byte_of(text, static_cast<size_t>(from));
  end = byte_of(text, static_cast<size_t>(to));
  return true;
}

const std::string& text_of(const Value& value, std::string_view function) {
  need_defined(value);
  if (!value.is_text()) raise_type(function, type_name(value));
  return value.str();
}

template <bool front>
Value begins(Interpreter&, const Value& self, Given given) {
  const std::string_view name = front ? "startswith" : "endswith";
  Bound bound(name, given, {"prefix", "start", "end"}, 1);
  size_t begin = 0, end = 0;
  if (!window(self.as<Text>(), bound, begin, end)) return Value::boolean(false);
  std::string_view text = std::string_view(self.str()).substr(begin, end - begin);
  auto fits = [&](const Value& part) {
    const std::string& piece = text_of(part, name);
    return front ? text.starts_with(piece) : text.ends_with(piece);
  };
  if (bound.at(0).is(Kind::tuple)) {
    const auto& parts = bound.at(0).as<Sequence>().items;
    return Value::boolean(std::ranges::any_of(parts, fits));
  }
  return Value::boolean(fits(bound.at(0)));
}

// Code point where a text is found, -1 where it is not.
int64_t place_of(const Value& self, Given given, std::string_view name, bool last) {
  Bound bound(name, given, {"sub", "start", "end"}, 1);
  const std::string& part = text_of(bound.at(0), name);
  const Text& text = self.as<Text>();
  size_t begin = 0, end = 0;
  if (!window(text, bound, begin, end)) return -1;
  charge(text.bytes.size() / 16);
  std::string_view within = std::string_view(text.bytes).substr(begin, end - begin);
  const size_t at = last ? within.rfind(part) : within.find(part);
  return at == within.npos ? -1 : static_cast<int64_t>(code_point_at(text, begin + at));
}

template <bool last>
Value find(Interpreter&, const Value& self, Given given) {
  return Value::integer(place_of(self, given, "find()", last));
}

template <bool last>
Value index(Interpreter&, const Value& self, Given given) {
  const int64_t at = place_of(self, given, "index()", last);
  if (at < 0) raise_value("index()", given.positional[0].str().substr(0, 40));
  return Value::integer(at);
}

Value count(Interpreter&, const Value& self, Given given) {
  Bound bound("count", given, {"sub", "start", "end"}, 1);
  const std::string& part = text_of(bound.at(0), "count()");
  size_t begin = 0, end = 0;
  if (!window(self.as<Text>(), bound, begin, end)) return Value::integer(0);
  std::string_view text = std::string_view(self.str()).substr(begin, end - begin);
  charge(text.size() / 16);
  if (part.empty()) return Value::integer(static_cast<int64_t>(count_code_points(text)) + 1);
  int64_t times = 0;
  for (size_t at = 0; (at = text.find(part, at)) != text.npos; at += part.size()) ++times;
  return Value::integer(times);
}

bool alphabetic(char32_t c) { return is_letter(c); }
bool decimal(char32_t c) { return utf8proc_category(static_cast<utf8proc_int32_t>(c)) == UTF8PROC_CATEGORY_ND; }
bool numeric(char32_t c) { return is_digit(c); }
bool alphanumeric(char32_t c) { return is_letter(c) || is_digit(c); }
bool ascii(char32_t c) { return c < 0x80; }

template <bool (*good)(char32_t), bool empty_is>
Value all_are(Interpreter&, const Value& self, Given given) {
  no_arguments("str", given);
  const std::string& text = self.str();
  charge(text.size() / 16);
  for (size_t at = 0; at < text.size();) {
    if (!good(next_code_point(text, at))) return Value::boolean(false);
  }
  return Value::boolean(empty_is || !text.empty());
}

template <bool (*holds)(std::string_view)>
Value is_cased(Interpreter&, const Value& self, Given given) {
  no_arguments("str", given);
  return Value::boolean(holds(self.str()));
}

bool is_space(char32_t c) { return is_python_space(c); }

bool is_title(std::string_view text) {
  bool any = std::ranges::any_of(text, [](char c) { return (c | 32) >= 'a' && (c | 32) <= 'z'; });
  return any && title(text) == text;
}

bool is_identifier(std::string_view text) {
  for (size_t at = 0; at < text.size();) {
    const bool first = at == 0;
    char32_t c = next_code_point(text, at);
    if (c != '_' && !is_letter(c) && (first || (!is_digit(c) && !is_mark(c)))) return false;
  }
  return !text.empty();
}

constexpr std::array kMethods = {MethodEntry{"startswith", begins<true>},
                                 MethodEntry{"endswith", begins<false>},
                                 MethodEntry{"find", find<false>},
                                 MethodEntry{"rfind", find<true>},
                                 MethodEntry{"index", index<false>},
                                 MethodEntry{"rindex", index<true>},
                                 MethodEntry{"count", count},
                                 MethodEntry{"isalpha", all_are<alphabetic, false>},
                                 MethodEntry{"isdigit", all_are<decimal, false>},
                                 MethodEntry{"isdecimal", all_are<decimal, false>},
                                 MethodEntry{"isnumeric", all_are<numeric, false>},
                                 MethodEntry{"isalnum", all_are<alphanumeric, false>},
                                 MethodEntry{"isspace", all_are<is_space, false>},
                                 MethodEntry{"isascii", all_are<ascii, true>},
                                 MethodEntry{"isupper", is_cased<is_upper>},
                                 MethodEntry{"islower", is_cased<is_lower>},
                                 MethodEntry{"istitle", is_cased<is_title>},
                                 MethodEntry{"isidentifier", is_cased<is_identifier>}};

}  // namespace

std::span<const MethodEntry> text_search_methods() { return kMethods; }

}  // namespace afina::jinja
