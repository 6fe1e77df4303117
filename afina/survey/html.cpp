#include "afina/survey/html.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "afina/base/utf8.h"

namespace afina::survey {

namespace {

// Dark text on white, at least 7:1; what colour says, a word and a sign say too.
constexpr std::string_view kStyle = R"(
:root { color-scheme: light; }
body { font: 1rem/1.5 system-ui, sans-serif; color: #1b1b1b; background: #fff; max-width: 62rem; margin: 0 auto;
  padding: 1rem; }
h1 { font-size: 1.7rem; line-height: 1.25; }
h2 { font-size: 1.3rem; margin-top: 2.5rem; border-bottom: 2px solid #1b1b1b; }
h3 { font-size: 1.05rem; margin-bottom: .3rem; }
nav ul { columns: 2; padding-left: 1.2rem; }
a { color: #0b3d91; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; margin: 1rem 0; width: 100%; }
caption { text-align: left; font-weight: 600; padding: .3rem 0; }
th, td { border: 1px solid #767676; padding: .3rem .5rem; text-align: left; vertical-align: top; }
thead th { background: #eee; }
tbody th { font-weight: 600; }
.verdict { font-weight: 700; white-space: nowrap; }
.met { color: #0a4d1c; } .not_met { color: #7d1010; } .cannot_tell { color: #4a3c00; }
.notice { border: 2px solid #1b1b1b; padding: .5rem .8rem; }
.small { font-size: .9rem; }
blockquote { margin: .4rem 0; padding-left: .8rem; border-left: 3px solid #767676; white-space: pre-wrap;
  overflow-wrap: anywhere; }
svg { vertical-align: middle; }
li { margin-bottom: .4rem; }
@media print { body { max-width: none; padding: 0; font-size: 10pt; } nav { display: none; }
  h2, h3, caption { break-after: avoid; } tr, li, blockquote { break-inside: avoid; } .wide { overflow: visible; } }
)";

constexpr double kBarWidth = 150, kBarHeight = 18;

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

std::string html_page(std::string_view lang, std::string_view title, std::string_view body) {
  return fmt::format(
      "<!doctype html>\n<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
      "<title>{}</title>\n<style>{}</style>\n</head>\n<body>\n<main>\n{}</main>\n</body>\n</html>\n",
      lang, escape_html(title), kStyle, body);
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

std::string interval_bar(const Estimate& estimate, const BarScale& scale, std::string_view label) {
  if (!std::isfinite(estimate.value)) return "";
  auto x = [&](double value) {
    return kBarWidth * std::clamp((value - scale.least) / (scale.most - scale.least), 0.0, 1.0);
  };
  const double middle = kBarHeight / 2;
  std::string svg = fmt::format(
      "<svg role=\"img\" aria-label=\"{0}\" width=\"{1}\" height=\"{2}\" viewBox=\"0 0 {1} {2}\"><title>{0}</title>"
      "<rect x=\"0.5\" y=\"3.5\" width=\"{3}\" height=\"{4}\" fill=\"none\" stroke=\"#767676\"/>"
      "<rect x=\"0.5\" y=\"3.5\" width=\"{5:.1f}\" height=\"{4}\" fill=\"#9fb8d8\"/>",
      escape_html(label), kBarWidth, kBarHeight, kBarWidth - 1, kBarHeight - 7, x(estimate.value));
  if (estimate.interval) {
    svg += fmt::format(
        "<path d=\"M{0:.1f} {2} H{1:.1f} M{0:.1f} {3} V{4} M{1:.1f} {3} V{4}\" stroke=\"#1b1b1b\" stroke-width=\"2\"/>",
        x(estimate.interval->low), x(estimate.interval->high), middle, middle - 4, middle + 4);
  }
  if (scale.threshold > scale.least) {
    svg += fmt::format("<path d=\"M{0:.1f} 0 V{1}\" stroke=\"#7d1010\" stroke-width=\"2\" stroke-dasharray=\"3 2\"/>",
                       x(scale.threshold), kBarHeight);
  }
  return svg + "</svg>";
}

}  // namespace afina::survey
