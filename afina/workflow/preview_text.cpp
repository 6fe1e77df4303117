// The preview for a terminal: tokens between bars, and below each the mark of what it is.
#include <algorithm>

#include "afina/base/error.h"
#include "afina/base/utf8.h"
#include "afina/workflow/preview_lines.h"

namespace afina::workflow {

namespace {

constexpr std::string_view kBorder = "│";
constexpr size_t kLeastColumns = 40;

// Two lines that grow together, written out when the next token has no room.
class TokenLines {
 public:
  explicit TokenLines(size_t columns) : columns_(columns) {}

  void add(const std::string& shown, char mark) {
    const size_t width = display_width(shown);
    if (used_ > 0 && used_ + width + 1 > columns_) flush();
    if (used_ == 0) open();
    tokens_ += shown + std::string(kBorder);
    marks_ += std::string(width, mark) + " ";
    used_ += width + 1;
  }
  std::string finish() {
    if (used_ > 0) flush();
    return std::move(out_);
  }

 private:
  void open() {
    tokens_ = "  " + std::string(kBorder);
    marks_ = "   ";
    used_ = 3;
  }
  void flush() {
    marks_.erase(marks_.find_last_not_of(' ') + 1);
    out_ += tokens_ + "\n";
    if (!marks_.empty()) out_ += marks_ + "\n";
    used_ = 0;
  }

  size_t columns_, used_ = 0;
  std::string tokens_, marks_, out_;
};

char mark_of(const PreviewToken& token) {
  return token.learned ? (token.special ? '#' : '^') : token.special ? '*' : ' ';
}

}  // namespace

std::string to_text(const Preview& p, int columns) {
  std::string out = p.summary + "\n" + template_line(p) + "\n" + text("preview.legend_text") + "\n";
  const size_t width = std::max(static_cast<size_t>(std::max(columns, 0)), kLeastColumns);
  for (size_t i = 0; i < p.rows.size(); ++i) {
    out += "\n" + row_heading(p, i) + "\n";
    TokenLines lines(width);
    const PreviewRow& row = p.rows[i];
    for (size_t t = 0; t < row.tokens.size(); ++t) {
      if (row.cut_tokens > 0 && static_cast<size_t>(row.cut_at) == t) lines.add("[…]", '-');
      lines.add(visible(row.tokens[t].text), mark_of(row.tokens[t]));
    }
    if (row.cut_tokens > 0 && static_cast<size_t>(row.cut_at) == row.tokens.size()) lines.add("[…]", '-');
    out += lines.finish();
    for (const std::string& note : row_notes(row)) out += "  " + note + "\n";
  }
  out += "\n" + text("preview.totals_title") + "\n";
  for (const std::string& line : total_lines(p)) out += "  · " + line + "\n";
  return out;
}

}  // namespace afina::workflow
