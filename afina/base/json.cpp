#include "afina/base/json.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <type_traits>

#include "afina/base/error.h"

namespace afina {

namespace {

// Counts brackets outside strings before parsing, so that a hostile file cannot exhaust the stack of code
// that walks the parsed value.
void check_depth(std::string_view text, std::string_view place) {
  int depth = 0;
  bool in_string = false;
  for (size_t i = 0; i < text.size(); ++i) {
    char c = text[i];
    if (in_string) {
      if (c == '\\')
        ++i;
      else if (c == '"')
        in_string = false;
    } else if (c == '"') {
      in_string = true;
    } else if (c == '[' || c == '{') {
      if (++depth > kMaxJsonDepth) {
        fail("base.json_depth", {{"place", std::string(place)}, {"limit", std::to_string(kMaxJsonDepth)}});
      }
    } else if (c == ']' || c == '}') {
      --depth;
    }
  }
}

[[noreturn]] void fail_syntax(std::string_view text, size_t byte, std::string_view place) {
  byte = std::min(byte, text.size());
  std::string_view before = text.substr(0, byte);
  auto line = 1 + std::count(before.begin(), before.end(), '\n');
  size_t line_start = before.rfind('\n') == std::string_view::npos ? 0 : before.rfind('\n') + 1;
  fail("base.json_syntax", {{"place", std::string(place)},
                            {"line", std::to_string(line)},
                            {"column", std::to_string(std::max<size_t>(1, byte - std::min(byte, line_start)))}});
}

}  // namespace

Json parse_json(std::string_view text, std::string_view place) {
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  check_depth(text, place);
  // The parser takes a NUL byte for the end of its input, which would hide whatever follows it.
  if (size_t nul = text.find('\0'); nul != std::string_view::npos) fail_syntax(text, nul + 1, place);
  try {
    return Json::parse(text);
  } catch (const Json::parse_error& e) {
    fail_syntax(text, e.byte, place);
  } catch (const Json::exception&) {  // a number out of range
    fail_syntax(text, 0, place);
  }
}

std::string dump_json(const Json& value) { return value.dump(-1, ' ', false, Json::error_handler_t::replace); }

std::string dump_json_pretty(const Json& value) {
  return value.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

namespace {

// The library would wrap 2^63 around, cut 1.5 to 1 and take true for 1.
template <class T>
T whole_number(const Json& value, const char* key, std::string_view place) {
  constexpr auto kLeast = std::numeric_limits<T>::min(), kMost = std::numeric_limits<T>::max();
  const bool number = value.is_number();
  const bool whole = number && (!value.is_number_float() || std::trunc(value.get<double>()) == value.get<double>());
  if (!whole) fail("base.json_type", {{"place", std::string(place)}, {"key", key}});
  bool fits;
  if (value.is_number_float()) {
    // Beyond 2^53 a float does not say which whole number was meant.
    const double most = std::min(0x1p53, static_cast<double>(kMost));
    fits = std::abs(value.get<double>()) <= most;
  } else if (value.is_number_unsigned()) {
    fits = value.get<uint64_t>() <= static_cast<uint64_t>(kMost);
  } else {
    fits = value.get<int64_t>() >= int64_t{kLeast} && value.get<int64_t>() <= int64_t{kMost};
  }
  if (!fits) fail("base.json_range", {{"place", std::string(place)}, {"key", key}, {"value", dump_json(value)}});
  return value.get<T>();
}

}  // namespace

template <class T>
T json_get(const Json& object, const char* key, T fallback, std::string_view place) {
  auto found = object.find(key);
  if (found == object.end() || found->is_null()) return fallback;
  if constexpr (std::is_integral_v<T> && !std::is_same_v<T, bool>) return whole_number<T>(*found, key, place);
  if constexpr (std::is_floating_point_v<T>) {
    if (!found->is_number()) fail("base.json_type", {{"place", std::string(place)}, {"key", key}});
  }
  try {
    return found->template get<T>();
  } catch (const Json::exception&) {
    fail("base.json_type", {{"place", std::string(place)}, {"key", key}});
  }
}

template bool json_get(const Json&, const char*, bool, std::string_view);
template int json_get(const Json&, const char*, int, std::string_view);
template int64_t json_get(const Json&, const char*, int64_t, std::string_view);
template float json_get(const Json&, const char*, float, std::string_view);
template double json_get(const Json&, const char*, double, std::string_view);
template std::string json_get(const Json&, const char*, std::string, std::string_view);

}  // namespace afina
