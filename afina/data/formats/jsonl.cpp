#include <optional>

#include "afina/base/error.h"
#include "afina/base/stop.h"
#include "afina/base/utf8.h"
#include "afina/data/formats/json_rows.h"
#include "afina/data/formats/registry.h"

namespace afina::data {

namespace {

// The next line of `rest` (without its break), or nothing at the end.
std::optional<std::string_view> next_line(std::string_view& rest) {
  if (rest.empty()) return std::nullopt;
  size_t end = rest.find('\n');
  std::string_view line = trim(rest.substr(0, end));
  rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
  return line;
}

std::string argument(const Error& error, std::string_view name) {
  for (const auto& [key, value] : error.args()) {
    if (key == name) return value;
  }
  return {};
}

// An error inside a line names the line of the file.
Json parse_line(std::string_view line, int64_t number, const Source& source) {
  try {
    return parse_json(line, source.path.string());
  } catch (const Error& error) {
    if (error.code() != "base.json_syntax") throw;
    fail("base.json_syntax",
         {{"place", source.path.string()}, {"line", std::to_string(number)}, {"column", argument(error, "column")}});
  }
}

Table read_json_lines(const Source& source) {
  Table table;
  table.source = source.path;
  table.format = "jsonl";
  RowCollector rows(table);
  int64_t number = 0;
  std::string_view rest = source.text;
  while (auto line = next_line(rest)) {
    check_stop();
    ++number;
    if (!line->empty()) rows.add(parse_line(*line, number, source), number);
  }
  rows.finish();
  return table;
}

// Files called .json often hold JSON lines: two or more lines, each one an object on its own.
bool is_json_lines(const Source& source) {
  if (source.extension == "jsonl" || source.extension == "ndjson") return true;
  if (source.extension != "json" && !source.extension.empty()) return false;
  int objects = 0;
  std::string_view rest = source.text;
  while (auto line = next_line(rest)) {
    if (line->empty()) continue;
    if (!line->starts_with('{') || !line->ends_with('}')) return false;
    if (++objects == 2) return true;
  }
  return false;
}

}  // namespace

const FormatReader formats::kJsonLines = {"jsonl", false, is_json_lines, read_json_lines};

}  // namespace afina::data
