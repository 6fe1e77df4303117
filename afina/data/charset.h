// Bytes to UTF-8: which encoding a person's file is in, and the file as UTF-8 without its byte order mark.
#pragma once

#include <string>
#include <string_view>

namespace afina::data {

struct DecodedText {
  std::string text;      // valid UTF-8; ill-formed bytes have become U+FFFD
  std::string encoding;  // "UTF-8", "UTF-16LE", "UTF-16BE", "ISO-8859-1", "Windows-1252" or an iconv name
};

// A byte order mark decides; then valid UTF-8 wins; then UTF-8 with a few broken bytes (a cut file); then the
// Western European single-byte encodings when their letters make sense; then what uchardet believes.
DecodedText decode_text(std::string_view bytes);

}  // namespace afina::data
