#include "afina/page/html.h"

#include <fmt/format.h>

#include "afina/base/utf8.h"

namespace afina::page {

namespace {

// Were a text ever to come through unescaped, a browser would still neither run nor load nor send anything.
constexpr std::string_view kPolicy =
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

}  // namespace

std::string escape_html(std::string_view text) {
  std::string out;
  for (char c : replace_invalid_utf8(text)) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '&')
      out += "&amp;";
    else if (c == '<')
      out += "&lt;";
    else if (c == '>')
      out += "&gt;";
    else if (c == '"')
      out += "&quot;";
    else if (c == '\'')
      out += "&#39;";
    else if ((byte < 0x20 && c != '\n' && c != '\t') || byte == 0x7f)
      out += "\xEF\xBF\xBD";
    else
      out += c;
  }
  return out;
}

std::string html_page(const Page& page) {
  return fmt::format(
      "<!doctype html>\n<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta http-equiv=\"Content-Security-Policy\" content=\"{}\">\n"
      "<meta name=\"referrer\" content=\"no-referrer\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
      "<title>{}</title>\n<style>{}</style>\n</head>\n<body>\n<main>\n{}</main>\n</body>\n</html>\n",
      page.lang, kPolicy, escape_html(page.title), page.style, page.body);
}

HtmlTable::HtmlTable(std::string_view caption, const std::vector<std::string>& headings) {
  // What may have to be scrolled can be reached with the keyboard.
  html_ = fmt::format(
      "<div class=\"wide\" role=\"region\" tabindex=\"0\" aria-label=\"{0}\"><table><caption>{0}</caption><thead><tr>",
      escape_html(caption));
  for (const std::string& heading : headings) html_ += fmt::format("<th scope=\"col\">{}</th>", escape_html(heading));
  html_ += "</tr></thead><tbody>\n";
}

void HtmlTable::row(const std::vector<std::string>& cells) {
  html_ += "<tr>";
  for (size_t i = 0; i < cells.size(); ++i)
    html_ += i == 0 ? fmt::format("<th scope=\"row\">{}</th>", cells[i]) : fmt::format("<td>{}</td>", cells[i]);
  html_ += "</tr>\n";
}

}  // namespace afina::page
