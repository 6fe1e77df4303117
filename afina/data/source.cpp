#include "afina/data/source.h"

#include <algorithm>

#include "afina/base/error.h"
#include "afina/base/stop.h"
#include "afina/base/system_memory.h"
#include "afina/base/utf8.h"
#include "afina/data/charset.h"
#include "afina/io/input_file.h"

namespace afina::data {

namespace fs = std::filesystem;

namespace {

std::string read_data(const fs::path& path) {
  try {
    // Bytes and text, or text and cells, are there at the same time.
    return read_file(path, std::min(kMostDataBytes, available_memory().bytes / 2));
  } catch (const Error& error) {
    if (error.code() == "io.not_found") fail("data.not_found", {{"place", path.string()}});
    if (error.code() == "io.too_large" || is_cancelled(error)) throw;
    fail("data.unreadable", {{"place", path.string()}});
  }
}

}  // namespace

Source open_source(const fs::path& path) {
  std::error_code unknown;  // then reading says why
  Source source;
  source.path = path;
  if (fs::is_directory(path, unknown)) {
    source.folder = true;
    return source;
  }
  std::string extension = path.extension().string();
  if (!extension.empty()) source.extension = to_lower(replace_invalid_utf8(extension.substr(1)));
  source.bytes = read_data(path);
  if (source.bytes.empty()) fail("data.empty_file", {{"place", path.string()}});
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
