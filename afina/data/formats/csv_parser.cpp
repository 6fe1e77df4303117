#include "afina/data/formats/csv_parser.h"

#include <algorithm>
#include <array>
#include <map>
#include <unordered_set>

#include "afina/base/stop.h"
#include "afina/base/utf8.h"
#include "afina/data/columns.h"

namespace afina::data {

namespace {

// A hostile file could open a quote in every cell; each one costs a scan to the end.
constexpr int64_t kMaxUnclosed = 16;
constexpr size_t kSampleRecords = 200;

class Parser {
 public:
  Parser(std::string_view text, char delimiter) : text_(text), delimiter_(delimiter) {}

  CsvContent run(size_t max_records) {
    CsvContent content;
    while (at_ < text_.size() && content.records.size() < max_records) {
      check_stop();
      CsvRecord record;
      record.line = line_;
      bool quoted = false;
      while (cell(record.cells, quoted)) {
      }
      if (record.cells.size() == 1 && !quoted && trim(record.cells[0]).empty()) continue;
      content.records.push_back(std::move(record));
    }
    content.unclosed_quotes = unclosed_;
    return content;
  }

 private:
  // Reads one cell and the separator after it; false when the record has ended.
  bool cell(std::vector<std::string>& cells, bool& quoted) {
    std::string value;
    if (at_ < text_.size() && text_[at_] == '"' && unclosed_ < kMaxUnclosed && quoted_part(value)) quoted = true;
    while (at_ < text_.size() && text_[at_] != delimiter_ && text_[at_] != '\n' && text_[at_] != '\r') {
      value += text_[at_++];
    }
    cells.push_back(std::move(value));
    if (at_ < text_.size() && text_[at_] == delimiter_) {
      ++at_;
      return true;
    }
    line_break();
    return false;
  }

  // From the opening quote to the closing one; false (and nothing read) where it never closes.
  bool quoted_part(std::string& value) {
    int64_t breaks = 0;
    for (size_t i = at_ + 1; i < text_.size(); ++i) {
      char c = text_[i];
      if (c == '"' && i + 1 < text_.size() && text_[i + 1] == '"') {
        ++i;
      } else if (c == '"') {
        at_ = i + 1;
        line_ += breaks;
        return true;
      } else if (c == '\n' || (c == '\r' && (i + 1 >= text_.size() || text_[i + 1] != '\n'))) {
        ++breaks;
      }
      value += c;
    }
    value.clear();
    ++unclosed_;
    return false;
  }

  void line_break() {
    if (at_ >= text_.size()) return;
    if (text_[at_] == '\r' && at_ + 1 < text_.size() && text_[at_ + 1] == '\n') ++at_;
    ++at_;
    ++line_;
  }

  std::string_view text_;
  char delimiter_;
  size_t at_ = 0;
  int64_t line_ = 1;
  int64_t unclosed_ = 0;
};

// How well a separator explains the file: the share of records with the most frequent number of cells.
double delimiter_score(const std::vector<CsvRecord>& records) {
  if (records.empty()) return 0;
  std::map<size_t, size_t> counts;
  for (const CsvRecord& record : records) ++counts[record.cells.size()];
  auto mode =
      std::max_element(counts.begin(), counts.end(), [](const auto& a, const auto& b) { return a.second < b.second; });
  size_t first = records[0].cells.size();
  if (first < 2) return 0;  // a header (or first row) that it does not split
  double total = static_cast<double>(records.size());
  double consistent = mode->first < 2 ? 0 : static_cast<double>(mode->second) / total;
  // Prose with the separator unquoted inside: ragged, but never with fewer cells than the header.
  auto enough =
      std::count_if(records.begin(), records.end(), [&](const CsvRecord& r) { return r.cells.size() >= first; });
  if (consistent < 0.5 && static_cast<double>(enough) < 0.9 * total) return 0;
  return consistent + 1e-3 * static_cast<double>(std::min<size_t>(mode->first, 50));
}

bool is_sentence(std::string_view cell) {
  return std::count(cell.begin(), cell.end(), ' ') >= 4 || count_code_points(cell) >= 40;
}

}  // namespace

CsvContent parse_csv(std::string_view text, char delimiter, size_t max_records) {
  return Parser(text, delimiter).run(max_records);
}

char detect_delimiter(std::string_view text) {
  char best = 0;
  double best_score = 0;
  for (char candidate : std::array{',', ';', '\t', '|'}) {
    double score = delimiter_score(parse_csv(text, candidate, kSampleRecords).records);
    if (score > best_score) {
      best = candidate;
      best_score = score;
    }
  }
  return best;
}

bool detect_header(const std::vector<CsvRecord>& records) {
  const std::vector<std::string>& first = records[0].cells;
  size_t sample = std::min(records.size(), kSampleRecords);
  bool recurs = false, sentence = false, figure = false;
  for (size_t column = 0; column < first.size(); ++column) {
    size_t filled = 0, figures = 0, length = 0;
    for (size_t r = 1; r < sample; ++r) {
      if (column >= records[r].cells.size()) continue;
      std::string_view cell = trim(records[r].cells[column]);
      filled += !cell.empty();
      figures += is_figure(cell);
      length += count_code_points(cell);
      recurs = recurs || (!cell.empty() && cell == trim(first[column]));
    }
    std::string_view head = trim(first[column]);
    bool named = !head.empty() || column == 0;  // an index column often has no name
    if (filled > 0 && figures * 5 >= filled * 4 && named && !is_figure(head)) return true;
    figure = figure || (is_figure(head) && figures > 0);
    size_t mean = filled ? length / filled : 0;
    sentence = sentence || (is_sentence(head) && 2 * mean <= 5 * count_code_points(head));
  }
  if (figure) return false;
  for (const std::string& cell : first) {
    if (names_a_role(cell)) return true;
  }
  std::unordered_set<std::string_view> distinct;
  for (const std::string& cell : first) {
    if (trim(cell).empty() || !distinct.insert(trim(cell)).second) return first.size() == 1;
  }
  return !recurs && !sentence;
}

}  // namespace afina::data
