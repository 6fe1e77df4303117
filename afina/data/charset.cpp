#include "afina/data/charset.h"

#include <iconv.h>
#include <uchardet/uchardet.h>

#include <array>
#include <memory>
#include <optional>

#include "afina/base/utf8.h"

namespace afina::data {

namespace {

// Windows-1252's 0x80-0x9F; 0 where the code page has nothing.
constexpr std::array<char16_t, 32> kWindows1252 = {0x20AC, 0,      0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021,
                                                   0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0,      0x017D, 0,
                                                   0,      0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
                                                   0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0,      0x017E, 0x0178};

std::string decode_utf16(std::string_view bytes, bool big_endian) {
  std::string out;
  out.reserve(bytes.size());
  auto unit = [&](size_t i) {
    auto low = static_cast<unsigned char>(bytes[i + (big_endian ? 1 : 0)]);
    auto high = static_cast<unsigned char>(bytes[i + (big_endian ? 0 : 1)]);
    return static_cast<char32_t>(high << 8 | low);
  };
  size_t i = 0;
  for (; i + 1 < bytes.size(); i += 2) {
    char32_t c = unit(i);
    if (c >= 0xD800 && c < 0xDC00 && i + 3 < bytes.size()) {
      char32_t second = unit(i + 2);
      if (second >= 0xDC00 && second < 0xE000) {
        c = 0x10000 + ((c - 0xD800) << 10) + (second - 0xDC00);
        i += 2;
      }
    }
    append_utf8(out, c);  // a lone surrogate becomes U+FFFD
  }
  if (i < bytes.size()) append_utf8(out, kReplacement);
  return out;
}

DecodedText decode_western(std::string_view bytes) {
  DecodedText decoded;
  decoded.encoding = "ISO-8859-1";
  decoded.text.reserve(bytes.size() + bytes.size() / 8);
  for (char byte : bytes) {
    auto c = static_cast<unsigned char>(byte);
    char32_t point = c;
    if (c >= 0x80 && c < 0xA0) {
      decoded.encoding = "Windows-1252";
      point = kWindows1252[c - 0x80] ? kWindows1252[c - 0x80] : kReplacement;
    }
    append_utf8(decoded.text, point);
  }
  return decoded;
}

// Letters and signs of the languages written with Windows-1252: Spanish, Catalan, Galician, Portuguese,
// French, Italian, German, with their quotation marks, ordinals, degrees and currency.
bool is_usual_western(unsigned char c) {
  static constexpr std::string_view kUsual =
      "\xE1\xE9\xED\xF3\xFA\xF1\xFC\xC1\xC9\xCD\xD3\xDA\xD1\xDC\xE0\xE8\xEC\xF2\xF9\xC0\xC8\xCC\xD2\xD9\xE2\xEA\xEE"
      "\xF4\xFB\xC2\xCA\xCE\xD4\xDB\xE3\xF5\xC3\xD5\xE7\xC7\xEB\xEF\xE4\xF6\xDF\xC4\xD6\xBF\xA1\xAB\xBB\xBA\xAA\xB0"
      "\xB7\xA0\x80\x91\x92\x93\x94\x96\x97\x85\x95";
  return kUsual.find(static_cast<char>(c)) != std::string_view::npos;
}

bool looks_western(std::string_view bytes) {
  size_t high = 0, usual = 0, beside_letter = 0;
  auto is_ascii = [&](size_t i) { return i < bytes.size() && static_cast<unsigned char>(bytes[i]) < 0x80; };
  for (size_t i = 0; i < bytes.size(); ++i) {
    auto c = static_cast<unsigned char>(bytes[i]);
    if (c < 0x80) continue;
    ++high;
    usual += is_usual_western(c);
    // In these languages a letter outside ASCII rarely has another one on both sides; in Cyrillic, Greek or
    // East Asian encodings that is the rule.
    beside_letter += is_ascii(i + 1) || (i > 0 && is_ascii(i - 1));
  }
  return usual * 10 >= high * 9 && beside_letter * 10 >= high * 8;
}

// A file cut in the middle of a character, or with a few damaged bytes, is still UTF-8.
bool mostly_utf8(std::string_view bytes) {
  size_t good = 0, bad = 0;
  for (size_t i = 0; i < bytes.size();) {
    size_t begin = i;
    char32_t c = next_code_point(bytes, i);
    if (c == kReplacement && bytes.substr(begin, i - begin) != "\xEF\xBF\xBD")
      ++bad;
    else if (i - begin > 1)
      ++good;
  }
  return good >= 10 * bad;
}

std::optional<std::string> convert(std::string_view bytes, const char* encoding) {
  iconv_t raw = iconv_open("UTF-8", encoding);
  if (raw == reinterpret_cast<iconv_t>(-1)) return std::nullopt;
  std::unique_ptr<void, int (*)(iconv_t)> owner(raw, &iconv_close);
  std::string input(bytes), out(bytes.size() * 4 + 16, '\0');
  char* from = input.data();
  char* to = out.data();
  size_t from_left = input.size(), to_left = out.size();
  if (iconv(raw, &from, &from_left, &to, &to_left) == static_cast<size_t>(-1)) return std::nullopt;
  out.resize(out.size() - to_left);
  return out;
}

std::string believed_encoding(std::string_view bytes) {
  std::unique_ptr<uchardet, void (*)(uchardet_t)> detector(uchardet_new(), &uchardet_delete);
  if (uchardet_handle_data(detector.get(), bytes.data(), bytes.size()) != 0) return {};
  uchardet_data_end(detector.get());
  return uchardet_get_charset(detector.get());
}

}  // namespace

DecodedText decode_text(std::string_view bytes) {
  if (bytes.starts_with("\xEF\xBB\xBF")) return {replace_invalid_utf8(bytes.substr(3)), "UTF-8"};
  if (bytes.starts_with("\xFF\xFE")) return {decode_utf16(bytes.substr(2), false), "UTF-16LE"};
  if (bytes.starts_with("\xFE\xFF")) return {decode_utf16(bytes.substr(2), true), "UTF-16BE"};
  if (is_valid_utf8(bytes)) return {std::string(bytes), "UTF-8"};
  if (mostly_utf8(bytes)) return {replace_invalid_utf8(bytes), "UTF-8"};
  if (looks_western(bytes)) return decode_western(bytes);
  std::string believed = believed_encoding(bytes);
  if (!believed.empty() && believed != "UTF-8" && believed != "ASCII") {
    if (auto text = convert(bytes, believed.c_str()); text && is_valid_utf8(*text)) return {*text, believed};
  }
  return decode_western(bytes);
}

}  // namespace afina::data
