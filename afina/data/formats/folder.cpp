#include <algorithm>

#include "afina/base/error.h"
#include "afina/base/utf8.h"
#include "afina/data/formats/registry.h"
#include "afina/io/input_file.h"

namespace afina::data {

namespace {

namespace fs = std::filesystem;

bool is_text_file(const fs::path& path) {
  std::string extension = to_lower(replace_invalid_utf8(path.extension().string()));
  return extension == ".txt" || extension == ".text" || extension == ".md" || extension == ".mdx";
}

// In order. A link to nothing or a pipe with the name of a text is not passed over: reading it says what it is.
std::vector<fs::path> text_files(const fs::path& folder) {
  std::vector<fs::path> files = files_below(folder);
  std::erase_if(files, [](const fs::path& file) {
    std::error_code unknown;
    return !is_text_file(file) || fs::is_directory(file, unknown);
  });
  return files;
}

Table read_folder(const Source& source) {
  Table table;
  table.format = "folder";
  table.columns = {"file", "text"};
  for (const fs::path& file : text_files(source.path)) {
    std::error_code ignored;
    if (fs::file_size(file, ignored) == 0) continue;
    Source one = open_source(file);
    if (trim(one.bytes).empty()) continue;
    decode_source(one);
    Row row;
    row.cells = {replace_invalid_utf8(file.lexically_relative(source.path).string()), normalise_line_breaks(one.text)};
    row.place = static_cast<int64_t>(table.rows.size()) + 1;
    table.rows.push_back(std::move(row));
    table.encoding = one.encoding;
  }
  if (table.rows.empty()) fail("data.empty_folder", {{"place", source.path.string()}});
  return table;
}

}  // namespace

const FormatReader formats::kFolder = {"folder", true, [](const Source& s) { return s.folder; }, read_folder};

}  // namespace afina::data
