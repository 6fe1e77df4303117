#include <algorithm>

#include "afina/base/error.h"
#include "afina/base/utf8.h"
#include "afina/data/formats/csv_parser.h"
#include "afina/data/formats/registry.h"

namespace afina::data {

namespace {

// ASCII's unit separator, which no text holds.
constexpr char kNoDelimiter = '\x1F';

std::string_view without_mark(std::string_view cell) {
  return cell.starts_with("\xEF\xBB\xBF") ? cell.substr(3) : cell;
}

// Brings a record to the table's width. What is too many is kept in the last cell, so that nothing is lost.
void fit(std::vector<std::string>& cells, size_t width, char delimiter, int64_t& damaged) {
  while (cells.size() > width && cells.back().empty()) cells.pop_back();
  if (cells.size() != width) ++damaged;
  for (size_t i = width; i < cells.size(); ++i) cells[width - 1] += delimiter + cells[i];
  cells.resize(width);
}

std::vector<std::string> column_names(const std::vector<std::string>& first, bool has_header) {
  std::vector<std::string> names;
  for (size_t i = 0; i < first.size(); ++i) {
    std::string name(has_header ? trim(without_mark(first[i])) : std::string_view());
    if (name.empty()) name = text("data.column_name", {{"number", std::to_string(i + 1)}});
    // Two columns of one name could not be told apart on the command line.
    for (int copy = 2; std::find(names.begin(), names.end(), name) != names.end(); ++copy) {
      name = std::string(trim(first[i])) + "_" + std::to_string(copy);
    }
    names.push_back(std::move(name));
  }
  return names;
}

Table read_delimited(const Source& source, std::string_view format) {
  std::string_view text = source.text;
  char delimiter = 0;
  int64_t skipped = 0;
  if (text.starts_with("sep=") && text.size() > 5 && (text[5] == '\n' || text[5] == '\r')) {  // Excel's own hint
    delimiter = text[4];
    size_t end = text.find('\n');
    text.remove_prefix(end == std::string_view::npos ? 6 : end + 1);
    skipped = 1;
  }
  if (!delimiter) delimiter = detect_delimiter(text);
  Table table;
  table.format = format;
  table.delimiter = delimiter ? delimiter : ',';
  // One column: a separator inside a line is part of its text.
  CsvContent content = parse_csv(text, delimiter ? delimiter : kNoDelimiter);
  if (content.records.empty()) return table;
  if (content.records[0].cells.size() > kMaxColumns) {
    fail("data.too_many_columns", {{"place", source.path.string()}, {"limit", std::to_string(kMaxColumns)}});
  }
  table.has_header = detect_header(content.records);
  table.columns = column_names(content.records[0].cells, table.has_header);
  table.damaged_rows = content.unclosed_quotes;
  table.rows.reserve(content.records.size());
  for (size_t i = table.has_header ? 1 : 0; i < content.records.size(); ++i) {
    Row row;
    row.cells = std::move(content.records[i].cells);
    row.place = content.records[i].line + skipped;
    fit(row.cells, table.columns.size(), table.delimiter, table.damaged_rows);
    table.rows.push_back(std::move(row));
  }
  return table;
}

bool is_tsv(const Source& s) { return s.extension == "tsv" || s.extension == "tab"; }
// A name that says nothing: the content decides.
bool is_csv(const Source& s) {
  bool unnamed = s.extension.empty() || s.extension == "dat" || s.extension == "data";
  return s.extension == "csv" || (unnamed && detect_delimiter(s.text) != 0);
}

}  // namespace

const FormatReader formats::kTsv = {"tsv", false, is_tsv, [](const Source& s) { return read_delimited(s, "tsv"); }};
const FormatReader formats::kCsv = {"csv", false, is_csv, [](const Source& s) { return read_delimited(s, "csv"); }};

}  // namespace afina::data
