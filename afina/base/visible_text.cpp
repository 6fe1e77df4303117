#include "afina/base/visible_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "afina/base/utf8.h"

namespace afina {

namespace {

struct Span {
  char32_t first, last;
};

// Unicode's Cc, Zl, Zp and Bidi_Control, the deprecated and interlinear format characters, the mark of byte order,
// tags.
constexpr std::array<Span, 9> kUnprintable{{{0x0000, 0x001F},
                                            {0x007F, 0x009F},
                                            {0x061C, 0x061C},
                                            {0x200E, 0x200F},
                                            {0x2028, 0x202E},
                                            {0x2066, 0x206F},
                                            {0xFEFF, 0xFEFF},
                                            {0xFFF9, 0xFFFB},
                                            {0xE0000, 0xE007F}}};

// Printable ASCII at the beginning of `text`.
size_t plain_prefix(std::string_view text) {
  return static_cast<size_t>(std::ranges::find_if(text, [](char c) { return c < ' ' || c > '~'; }) - text.begin());
}

std::string spelled(char32_t c) {
  const auto value = static_cast<uint32_t>(c);
  if (value < 0x100) return fmt::format("\\x{:02x}", value);
  return value < 0x10000 ? fmt::format("\\u{:04x}", value) : fmt::format("\\U{:08x}", value);
}

std::string spelled_in_json(char32_t c) {
  auto value = static_cast<uint32_t>(c);
  if (value < 0x10000) return fmt::format("\\u{:04x}", value);
  value -= 0x10000;
  return fmt::format("\\u{:04x}\\u{:04x}", 0xD800 + (value >> 10), 0xDC00 + (value & 0x3FF));
}

std::string visible_text(std::string_view text, bool one_line) {
  std::string out;
  out.reserve(text.size());
  for (size_t i = 0; i < text.size();) {
    const size_t plain = plain_prefix(text.substr(i));
    out += text.substr(i, plain);
    if ((i += plain) == text.size()) break;
    const size_t begin = i;
    const char32_t c = next_code_point(text, i);
    const std::string_view bytes = text.substr(begin, i - begin);
    if (c == kReplacement && bytes != "\xEF\xBF\xBD") {
      for (const char byte : bytes) out += spelled(static_cast<unsigned char>(byte));
    } else if (c == '\n' || c == '\t') {
      out += !one_line ? std::string(bytes) : c == '\n' ? "\\n" : "\\t";
    } else if (c == '\r' && text.substr(i).starts_with('\n') && !one_line) {
      continue;
    } else if (is_unprintable(c)) {
      out += spelled(c);
    } else {
      out += bytes;
    }
  }
  return out;
}

}  // namespace

bool is_unprintable(char32_t c) noexcept {
  return std::ranges::any_of(kUnprintable, [&](const Span& s) { return c >= s.first && c <= s.last; });
}

std::string visible(std::string_view text) { return visible_text(text, false); }
std::string visible_line(std::string_view text) { return visible_text(text, true); }

std::string visible_json(std::string_view json) {
  std::string out;
  out.reserve(json.size());
  for (size_t i = 0; i < json.size();) {
    const size_t plain = plain_prefix(json.substr(i));
    out += json.substr(i, plain);
    if ((i += plain) == json.size()) break;
    const size_t begin = i;
    const char32_t c = next_code_point(json, i);
    if (c >= 0x7F && is_unprintable(c))
      out += spelled_in_json(c);
    else if (c == kReplacement)
      append_utf8(out, c);
    else
      out += json.substr(begin, i - begin);
  }
  return out;
}

}  // namespace afina
