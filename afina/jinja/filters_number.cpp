// Filters of numbers.
#include <fmt/format.h>

#include <array>
#include <cmath>
#include <cstdlib>

#include "afina/jinja/filters.h"
#include "afina/jinja/interpreter.h"
#include "afina/jinja/numbers.h"
#include "afina/jinja/operators.h"

namespace afina::jinja {

namespace {

using Given = const CallArguments&;

Value whole_of(double real) {
  if (std::isinf(real) || std::abs(real) >= 0x1p63) raise("jinja.too_large_number");
  return Value::integer(static_cast<int64_t>(real));
}

Value to_whole(Interpreter&, const Value& value, Given given) {
  Bound bound("int", given, {"default", "base"});
  need_defined(value);
  const Value otherwise = bound[0] ? bound.at(0) : Value::integer(0);
  const int64_t base = bound.whole(1, 10);
  if (value.is_whole()) return Value::integer(value.as_whole());
  if (value.is(Kind::real)) return std::isnan(value.as_real()) ? otherwise : whole_of(value.as_real());
  if (!value.is_text()) return otherwise;
  if (base >= 0 && base <= 36) {
    if (auto whole = whole_from(value.str(), static_cast<int>(base))) return Value::integer(*whole);
  }
  auto real = real_from(value.str());
  if (!real || std::isnan(*real) || std::isinf(*real)) return otherwise;
  return whole_of(*real);
}

Value to_real(Interpreter&, const Value& value, Given given) {
  Bound bound("float", given, {"default"});
  need_defined(value);
  if (value.is_number()) return Value::real(value.as_real());
  if (value.is_text()) {
    if (auto real = real_from(value.str())) return Value::real(*real);
  }
  return bound[0] ? bound.at(0) : Value::real(0);
}

Value absolute(Interpreter&, const Value& value, Given given) {
  no_arguments("abs", given);
  need_defined(value);
  if (!value.is_number()) raise_type("abs", type_name(value));
  if (!value.is_whole()) return Value::real(std::abs(value.as_real()));
  return value.as_whole() < 0 ? negative(value) : Value::integer(value.as_whole());
}

// Half to even, on the decimal digits that the number stands for.
double rounded(double real, int64_t digits) {
  if (!std::isfinite(real) || digits > 340) return real;
  if (digits >= 0) return *real_from(fmt::format("{:.{}f}", real, static_cast<int>(digits)));
  if (digits < -308) return std::copysign(0.0, real);
  const double unit = std::pow(10.0, static_cast<double>(-digits));
  return std::nearbyint(real / unit) * unit;
}

int64_t rounded_whole(int64_t whole, int64_t digits) {
  if (digits >= 0) return whole;
  if (digits < -18) return 0;
  int64_t unit = 1;
  for (int64_t i = digits; i < 0; ++i) unit *= 10;
  int64_t rest = whole % unit, base = whole - rest;
  const int64_t twice = std::abs(rest) * 2;  // at most 2e18
  const bool away = twice > unit || (twice == unit && (base / unit) % 2 != 0);
  int64_t result = base;
  if (away && __builtin_add_overflow(base, rest < 0 ? -unit : unit, &result)) raise("jinja.too_large_number");
  return result;
}

Value round_filter(Interpreter&, const Value& value, Given given) {
  Bound bound("round", given, {"precision", "method"});
  need_defined(value);
  if (!value.is_number()) raise_type("round", type_name(value));
  const int64_t digits = bound.whole(0, 0);
  const std::string method = bound.text(1, "common");
  if (method != "common" && method != "ceil" && method != "floor") raise_value("round", method.substr(0, 40));
  if (method == "common") {
    if (value.is_whole()) return Value::integer(rounded_whole(value.as_whole(), digits));
    return Value::real(rounded(value.as_real(), digits));
  }
  if (std::abs(digits) > 300) raise_value("round", std::to_string(digits));
  const double unit = std::pow(10.0, static_cast<double>(digits)), scaled = value.as_real() * unit;
  if (!std::isfinite(scaled)) raise("jinja.too_large_number");
  return Value::real((method == "ceil" ? std::ceil(scaled) : std::floor(scaled)) / unit);
}

Value file_size(Interpreter&, const Value& value, Given given) {
  Bound bound("filesizeformat", given, {"binary"});
  need_defined(value);
  const bool binary_units = bound.truth_of(0, false);
  double bytes = value.is_number() ? value.as_real() : 0;
  if (value.is_text()) {
    auto real = real_from(value.str());
    if (!real) raise_value("filesizeformat", "str");
    bytes = *real;
  } else if (!value.is_number()) {
    raise_type("filesizeformat", type_name(value));
  }
  const double base = binary_units ? 1024 : 1000;
  if (bytes == 1) return Value::text("1 Byte");
  if (bytes < base) return Value::text(fmt::format("{} Bytes", static_cast<int64_t>(std::max(bytes, -0x1p62))));
  static const char* const decimal[] = {"kB", "MB", "GB", "TB", "PB", "EB", "ZB", "YB"};
  static const char* const binary_names[] = {"KiB", "MiB", "GiB", "TiB", "PiB", "EiB", "ZiB", "YiB"};
  double unit = base;
  for (int i = 0;; ++i) {
    unit *= base;
    if (bytes < unit || i == 7) {
      return Value::text(fmt::format("{:.1f} {}", base * bytes / unit, binary_units ? binary_names[i] : decimal[i]));
    }
  }
}

constexpr std::array kFilters = {Filter{"int", to_whole}, Filter{"float", to_real}, Filter{"abs", absolute},
                                 Filter{"round", round_filter}, Filter{"filesizeformat", file_size}};

}  // namespace

std::span<const Filter> number_filters() { return kFilters; }

}  // namespace afina::jinja
