#include "afina/jinja/format_spec.h"

#include <fmt/format.h>

#include <cmath>

#include "afina/base/utf8.h"
#include "afina/jinja/operators.h"
#include "afina/jinja/repr.h"
#include "afina/jinja/text.h"

namespace afina::jinja {

namespace {

constexpr int64_t kMostDigits = 1000;  // of a precision; a double has no more that mean anything
constexpr int64_t kWidest = 100'000'000;

// The digits of a float by one of Python's letters, without its sign.
std::string digits_of(double value, char type, int64_t precision, bool alternate) {
  if (precision > kMostDigits) raise_value("format()", std::to_string(precision));
  if (std::isnan(value)) return type == 'E' || type == 'F' || type == 'G' ? "NAN" : "nan";
  if (std::isinf(value)) return type == 'E' || type == 'F' || type == 'G' ? "INF" : "inf";
  const int digits = static_cast<int>(precision < 0 ? 6 : precision);
  value = std::abs(value);
  switch (type) {
    case 'e':
      return alternate ? fmt::format("{:#.{}e}", value, digits) : fmt::format("{:.{}e}", value, digits);
    case 'E':
      return alternate ? fmt::format("{:#.{}E}", value, digits) : fmt::format("{:.{}E}", value, digits);
    case 'G':
      return alternate ? fmt::format("{:#.{}G}", value, digits) : fmt::format("{:.{}G}", value, digits);
    case 'g':
      return alternate ? fmt::format("{:#.{}g}", value, digits) : fmt::format("{:.{}g}", value, digits);
    default:
      return alternate ? fmt::format("{:#.{}f}", value, digits) : fmt::format("{:.{}f}", value, digits);
  }
}

std::string grouped(const std::string& digits, char mark, size_t size) {
  size_t whole = digits.find_first_not_of("0123456789abcdefABCDEF");
  if (whole == std::string::npos) whole = digits.size();
  std::string out;
  for (size_t i = 0; i < whole; ++i) {
    if (i > 0 && (whole - i) % size == 0) out += mark;
    out += digits[i];
  }
  return out + digits.substr(whole);
}

std::string whole_digits(int64_t value, const FormatSpec& spec, std::string& prefix) {
  const uint64_t size = value < 0 ? 0 - static_cast<uint64_t>(value) : static_cast<uint64_t>(value);
  const char type = spec.type;
  if (spec.alternate && type != 'd') prefix = std::string("0") + type;
  switch (type) {
    case 'x':
      return fmt::format("{:x}", size);
    case 'X':
      return fmt::format("{:X}", size);
    case 'o':
      return fmt::format("{:o}", size);
    case 'b':
      return fmt::format("{:b}", size);
    default:
      return fmt::format("{}", size);
  }
}

std::string number_text(const Value& value, const FormatSpec& given) {
  FormatSpec spec = given;
  std::string digits, prefix;
  bool minus;
  const bool real_type = spec.type != 0 && std::string_view("eEfFgG%").find(spec.type) != std::string_view::npos;
  if (value.is_whole() && !real_type) {
    if (spec.precision >= 0) raise_value("format()", "precision");
    if (spec.type == 0 || spec.type == 'n') spec.type = 'd';
    if (std::string_view("dxXob").find(spec.type) == std::string_view::npos) {
      raise_value("format()", std::string(1, spec.type));
    }
    minus = value.as_whole() < 0;
    digits = whole_digits(value.as_whole(), spec, prefix);
  } else {
    double real = value.as_real();
    minus = std::signbit(real) && !std::isnan(real);
    if (spec.type != 0 && !real_type) raise_value("format()", std::string(1, spec.type));
    if (spec.type == '%') real *= 100;
    if (spec.type == 0 && spec.precision < 0)
      digits = float_repr(std::abs(real));
    else
      digits = digits_of(real,
                         spec.type == 0     ? 'g'
                         : spec.type == '%' ? 'f'
                                            : spec.type,
                         spec.precision, spec.alternate);
    if (spec.type == '%') digits += '%';
  }
  if (spec.grouping) digits = grouped(digits, spec.grouping, spec.type == 'd' || real_type || spec.type == 0 ? 3 : 4);
  std::string front = (minus ? "-" : spec.sign == '-' ? "" : std::string(1, spec.sign)) + prefix;
  if (spec.align == '=') {
    const int64_t missing = spec.width - static_cast<int64_t>(front.size() + digits.size());
    if (missing > 0) {
      expect_text(static_cast<size_t>(missing) * spec.fill.size(), static_cast<size_t>(missing));
      std::string filling;
      for (int64_t i = 0; i < missing; ++i) filling += spec.fill;
      return front + filling + digits;
    }
  }
  return padded(front + digits, spec, '>');
}

}  // namespace

int64_t read_count(std::string_view text, size_t& at, int64_t otherwise) {
  if (at >= text.size() || text[at] < '0' || text[at] > '9') return otherwise;
  int64_t count = 0;
  for (; at < text.size() && text[at] >= '0' && text[at] <= '9'; ++at) {
    count = count * 10 + (text[at] - '0');
    if (count > kWidest) raise_value("format()", text.substr(0, 20));
  }
  return count;
}

std::string padded(std::string_view text, const FormatSpec& spec, char standard_align) {
  const int64_t missing = spec.width - static_cast<int64_t>(count_code_points(text));
  if (missing <= 0) return std::string(text);
  expect_text(static_cast<size_t>(missing) * spec.fill.size() + text.size(), static_cast<size_t>(missing));
  const char align = spec.align ? spec.align : standard_align;
  const int64_t left = align == '<' ? 0 : align == '^' ? missing / 2 : missing;
  std::string out;
  for (int64_t i = 0; i < left; ++i) out += spec.fill;
  out += text;
  for (int64_t i = left; i < missing; ++i) out += spec.fill;
  return out;
}

FormatSpec parse_format_spec(std::string_view text) {
  FormatSpec spec;
  size_t at = 0;
  auto is_align = [&](size_t i) { return i < text.size() && std::string_view("<>^=").find(text[i]) != text.npos; };
  size_t after_first = 0;
  if (!text.empty()) next_code_point(text, after_first);
  if (!text.empty() && is_align(after_first)) {
    spec.fill = text.substr(0, after_first);
    spec.align = text[after_first];
    at = after_first + 1;
  } else if (is_align(0)) {
    spec.align = text[at++];
  }
  auto next_is = [&](std::string_view any) { return at < text.size() && any.find(text[at]) != any.npos; };
  if (next_is("+- ")) spec.sign = text[at++];
  if (next_is("#")) spec.alternate = (++at, true);
  if (next_is("0")) {
    ++at;
    if (!spec.align) spec.fill = "0", spec.align = '=';
  }
  spec.width = read_count(text, at, 0);
  if (next_is(",_")) spec.grouping = text[at++];
  if (next_is(".")) {
    ++at;
    spec.precision = read_count(text, at, -1);
    if (spec.precision < 0) raise_value("format()", text);
  }
  if (at < text.size()) spec.type = text[at++];
  if (at < text.size()) raise_value("format()", text);
  return spec;
}

std::string formatted(const Value& value, const FormatSpec& spec) {
  if (value.is_number() && !(value.is(Kind::boolean) && spec.type == 0 && spec.width == 0)) {
    if (spec.type == 'c') {
      if (!value.is_whole() || value.as_whole() < 0 || value.as_whole() > 0x10FFFF) raise_value("format()", "c");
      std::string one;
      append_utf8(one, static_cast<char32_t>(value.as_whole()));
      return padded(one, spec, '<');
    }
    return number_text(value, spec);
  }
  std::string text = to_text(value);
  if (!value.is_text() && !value.is(Kind::boolean)) {
    const FormatSpec none;
    if (spec.width != none.width || spec.type != 0 || spec.precision >= 0 || spec.align) {
      raise_type("format()", type_name(value));
    }
    return text;
  }
  if ((spec.type != 0 && spec.type != 's') || spec.align == '=' || spec.sign != '-' || spec.grouping) {
    raise_value("format()", spec.type ? std::string(1, spec.type) : type_name(value));
  }
  if (spec.precision >= 0 && count_code_points(text) > static_cast<size_t>(spec.precision)) {
    Text whole(text);
    text = code_points(whole, 0, static_cast<size_t>(spec.precision));
  }
  return padded(text, spec, '<');
}

}  // namespace afina::jinja
