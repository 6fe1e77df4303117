// The one writer of HTML: escaping, pages, tables. Everything that a person or a file says goes through escape_html.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace afina::page {

// Text for element content and for quoted attributes; control characters that HTML forbids, and bytes that are not
// UTF-8, become U+FFFD.
std::string escape_html(std::string_view text);

// A whole page without scripts. Its policy lets a browser load nothing and run nothing, only use the page's own style.
struct Page {
  std::string_view lang;
  std::string_view title;  // text
  std::string_view style;  // CSS
  std::string_view body;   // HTML, inside <main>
};
std::string html_page(const Page& page);

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

}  // namespace afina::page
