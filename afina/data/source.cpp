#include "afina/data/source.h"

#include <algorithm>
#include <fstream>

#include "afina/base/error.h"
#include "afina/base/utf8.h"
#include "afina/data/charset.h"

namespace afina::data {

namespace fs = std::filesystem;

Source open_source(const fs::path& path) {
  std::error_code error;
  fs::file_status status = fs::status(path, error);
  TextArgs place = {{"place", path.string()}};
  if (status.type() == fs::file_type::not_found) fail("data.not_found", place);
  Source source;
  source.path = path;
  if (status.type() == fs::file_type::directory) {
    source.folder = true;
    return source;
  }
  // Devices and pipes may never end.
  if (error || status.type() != fs::file_type::regular) fail("data.unreadable", place);
  std::string extension = path.extension().string();
  if (!extension.empty()) source.extension = to_lower(replace_invalid_utf8(extension.substr(1)));

  std::ifstream in(path, std::ios::binary | std::ios::ate);
  if (!in) fail("data.unreadable", place);
  auto size = static_cast<std::streamoff>(in.tellg());
  if (size < 0) fail("data.unreadable", place);
  source.bytes.resize(static_cast<size_t>(size));
  in.seekg(0);
  in.read(source.bytes.data(), size);
  if (in.gcount() != size) fail("data.unreadable", place);
  if (source.bytes.empty()) fail("data.empty_file", place);
  return source;
}

void decode_source(Source& source) {
  DecodedText decoded = decode_text(source.bytes);
  source.text = std::move(decoded.text);
  source.encoding = std::move(decoded.encoding);
  std::string().swap(source.bytes);
  if (trim(source.text).empty()) fail("data.empty_file", {{"place", source.path.string()}});
  auto controls = std::count_if(source.text.begin(), source.text.end(), [](char c) {
    return static_cast<unsigned char>(c) < 0x20 && c != '\t' && c != '\n' && c != '\r' && c != '\f';
  });
  // Text has hardly any control characters; pictures, programs and archives are full of them.
  if (controls * 20 > static_cast<std::ptrdiff_t>(source.text.size())) {
    fail("data.not_text", {{"place", source.path.string()}});
  }
}

std::string normalise_line_breaks(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\r') {
      out += text[i];
    } else {
      out += '\n';
      if (i + 1 < text.size() && text[i + 1] == '\n') ++i;
    }
  }
  return out;
}

}  // namespace afina::data
