#include "afina/jinja/operators.h"

#include <algorithm>
#include <cmath>

#include "afina/base/utf8.h"
#include "afina/jinja/format.h"
#include "afina/jinja/markup.h"
#include "afina/jinja/text.h"

namespace afina::jinja {

void raise_undefined(const Value& undefined) { throw undefined.as<Undefined>().problem; }

namespace {

[[noreturn]] void too_large() { raise("jinja.too_large_number"); }

[[noreturn]] void refuse(std::string_view symbol, const Value& left, const Value& right) {
  need_defined(left);
  need_defined(right);
  raise_type(symbol, type_name(left) + ", " + type_name(right));
}

int64_t floor_divide(int64_t left, int64_t right) {
  if (right == 0) raise("jinja.division");
  if (right == -1) {
    int64_t result;
    if (__builtin_sub_overflow(int64_t{0}, left, &result)) too_large();
    return result;
  }
  int64_t quotient = left / right;
  return left % right != 0 && (left < 0) != (right < 0) ? quotient - 1 : quotient;
}

int64_t floor_modulo(int64_t left, int64_t right) {
  if (right == 0) raise("jinja.division");
  if (right == -1) return 0;
  int64_t rest = left % right;
  return rest != 0 && (rest < 0) != (right < 0) ? rest + right : rest;
}

double real_modulo(double left, double right) {
  if (right == 0) raise("jinja.division");
  double rest = std::fmod(left, right);
  if (rest == 0) return std::copysign(0.0, right);
  return (rest < 0) != (right < 0) ? rest + right : rest;
}

double real_floor_divide(double left, double right) {
  double rest = real_modulo(left, right);
  double quotient = (left - rest) / right;
  if (quotient == 0) return std::copysign(0.0, left / right);
  double floor = std::floor(quotient);
  return quotient - floor > 0.5 ? floor + 1 : floor;
}

Value power(const Value& left, const Value& right) {
  if (left.is_whole() && right.is_whole() && right.as_whole() >= 0) {
    int64_t base = left.as_whole(), result = 1;
    for (int64_t exponent = right.as_whole(); exponent > 0; exponent >>= 1) {
      if ((exponent & 1) != 0 && __builtin_mul_overflow(result, base, &result)) too_large();
      if (exponent > 1 && __builtin_mul_overflow(base, base, &base)) too_large();
    }
    return Value::integer(result);
  }
  double base = left.as_real(), exponent = right.as_real();
  if (base == 0 && exponent < 0) raise("jinja.division");
  double result = std::pow(base, exponent);
  if (std::isnan(result) && !std::isnan(base) && !std::isnan(exponent)) raise_type("**", "complex");
  if (std::isinf(result) && std::isfinite(base) && std::isfinite(exponent)) too_large();
  return Value::real(result);
}

Value whole_arithmetic(char symbol, int64_t a, int64_t b) {
  int64_t result = 0;
  bool over = symbol == '+'   ? __builtin_add_overflow(a, b, &result)
              : symbol == '-' ? __builtin_sub_overflow(a, b, &result)
                              : __builtin_mul_overflow(a, b, &result);
  if (over) too_large();
  return Value::integer(result);
}

Value arithmetic(std::string_view symbol, const Value& left, const Value& right) {
  if (symbol == "**") return power(left, right);
  const bool whole = left.is_whole() && right.is_whole();
  if (symbol == "/") {
    if (right.as_real() == 0) raise("jinja.division");
    if (!whole) return Value::real(left.as_real() / right.as_real());
    return Value::real(static_cast<double>(static_cast<long double>(left.as_whole()) / right.as_whole()));
  }
  if (symbol == "//") {
    if (whole) return Value::integer(floor_divide(left.as_whole(), right.as_whole()));
    return Value::real(real_floor_divide(left.as_real(), right.as_real()));
  }
  if (symbol == "%") {
    if (whole) return Value::integer(floor_modulo(left.as_whole(), right.as_whole()));
    return Value::real(real_modulo(left.as_real(), right.as_real()));
  }
  if (whole) return whole_arithmetic(symbol[0], left.as_whole(), right.as_whole());
  double a = left.as_real(), b = right.as_real();
  return Value::real(symbol == "+" ? a + b : symbol == "-" ? a - b : a * b);
}

Value repeated(const Value& what, int64_t times) {
  size_t count = times > 0 ? static_cast<size_t>(times) : 0;
  if (what.is_text()) {
    const std::string& text = what.str();
    if (text.empty()) count = 0;
    if (count > 0 && text.size() > kMaxRange * size_t{1000000} / count) expect_bytes(~size_t{0});
    expect_text(text.size() * count, text.size() * count);
    std::string all;
    all.reserve(text.size() * count);
    for (size_t i = 0; i < count; ++i) all += text;
    return text_like(what, std::move(all));
  }
  const std::vector<Value>& items = what.as<Sequence>().items;
  if (items.empty()) count = 0;
  if (count > 0 && items.size() > size_t{1000000000} / count) expect_bytes(~size_t{0});
  expect_bytes(items.size() * count * sizeof(Value));
  std::vector<Value> all;
  all.reserve(items.size() * count);
  for (size_t i = 0; i < count; ++i) all.insert(all.end(), items.begin(), items.end());
  return what.is(Kind::list) ? Value::list(std::move(all)) : Value::tuple(std::move(all));
}

bool repeatable(const Value& value) { return value.is_text() || value.is(Kind::list) || value.is(Kind::tuple); }

Value joined(const Value& left, const Value& right) {
  if (left.is_text()) {
    if (is_markup(left) || is_markup(right)) return Value::text(as_markup(left) + as_markup(right), true);
    expect_text(left.str().size() + right.str().size(), left.str().size() + right.str().size());
    return Value::text(left.str() + right.str());
  }
  std::vector<Value> all = left.as<Sequence>().items;
  const std::vector<Value>& more = right.as<Sequence>().items;
  expect_bytes((all.size() + more.size()) * sizeof(Value));
  all.insert(all.end(), more.begin(), more.end());
  return left.is(Kind::list) ? Value::list(std::move(all)) : Value::tuple(std::move(all));
}

}  // namespace

Value binary(std::string_view symbol, const Value& left, const Value& right) {
  if (left.is_number() && right.is_number()) return arithmetic(symbol, left, right);
  if (symbol == "+" && left.kind() == right.kind() && repeatable(left)) return joined(left, right);
  if (symbol == "*" && repeatable(left) && right.is_whole()) return repeated(left, right.as_whole());
  if (symbol == "*" && repeatable(right) && left.is_whole()) return repeated(right, left.as_whole());
  if (symbol == "%" && left.is_text()) {
    return text_like(left, percent_format(left.str(), right, is_markup(left)));
  }
  refuse(symbol, left, right);
}

Value negative(const Value& value) {
  need_defined(value);
  if (value.is(Kind::real)) return Value::real(-value.as_real());
  if (!value.is_whole()) raise_type("-", type_name(value));
  return whole_arithmetic('-', 0, value.as_whole());
}

Value positive(const Value& value) {
  need_defined(value);
  if (!value.is_number()) raise_type("+", type_name(value));
  return value.is(Kind::boolean) ? Value::integer(value.as_whole()) : value;
}

bool contains(const Value& container, const Value& item) {
  switch (container.kind()) {
    case Kind::text: {
      need_defined(item);
      if (!item.is_text()) raise_type("in", type_name(item) + ", str");
      charge(container.str().size() / 16);
      return container.str().find(item.str()) != std::string::npos;
    }
    case Kind::dict:
      return container.as<Dict>().find(item) != nullptr;
    case Kind::name_space:
      raise_type("in", type_name(container));
    case Kind::range: {
      const Range& range = container.as<Range>();
      if (!item.is_number()) return false;
      for (int64_t i = 0; i < range.length; ++i) {
        if (equal(Value::integer(range.start + i * range.step), item)) return true;
      }
      return false;
    }
    case Kind::list:
    case Kind::tuple:
      return std::ranges::any_of(container.as<Sequence>().items, [&](const Value& one) {
        return one.object() && one.object() == item.object() ? true : equal(one, item);
      });
    case Kind::undefined:
      return false;
    default:
      for (const Value& one : items_of(container, "in")) {
        if (equal(one, item)) return true;
      }
      return false;
  }
}

bool compare(std::string_view symbol, const Value& left, const Value& right) {
  if (symbol == "==") return equal(left, right);
  if (symbol == "!=") return !equal(left, right);
  if (symbol == "in") return contains(right, left);
  if (symbol == "not in") return !contains(right, left);
  if (symbol == "<") return less(left, right, symbol);
  if (symbol == ">") return less(right, left, symbol);
  if (symbol == "<=") return less(left, right, symbol) || equal(left, right);
  return less(right, left, symbol) || equal(left, right);
}

bool item_at(const Value& container, int64_t index, Value& item) {
  int64_t length = length_of(container);
  if (index < 0) index += length;
  if (index < 0 || index >= length) return false;
  const size_t at = static_cast<size_t>(index);
  if (container.is_text()) {
    item = text_like(container, std::string(code_points(container.as<Text>(), at, at + 1)));
  } else if (container.is(Kind::range)) {
    item = Value::integer(container.as<Range>().start + index * container.as<Range>().step);
  } else {
    item = container.as<Sequence>().items[at];
  }
  return true;
}

namespace {

int64_t slice_part(const Value& part, int64_t otherwise) {
  if (part.is_none()) return otherwise;
  need_defined(part);
  if (!part.is_whole()) raise_type("[:]", type_name(part));
  return part.as_whole();
}

// Where a slice begins or ends, as Python's slice.indices().
int64_t slice_end(const Value& part, int64_t length, bool backwards, int64_t otherwise) {
  if (part.is_none()) return otherwise;
  int64_t at = slice_part(part, 0);
  if (at < 0) at += length;
  if (at < 0) return backwards ? -1 : 0;
  return std::min(at, backwards ? length - 1 : length);
}

}  // namespace

Value slice(const Value& container, const Value& start, const Value& stop, const Value& step) {
  const bool sequence = container.is_text() || container.is(Kind::list) || container.is(Kind::tuple);
  if (!sequence) raise_type("[:]", type_name(container));
  const int64_t by = slice_part(step, 1), length = length_of(container);
  if (by == 0) raise_value("[::]", "0");
  const bool back = by < 0;
  const int64_t from = slice_end(start, length, back, back ? length - 1 : 0);
  const int64_t to = slice_end(stop, length, back, back ? -1 : length);
  std::vector<size_t> places;
  if (container.is_text() && by == 1) {
    if (from >= to) return text_like(container, "");
    return text_like(
        container, std::string(code_points(container.as<Text>(), static_cast<size_t>(from), static_cast<size_t>(to))));
  }
  expect_bytes(static_cast<size_t>(length) * sizeof(size_t));
  for (int64_t i = from; back ? i > to : i < to;) {
    places.push_back(static_cast<size_t>(i));
    if (__builtin_add_overflow(i, by, &i)) break;
  }
  if (container.is_text()) {
    std::u32string all = to_utf32(container.str()), some;
    for (size_t place : places) some += all[place];
    return text_like(container, to_utf8(some));
  }
  std::vector<Value> some;
  for (size_t place : places) some.push_back(container.as<Sequence>().items[place]);
  return container.is(Kind::list) ? Value::list(std::move(some)) : Value::tuple(std::move(some));
}

}  // namespace afina::jinja
