#include "afina/base/utf8.h"

#include <utf8proc.h>

#include <algorithm>
#include <cstdlib>
#include <memory>

#include "afina/base/error.h"

namespace afina {

namespace {

// Bytes of the well-formed sequence starting at p, or 0 with `prefix` set to the length of its maximal valid
// prefix (Unicode 3.9, table 3-7).
int sequence_length(const unsigned char* p, size_t left, int& prefix) noexcept {
  prefix = 1;
  unsigned char lead = p[0];
  if (lead < 0x80) return 1;
  int length = lead >= 0xC2 && lead <= 0xDF ? 2 : (lead & 0xF0) == 0xE0 ? 3 : lead >= 0xF0 && lead <= 0xF4 ? 4 : 0;
  if (length == 0) return 0;
  unsigned char low = 0x80, high = 0xBF;
  if (lead == 0xE0) low = 0xA0;
  if (lead == 0xED) high = 0x9F;
  if (lead == 0xF0) low = 0x90;
  if (lead == 0xF4) high = 0x8F;
  for (int i = 1; i < length; ++i) {
    if (static_cast<size_t>(i) >= left || p[i] < low || p[i] > high) {
      prefix = i;
      return 0;
    }
    low = 0x80;
    high = 0xBF;
  }
  return length;
}

int combining_class(char32_t c) noexcept {
  return c < 0x300 ? 0 : utf8proc_get_property(static_cast<utf8proc_int32_t>(c))->combining_class;
}

// Runs of marks put in canonical order, where a run is longer than text has: utf8proc sorts them by insertion, which
// would take hours for megabytes of marks.
std::string with_sorted_marks(std::string_view text) {
  constexpr size_t kLongRun = 64;
  std::u32string all = to_utf32(text);
  for (size_t begin = 0, end = 0; begin < all.size(); begin = end + 1) {
    for (end = begin; end < all.size() && combining_class(all[end]) != 0;) ++end;
    if (end - begin < kLongRun) continue;
    std::stable_sort(all.begin() + static_cast<std::ptrdiff_t>(begin), all.begin() + static_cast<std::ptrdiff_t>(end),
                     [](char32_t a, char32_t b) { return combining_class(a) < combining_class(b); });
  }
  return to_utf8(all);
}

bool has_marks(std::string_view text) noexcept {  // or other characters from U+0300 on
  return std::any_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) >= 0xCC; });
}

std::string map_text(std::string_view text, utf8proc_option_t options) {
  std::string valid;
  if (!is_valid_utf8(text)) {
    valid = replace_invalid_utf8(text);
    text = valid;
  }
  if (text.size() > 128 && has_marks(text)) {
    valid = with_sorted_marks(text);
    text = valid;
  }
  utf8proc_uint8_t* mapped = nullptr;
  auto length = utf8proc_map(reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
                             static_cast<utf8proc_ssize_t>(text.size()), &mapped, options);
  std::unique_ptr<utf8proc_uint8_t, decltype(&std::free)> owner(mapped, &std::free);
  if (length < 0) fail("base.internal", {{"detail", utf8proc_errmsg(length)}});
  return {reinterpret_cast<char*>(mapped), static_cast<size_t>(length)};
}

utf8proc_category_t category(char32_t c) noexcept { return utf8proc_category(static_cast<utf8proc_int32_t>(c)); }

}  // namespace

bool is_valid_utf8(std::string_view text) noexcept {
  auto* p = reinterpret_cast<const unsigned char*>(text.data());
  for (size_t i = 0; i < text.size();) {
    int prefix = 0;
    int length = sequence_length(p + i, text.size() - i, prefix);
    if (length == 0) return false;
    i += static_cast<size_t>(length);
  }
  return true;
}

char32_t next_code_point(std::string_view text, size_t& position) noexcept {
  auto* p = reinterpret_cast<const unsigned char*>(text.data()) + position;
  int prefix = 0;
  int length = sequence_length(p, text.size() - position, prefix);
  position += static_cast<size_t>(length ? length : prefix);
  switch (length) {
    case 1:
      return p[0];
    case 2:
      return static_cast<char32_t>((p[0] & 0x1F) << 6 | (p[1] & 0x3F));
    case 3:
      return static_cast<char32_t>((p[0] & 0x0F) << 12 | (p[1] & 0x3F) << 6 | (p[2] & 0x3F));
    case 4:
      return static_cast<char32_t>((p[0] & 0x07) << 18 | (p[1] & 0x3F) << 12 | (p[2] & 0x3F) << 6 | (p[3] & 0x3F));
    default:
      return kReplacement;
  }
}

void append_utf8(std::string& out, char32_t c) {
  if (c > 0x10FFFF || (c >= 0xD800 && c <= 0xDFFF)) c = kReplacement;
  if (c < 0x80) {
    out += static_cast<char>(c);
  } else if (c < 0x800) {
    out += static_cast<char>(0xC0 | c >> 6);
    out += static_cast<char>(0x80 | (c & 0x3F));
  } else if (c < 0x10000) {
    out += static_cast<char>(0xE0 | c >> 12);
    out += static_cast<char>(0x80 | (c >> 6 & 0x3F));
    out += static_cast<char>(0x80 | (c & 0x3F));
  } else {
    out += static_cast<char>(0xF0 | c >> 18);
    out += static_cast<char>(0x80 | (c >> 12 & 0x3F));
    out += static_cast<char>(0x80 | (c >> 6 & 0x3F));
    out += static_cast<char>(0x80 | (c & 0x3F));
  }
}

std::string replace_invalid_utf8(std::string_view text) { return to_utf8(to_utf32(text)); }

size_t count_code_points(std::string_view text) noexcept {
  size_t count = 0;
  for (size_t i = 0; i < text.size(); ++count) next_code_point(text, i);
  return count;
}

std::u32string to_utf32(std::string_view text) {
  std::u32string out;
  out.reserve(text.size());
  for (size_t i = 0; i < text.size();) out += next_code_point(text, i);
  return out;
}

std::string to_utf8(std::u32string_view text) {
  std::string out;
  out.reserve(text.size());
  for (char32_t c : text) append_utf8(out, c);
  return out;
}

std::string case_fold(std::string_view text) {
  return map_text(text, static_cast<utf8proc_option_t>(UTF8PROC_CASEFOLD | UTF8PROC_COMPOSE));
}

std::string to_lower(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (size_t i = 0; i < text.size();) {
    char32_t c = next_code_point(text, i);
    append_utf8(out, static_cast<char32_t>(utf8proc_tolower(static_cast<utf8proc_int32_t>(c))));
  }
  return out;
}

std::string normalize(std::string_view text, NormalForm form) {
  int options = UTF8PROC_STABLE;
  bool compose = form == NormalForm::nfc || form == NormalForm::nfkc;
  options |= compose ? UTF8PROC_COMPOSE : UTF8PROC_DECOMPOSE;
  if (form == NormalForm::nfkc || form == NormalForm::nfkd) options |= UTF8PROC_COMPAT;
  return map_text(text, static_cast<utf8proc_option_t>(options));
}

bool is_letter(char32_t c) noexcept {
  auto k = category(c);
  return k >= UTF8PROC_CATEGORY_LU && k <= UTF8PROC_CATEGORY_LO;
}
bool is_mark(char32_t c) noexcept {
  auto k = category(c);
  return k >= UTF8PROC_CATEGORY_MN && k <= UTF8PROC_CATEGORY_ME;
}
bool is_digit(char32_t c) noexcept {
  auto k = category(c);
  return k >= UTF8PROC_CATEGORY_ND && k <= UTF8PROC_CATEGORY_NO;
}
bool is_white_space(char32_t c) noexcept {
  auto k = category(c);
  return (c >= 9 && c <= 13) || c == 0x85 || (k >= UTF8PROC_CATEGORY_ZS && k <= UTF8PROC_CATEGORY_ZP);
}
bool is_punctuation(char32_t c) noexcept {
  auto k = category(c);
  return k >= UTF8PROC_CATEGORY_PC && k <= UTF8PROC_CATEGORY_PO;
}
bool is_upper(char32_t c) noexcept { return category(c) == UTF8PROC_CATEGORY_LU; }

std::vector<std::string> unicode_words(std::string_view raw) {
  std::string folded = to_lower(normalize(raw, NormalForm::nfc));
  std::vector<std::string> words;
  std::string word;
  for (size_t i = 0; i < folded.size();) {
    char32_t c = next_code_point(folded, i);
    if (is_letter(c) || is_mark(c) || is_digit(c)) {
      append_utf8(word, c);
    } else if (!word.empty()) {
      words.push_back(std::move(word));
      word.clear();
    }
  }
  if (!word.empty()) words.push_back(std::move(word));
  return words;
}

std::vector<std::string_view> split_lines(std::string_view text) {
  std::vector<std::string_view> lines;
  for (size_t begin = 0; begin < text.size();) {
    size_t end = std::min(text.find('\n', begin), text.size());
    lines.push_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  return lines;
}

std::string_view trim(std::string_view text) noexcept {
  size_t begin = 0, end = text.size();
  for (size_t next = begin; begin < end; begin = next) {
    if (!is_white_space(next_code_point(text, next))) break;
  }
  while (end > begin) {
    size_t last = end - 1;
    while (last > begin && (static_cast<unsigned char>(text[last]) & 0xC0) == 0x80) --last;
    size_t next = last;
    if (!is_white_space(next_code_point(text, next)) || next != end) break;
    end = last;
  }
  return begin < end ? text.substr(begin, end - begin) : std::string_view{};
}

size_t display_width(std::string_view text) noexcept {
  size_t width = 0;
  for (size_t i = 0; i < text.size();) {
    int columns = utf8proc_charwidth(static_cast<utf8proc_int32_t>(next_code_point(text, i)));
    width += static_cast<size_t>(columns > 0 ? columns : 0);
  }
  return width;
}

}  // namespace afina
