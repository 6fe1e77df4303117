#include "afina/jinja/text.h"

#include <utf8proc.h>

#include "afina/base/utf8.h"

namespace afina::jinja {

bool is_python_space(char32_t c) noexcept {
  // str.isspace: White_Space, and the four separators of ASCII.
  return (c >= 9 && c <= 13) || (c >= 0x1C && c <= 0x20) || (c > 0x7F && is_white_space(c));
}

namespace {

size_t previous(std::string_view text, size_t at) {
  do {
    --at;
  } while (at > 0 && (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80);
  return at;
}

bool is_alphabetic_case(char32_t c) {
  auto category = utf8proc_category(static_cast<utf8proc_int32_t>(c));
  return category == UTF8PROC_CATEGORY_LU || category == UTF8PROC_CATEGORY_LL || category == UTF8PROC_CATEGORY_LT;
}

enum class Case { upper, lower, title };

void append_case(std::string& out, char32_t c, Case which) {
  if (c < 0x80) {
    const bool letter = (c | 32) >= 'a' && (c | 32) <= 'z';
    out += static_cast<char>(!letter ? c : which == Case::lower ? c | 32 : c & ~char32_t{32});
    return;
  }
  if (c == 0xDF && which != Case::lower) {
    out += which == Case::upper ? "SS" : "Ss";
    return;
  }
  if (c == 0x130 && which == Case::lower) {
    out += "i\xCC\x87";
    return;
  }
  auto code = static_cast<utf8proc_int32_t>(c);
  append_utf8(out, static_cast<char32_t>(which == Case::upper   ? utf8proc_toupper(code)
                                         : which == Case::lower ? utf8proc_tolower(code)
                                                                : utf8proc_totitle(code)));
}

std::string all_in(std::string_view text, Case which) {
  charge(text.size() / 4);
  std::string out;
  out.reserve(text.size());
  for (size_t at = 0; at < text.size();) append_case(out, next_code_point(text, at), which);
  return out;
}

}  // namespace

std::string_view strip(std::string_view text, bool left, bool right, const std::string* characters) {
  charge(1);
  std::u32string set = characters ? to_utf32(*characters) : std::u32string();
  auto goes = [&](char32_t c) { return characters ? set.find(c) != std::u32string::npos : is_python_space(c); };
  size_t begin = 0, end = text.size();
  while (left && begin < end) {
    size_t next = begin;
    if (!goes(next_code_point(text, next))) break;
    begin = next;
  }
  while (right && end > begin) {
    size_t last = previous(text, end), next = last;
    if (!goes(next_code_point(text, next))) break;
    end = last;
  }
  charge((text.size() - (end - begin)) / 8 + set.size() / 8);
  return text.substr(begin, end - begin);
}

std::string_view rstrip(std::string_view text) { return strip(text, false, true); }

std::string upper(std::string_view text) { return all_in(text, Case::upper); }
std::string lower(std::string_view text) { return all_in(text, Case::lower); }

std::string title(std::string_view text) {
  charge(text.size() / 16);
  std::string out;
  bool in_word = false;
  for (size_t at = 0; at < text.size();) {
    char32_t c = next_code_point(text, at);
    append_case(out, c, in_word ? Case::lower : Case::title);
    in_word = is_alphabetic_case(c);
  }
  return out;
}

std::string capitalize(std::string_view text) {
  std::string out;
  size_t at = 0;
  if (!text.empty()) append_case(out, next_code_point(text, at), Case::title);
  return out + lower(text.substr(at));
}

namespace {

bool all_cased(std::string_view text, utf8proc_category_t wanted) {
  bool any = false;
  for (size_t at = 0; at < text.size();) {
    char32_t c = next_code_point(text, at);
    if (!is_alphabetic_case(c)) continue;
    if (utf8proc_category(static_cast<utf8proc_int32_t>(c)) != wanted) return false;
    any = true;
  }
  return any;
}

}  // namespace

bool is_upper(std::string_view text) { return all_cased(text, UTF8PROC_CATEGORY_LU); }
bool is_lower(std::string_view text) { return all_cased(text, UTF8PROC_CATEGORY_LL); }

size_t byte_of(const Text& text, size_t code_point) {
  if (text.ascii()) return code_point;
  charge(text.bytes.size() / 64);
  size_t at = 0;
  for (size_t i = 0; i < code_point; ++i) next_code_point(text.bytes, at);
  return at;
}

size_t code_point_at(const Text& text, size_t byte) {
  return text.ascii() ? byte : count_code_points(std::string_view(text.bytes).substr(0, byte));
}

std::string_view code_points(const Text& text, size_t begin, size_t end) {
  if (begin >= end) return {};
  size_t from = byte_of(text, begin), to = from;
  if (text.ascii()) return std::string_view(text.bytes).substr(begin, end - begin);
  for (size_t i = begin; i < end; ++i) next_code_point(text.bytes, to);
  charge((to - from) / 64);
  return std::string_view(text.bytes).substr(from, to - from);
}

std::string replace_all(std::string_view text, std::string_view from, std::string_view to, int64_t count) {
  charge(text.size() / 16 + 1);
  std::string out;
  size_t at = 0;
  auto put = [&](std::string_view piece) {
    expect_text(out.size() + piece.size(), piece.size());
    out += piece;
  };
  while (count != 0) {
    size_t found = from.empty() ? at : text.find(from, at);
    if (found == std::string_view::npos) break;
    put(text.substr(at, found - at));
    put(to);
    if (count > 0) --count;
    at = found + from.size();
    if (!from.empty()) continue;
    if (at >= text.size()) return out;  // after the last code point too
    size_t next = at;
    next_code_point(text, next);
    put(text.substr(at, next - at));
    at = next;
  }
  put(text.substr(std::min(at, text.size())));
  return out;
}

std::vector<std::string_view> split_text(std::string_view text, std::string_view separator, int64_t most) {
  charge(text.size() / 16 + 1);
  std::vector<std::string_view> parts;
  size_t at = 0;
  for (size_t found; most != 0 && (found = text.find(separator, at)) != std::string_view::npos; --most) {
    parts.push_back(text.substr(at, found - at));
    at = found + separator.size();
  }
  parts.push_back(text.substr(at));
  return parts;
}

std::vector<std::string_view> split_spaces(std::string_view text, int64_t most) {
  charge(text.size() / 8 + 1);
  std::vector<std::string_view> parts;
  text = strip(text, true, false);
  while (!text.empty()) {
    if (most >= 0 && static_cast<int64_t>(parts.size()) == most) {
      parts.push_back(rstrip(text));
      return parts;
    }
    size_t end = 0;
    while (end < text.size()) {
      size_t next = end;
      if (is_python_space(next_code_point(text, next))) break;
      end = next;
    }
    parts.push_back(text.substr(0, end));
    text = strip(text.substr(end), true, false);
  }
  return parts;
}

std::vector<std::string_view> split_python_lines(std::string_view text, bool keep_ends) {
  charge(text.size() / 16 + 1);
  std::vector<std::string_view> lines;
  size_t begin = 0;
  for (size_t at = 0; at < text.size();) {
    size_t end = at;
    char32_t c = next_code_point(text, at);
    const bool breaks = (c >= 10 && c <= 13) || (c >= 0x1C && c <= 0x1E) || c == 0x85 || c == 0x2028 || c == 0x2029;
    if (!breaks) continue;
    if (c == '\r' && at < text.size() && text[at] == '\n') ++at;
    lines.push_back(text.substr(begin, (keep_ends ? at : end) - begin));
    begin = at;
  }
  if (begin < text.size()) lines.push_back(text.substr(begin));
  return lines;
}

}  // namespace afina::jinja
