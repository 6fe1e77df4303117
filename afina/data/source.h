// A file as the format readers see it, and the one place that touches the disk for data.
#pragma once

#include <filesystem>
#include <string>

namespace afina::data {

struct Source {
  std::filesystem::path path;
  std::string extension;  // lower case, without the dot
  bool folder = false;
  std::string bytes;  // as on disk; empty for a folder
  std::string text;   // decoded, for readers of text
  std::string encoding;
};

// Reads `path` whole; `text` is still empty. Errors: data.not_found, data.unreadable, data.empty_file.
Source open_source(const std::filesystem::path& path);
// Fills `text` and `encoding`, and lets go of `bytes`. Errors: data.empty_file, data.not_text.
void decode_source(Source& source);

// `text` with CRLF and CR as LF.
std::string normalise_line_breaks(std::string_view text);

}  // namespace afina::data
