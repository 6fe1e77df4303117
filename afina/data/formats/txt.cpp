#include "afina/base/utf8.h"
#include "afina/data/formats/registry.h"

namespace afina::data {

namespace {

// One row a paragraph (blank lines separate them); the running text stays whole beside the rows.
Table read_txt(const Source& source) {
  Table table;
  table.format = "txt";
  table.columns = {"text"};
  table.has_header = false;
  table.text = normalise_line_breaks(source.text);
  std::string paragraph;
  int64_t line = 0, begin = 1;
  auto close = [&] {
    if (paragraph.empty()) return;
    Row row;
    row.cells = {std::move(paragraph)};
    row.place = begin;
    table.rows.push_back(std::move(row));
    paragraph.clear();
  };
  for (std::string_view rest = table.text; !rest.empty();) {
    size_t end = rest.find('\n');
    std::string_view current = rest.substr(0, end);
    rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
    ++line;
    if (trim(current).empty()) {
      close();
      continue;
    }
    if (paragraph.empty())
      begin = line;
    else
      paragraph += '\n';
    paragraph += current;
  }
  close();
  return table;
}

}  // namespace

const FormatReader formats::kTxt = {"txt", false, [](const Source&) { return true; }, read_txt};

}  // namespace afina::data
