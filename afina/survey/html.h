// Pieces of an HTML page. Everything a person wrote goes through escape_html.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "afina/survey/scoring.h"

namespace afina::survey {

// Text for element content and for quoted attributes; control characters that HTML forbids become U+FFFD.
std::string escape_html(std::string_view text);

// A whole page, with its style and no script: `title` is text, `body` HTML.
std::string html_page(std::string_view lang, std::string_view title, std::string_view body);

// A table with a caption and column headings; the first cell of each row is the row's heading. `caption` and
// `headings` are text, cells HTML.
class HtmlTable {
 public:
  HtmlTable(std::string_view caption, const std::vector<std::string>& headings);
  void row(const std::vector<std::string>& cells);
  std::string html() const { return html_ + "</tbody></table></div>\n"; }

 private:
  std::string html_;
};

// A bar for a value, a line for its interval, a dashed one for the threshold. `label` says the same in words.
struct BarScale {
  double least = 0, most = 1;
  double threshold = 0;  // none where it is not above `least`
};
std::string interval_bar(const Estimate& estimate, const BarScale& scale, std::string_view label);

}  // namespace afina::survey
