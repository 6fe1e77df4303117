// A person's file as rows and columns of text, whatever its format.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "afina/base/json.h"

namespace afina::data {

struct Row {
  std::vector<std::string> cells;  // one a column, valid UTF-8; missing cells are ""
  int64_t place = 0;               // line (CSV, JSONL, TXT) or item number (JSON), from 1
  std::optional<Json> messages;    // the row's chat messages, where the file has them
};

struct Table {
  std::filesystem::path source;
  std::string format;  // "csv", "tsv", "json", "jsonl", "txt", "folder"
  std::vector<std::string> columns;
  std::vector<Row> rows;
  std::string encoding = "UTF-8";  // what the bytes were
  char delimiter = 0;              // CSV and TSV
  bool has_header = true;
  int64_t damaged_rows = 0;  // rows with more or fewer cells than columns, kept as well as possible
  std::string text;          // TXT: the whole running text as it stands
};

// Reads a file (format from its content and name) or a folder of TXT files (columns "file", "text").
// Nested JSON such as SQuAD's is flattened to its question/answer/context records.
// Errors: data.not_found, data.empty_file, data.unreadable, data.unsupported_format (.pdf, .docx, .xlsx with
// the way out), base.json_syntax with line.
Table load_table(const std::filesystem::path& path);

}  // namespace afina::data
