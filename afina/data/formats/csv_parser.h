// CSV and its relatives: RFC 4180 read leniently, as Python's csv does, and the recognition of what the file
// does not say (separator, header).
#pragma once

#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

namespace afina::data {

struct CsvRecord {
  std::vector<std::string> cells;
  int64_t line = 0;  // where it begins, from 1
};

struct CsvContent {
  std::vector<CsvRecord> records;  // blank lines are not records
  int64_t unclosed_quotes = 0;     // quotes that opened a cell and never closed: taken as plain characters
};

// Cells keep their white space and the line breaks inside quotes as they stand. Records end at LF, CRLF or CR.
CsvContent parse_csv(std::string_view text, char delimiter, size_t max_records = std::numeric_limits<size_t>::max());

// The separator among , ; tab | under which most records have the same number of cells; 0 where none splits
// the file (one column).
char detect_delimiter(std::string_view text);

// Whether the first record names the columns. Without evidence it does: most files have a header.
bool detect_header(const std::vector<CsvRecord>& records);

}  // namespace afina::data
