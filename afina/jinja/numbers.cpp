#include "afina/jinja/numbers.h"

#include <algorithm>
#include <charconv>
#include <limits>
#include <string>

#include "afina/jinja/problem.h"
#include "afina/jinja/text.h"

namespace afina::jinja {

namespace {

// Without white space at the ends and underscores between digits; nothing where an underscore stands elsewhere.
std::optional<std::string> plain(std::string_view text) {
  text = strip(text, true, true);
  std::string out;
  auto is_word = [](char c) { return (c >= '0' && c <= '9') || ((c | 32) >= 'a' && (c | 32) <= 'z'); };
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '_')
      out += text[i];
    else if (i == 0 || i + 1 == text.size() || !is_word(text[i - 1]) || !is_word(text[i + 1]))
      return {};
  }
  return out;
}

}  // namespace

std::optional<int64_t> whole_from(std::string_view text, int base) {
  std::optional<std::string> digits = plain(text);
  if (!digits || digits->empty()) return {};
  std::string_view rest = *digits;
  const bool minus = rest[0] == '-';
  if (minus || rest[0] == '+') rest.remove_prefix(1);
  const char letter = rest.size() > 2 && rest[0] == '0' ? static_cast<char>(rest[1] | 32) : ' ';
  const int prefixed = letter == 'x' ? 16 : letter == 'o' ? 8 : letter == 'b' ? 2 : 0;
  if (prefixed != 0 && (base == prefixed || base == 0)) {
    rest.remove_prefix(2);
    base = prefixed;
  } else if (base == 0) {
    if (rest.size() > 1 && rest[0] == '0' && rest.find_first_not_of('0') != rest.npos) return {};
    base = 10;
  }
  if (base < 2 || base > 36 || rest.empty() || rest[0] == '-' || rest[0] == '+') return {};
  uint64_t size = 0;
  auto [stop, error] = std::from_chars(rest.data(), rest.data() + rest.size(), size, base);
  if (stop != rest.data() + rest.size() || error == std::errc::invalid_argument) return {};
  const uint64_t most = static_cast<uint64_t>(std::numeric_limits<int64_t>::max()) + minus;
  if (error != std::errc() || size > most) raise("jinja.too_large_number");
  return static_cast<int64_t>(minus ? 0 - size : size);
}

std::optional<double> real_from(std::string_view text) {
  std::optional<std::string> digits = plain(text);
  if (!digits || digits->empty()) return {};
  std::string_view rest = *digits;
  const bool minus = rest[0] == '-';
  if (minus || rest[0] == '+') rest.remove_prefix(1);
  if (rest.empty() || rest[0] == '-' || rest[0] == '+') return {};
  std::string small(rest);
  std::ranges::transform(small, small.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? char(c | 32) : c; });
  double value = 0;
  if (small == "inf" || small == "infinity") {
    value = std::numeric_limits<double>::infinity();
  } else if (small == "nan") {
    value = std::numeric_limits<double>::quiet_NaN();
  } else {
    if (small.find_first_not_of("0123456789.e+-") != small.npos) return {};
    auto [stop, error] = std::from_chars(small.data(), small.data() + small.size(), value);
    if (stop != small.data() + small.size() || error == std::errc::invalid_argument) return {};
    if (error == std::errc::result_out_of_range) {
      value = small.find("e-") == small.npos ? std::numeric_limits<double>::infinity() : 0;
    }
  }
  return minus ? -value : value;
}

}  // namespace afina::jinja
