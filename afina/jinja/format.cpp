#include "afina/jinja/format.h"

#include <cmath>

#include "afina/base/utf8.h"
#include "afina/jinja/format_spec.h"
#include "afina/jinja/interpreter.h"
#include "afina/jinja/markup.h"
#include "afina/jinja/operators.h"
#include "afina/jinja/repr.h"
#include "afina/jinja/text.h"

namespace afina::jinja {

namespace {

void put(std::string& out, std::string_view piece) {
  expect_text(out.size() + piece.size(), piece.size());
  out += piece;
}

class PercentFormat {
 public:
  PercentFormat(std::string_view format, const Value& values, bool escape)
      : format_(format), values_(values), escape_(escape) {}

  std::string run() {
    while (at_ < format_.size()) {
      size_t percent = format_.find('%', at_);
      put(out_, format_.substr(at_, percent == format_.npos ? percent : percent - at_));
      if (percent == format_.npos) break;
      at_ = percent + 1;
      directive();
    }
    const bool many = values_.is(Kind::tuple);
    const size_t given = many ? values_.as<Sequence>().items.size() : 1;
    const bool mapping = values_.is(Kind::dict) || values_.is(Kind::list) || values_.is(Kind::range) ||
                         values_.is_undefined();  // Python lets these go unused
    if (used_ < given && !(mapping && !many)) raise_type("%", "str");
    return std::move(out_);
  }

 private:
  Value next_value() {
    const size_t number = used_++;
    if (values_.is(Kind::tuple)) {
      const auto& items = values_.as<Sequence>().items;
      if (number >= items.size()) raise_type("%", "str");
      return items[number];
    }
    if (number > 0) raise_type("%", "str");
    return values_;
  }
  bool next_is(std::string_view any) const { return at_ < format_.size() && any.find(format_[at_]) != any.npos; }

  Value named() {
    size_t close = format_.find(')', at_);
    if (close == format_.npos || !values_.is(Kind::dict)) raise_type("%", type_name(values_));
    std::string name(format_.substr(at_ + 1, close - at_ - 1));
    at_ = close + 1;
    const Value* found = values_.as<Dict>().find(std::string_view(name));
    if (!found) raise_value("%", name);
    return *found;
  }

  int64_t count(int64_t otherwise) {
    if (!next_is("*")) return read_count(format_, at_, otherwise);
    ++at_;
    Value given = next_value();
    if (!given.is_whole() || std::abs(given.as_whole()) > 100'000'000) raise_type("%", type_name(given));
    return given.as_whole();
  }

  void directive() {
    std::optional<Value> value;
    if (next_is("(")) value = named();
    FormatSpec spec;
    bool zero = false;
    for (; next_is("-+ #0"); ++at_) {
      const char flag = format_[at_];
      if (flag == '-') spec.align = '<';
      if (flag == '+' || (flag == ' ' && spec.sign != '+')) spec.sign = flag;
      if (flag == '#') spec.alternate = true;
      if (flag == '0') zero = true;
    }
    spec.width = count(0);
    if (spec.width < 0) spec.align = '<', spec.width = -spec.width;
    if (next_is(".")) {
      ++at_;
      spec.precision = std::max<int64_t>(0, count(0));
    }
    if (next_is("hlL")) ++at_;
    if (at_ >= format_.size()) raise_value("%", format_.substr(0, 40));
    const char type = format_[at_++];
    if (type == '%') return put(out_, "%");
    if (!value) value = next_value();
    if (zero && spec.align != '<') spec.fill = "0", spec.align = '=';
    put(out_, one(*value, spec, type));
  }

  std::string one(const Value& value, FormatSpec spec, char type) {
    if (type == 's' || type == 'r' || type == 'a') {
      std::string text = type == 's' ? to_text(value) : repr(value);
      if (escape_ && (type != 's' || !is_markup(value))) text = escaped(text);
      spec.type = 0;
      spec.sign = '-';
      if (spec.align == '=') spec.align = '>', spec.fill = " ";
      if (spec.precision >= 0 && count_code_points(text) > static_cast<size_t>(spec.precision)) {
        text = code_points(Text(text), 0, static_cast<size_t>(spec.precision));
      }
      return padded(text, spec, '>');
    }
    need_defined(value);
    if (type == 'c') return character(value, spec);
    if (std::string_view("diuxXoeEfFgG").find(type) == std::string_view::npos) raise_value("%", std::string(1, type));
    if (!value.is_number()) raise_type("%" + std::string(1, type), type_name(value));
    if (std::string_view("diuxXo").find(type) == std::string_view::npos) {
      spec.type = type;
      return formatted(value, spec);
    }
    if (type != 'd' && type != 'i' && type != 'u' && !value.is_whole()) raise_type("%x", type_name(value));
    double real = value.as_real();
    if (!value.is_whole() && !(std::abs(real) < 0x1p63)) raise("jinja.too_large_number");
    spec.type = type == 'i' || type == 'u' ? 'd' : type;
    int64_t whole = value.is_whole() ? value.as_whole() : static_cast<int64_t>(real);
    if (spec.precision >= 0) return with_digits(whole, spec);
    return formatted(Value::integer(whole), spec);
  }

  // "%.3d": at least so many digits.
  static std::string with_digits(int64_t whole, FormatSpec spec) {
    FormatSpec digits = spec;
    digits.fill = "0", digits.align = '=', digits.precision = -1;
    digits.width = spec.precision + (whole < 0 || spec.sign != '-') + (spec.alternate && spec.type != 'd' ? 2 : 0);
    if (spec.align == '=') digits.width = std::max(digits.width, spec.width);
    return padded(formatted(Value::integer(whole), digits), spec, '>');
  }

  static std::string character(const Value& value, const FormatSpec& spec) {
    if (value.is_text() && value.as<Text>().length == 1) return padded(value.str(), spec, '>');
    if (!value.is_whole() || value.as_whole() < 0 || value.as_whole() > 0x10FFFF) raise_type("%c", type_name(value));
    std::string one;
    append_utf8(one, static_cast<char32_t>(value.as_whole()));
    return padded(one, spec, '>');
  }

  std::string_view format_;
  const Value& values_;
  bool escape_;
  size_t at_ = 0, used_ = 0;
  std::string out_;
};

class BraceFormat {
 public:
  BraceFormat(Interpreter& in, const CallArguments& given, bool escape) : in_(in), given_(given), escape_(escape) {}

  std::string run(std::string_view format, int level) {
    if (level > 2) raise_value("format()", format);
    std::string out;
    for (size_t at = 0; at < format.size();) {
      size_t brace = format.find_first_of("{}", at);
      put(out, format.substr(at, brace == format.npos ? brace : brace - at));
      if (brace == format.npos) break;
      at = brace + 1;
      if (at < format.size() && format[at] == format[brace]) {
        put(out, format.substr(at++, 1));
        continue;
      }
      if (format[brace] == '}') raise_value("format()", "}");
      size_t end = closing(format, at);
      put(out, field(format.substr(at, end - at), level));
      at = end + 1;
    }
    return out;
  }

 private:
  static size_t closing(std::string_view format, size_t at) {
    int open = 1;
    for (; at < format.size(); ++at) {
      open += (format[at] == '{') - (format[at] == '}');
      if (open == 0) return at;
    }
    raise_value("format()", "{");
  }

  std::string field(std::string_view text, int level) {
    size_t end = 0;
    bool bracket = false;
    while (end < text.size() && (bracket || (text[end] != ':' && text[end] != '!'))) {
      if (text[end] == '[') bracket = true;
      if (text[end] == ']') bracket = false;
      ++end;
    }
    Value value = named(text.substr(0, end));
    std::string_view rest = text.substr(end);
    if (rest.starts_with('!')) {
      if (rest.size() < 2 || (rest.size() > 2 && rest[2] != ':')) raise_value("format()", text);
      if (rest[1] == 's')
        value = Value::text(to_text(value));
      else if (rest[1] == 'r' || rest[1] == 'a')
        value = Value::text(repr(value));
      else
        raise_value("format()", text);
      rest.remove_prefix(2);
    }
    if (rest.starts_with(':')) rest.remove_prefix(1);
    const bool safe = is_markup(value);
    std::string out = formatted(value, parse_format_spec(run(rest, level + 1)));
    return escape_ && !safe ? escaped(out) : out;
  }

  Value named(std::string_view path) {
    size_t end = path.find_first_of(".[");
    Value value = first(path.substr(0, end));
    path = end == path.npos ? std::string_view() : path.substr(end);
    while (!path.empty()) {
      const bool item = path[0] == '[';
      end = item ? path.find(']') : path.find_first_of(".[", 1);
      if ((item && end == path.npos) || (!item && path[0] != '.')) raise_value("format()", path);
      std::string name(path.substr(1, end == path.npos ? end : end - 1));
      size_t after = 0;
      const int64_t index = read_count(name, after, -1);
      value = !item                                ? in_.attribute(value, name)
              : index >= 0 && after == name.size() ? in_.item(value, Value::integer(index))
                                                   : in_.item(value, Value::text(name));
      path = end == path.npos ? std::string_view() : path.substr(end + item);
    }
    return value;
  }

  Value first(std::string_view name) {
    size_t after = 0;
    int64_t number = read_count(name, after, -1);
    if (name.empty()) number = next_++;
    if (name.empty() || (number >= 0 && after == name.size())) {
      if (static_cast<size_t>(number) >= given_.positional.size()) raise_value("format()", std::to_string(number));
      return given_.positional[static_cast<size_t>(number)];
    }
    for (const auto& [keyword, value] : given_.keywords) {
      if (keyword == name) return value;
    }
    raise_value("format()", name);
  }

  Interpreter& in_;
  const CallArguments& given_;
  bool escape_;
  int64_t next_ = 0;
};

}  // namespace

std::string percent_format(std::string_view format, const Value& values, bool escape) {
  return PercentFormat(format, values, escape).run();
}

std::string brace_format(Interpreter& in, std::string_view format, const CallArguments& given, bool escape) {
  return BraceFormat(in, given, escape).run(format, 0);
}

}  // namespace afina::jinja
