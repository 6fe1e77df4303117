// The preview as HTML: tokens in boxes, what is learned doubly underlined and named for screen readers. It has no
// colours of its own, so it reads the same in print, in a dark notebook and to somebody who does not see colours.
#include <fmt/format.h>

#include "afina/base/error.h"
#include "afina/page/html.h"
#include "afina/workflow/preview_lines.h"

namespace afina::workflow {

namespace {

constexpr std::string_view kStyle = R"(<style>
.afina-preview{max-width:60rem;line-height:1.5;overflow-wrap:anywhere}
.afina-preview .tokens{line-height:2.1;font-family:ui-monospace,monospace;margin:.5rem 0}
.afina-preview .t{border:1px solid;border-radius:3px;padding:0 .15em;margin-right:2px;white-space:pre-wrap}
.afina-preview .s{border-style:dashed;font-style:italic}
.afina-preview mark,.afina-preview .l{background:none;color:inherit}
.afina-preview .l{border-width:2px;font-weight:bold;text-decoration:underline double;text-underline-offset:.2em}
.afina-preview .c{border:1px dotted;padding:0 .3em}
.afina-preview .o{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
</style>
)";
constexpr std::string_view kPageStyle =
    ":root{color-scheme:light dark}body{margin:1rem;font-family:system-ui,sans-serif}h2{font-size:1.15rem}";

std::string escaped(std::string_view raw) { return page::escape_html(raw); }

std::string lines_of(std::string_view raw) {
  std::string out = escaped(raw);
  for (size_t at = 0; (at = out.find('\n', at)) != std::string::npos; at += 5) out.replace(at, 1, "<br>\n");
  return out;
}

std::string for_reader(std::string_view key) { return fmt::format("<span class=\"o\">{} </span>", escaped(text(key))); }

std::string token_html(const PreviewToken& token) {
  return fmt::format("<span class=\"t{}{}\" title=\"{}\">{}</span><wbr>", token.learned ? " l" : "",
                     token.special ? " s" : "", token.id, escaped(visible(token.text)));
}

// Runs of learned tokens are one <mark> each, opened by words that are heard and not seen.
std::string tokens_html(const PreviewRow& row) {
  std::string out = "<p class=\"tokens\">";
  const std::string cut = fmt::format("<span class=\"c\">[…]{}</span><wbr>", for_reader("preview.legend_cut"));
  bool inside = false;
  for (size_t i = 0; i < row.tokens.size(); ++i) {
    const PreviewToken& token = row.tokens[i];
    if (inside && !token.learned) out += for_reader("preview.heard_end") + "</mark>";
    if (row.cut_tokens > 0 && static_cast<size_t>(row.cut_at) == i) out += cut;
    if (!inside && token.learned) out += "<mark>" + for_reader("preview.heard_learned");
    inside = token.learned;
    out += token_html(token);
  }
  if (inside) out += "</mark>";
  if (row.cut_tokens > 0 && static_cast<size_t>(row.cut_at) == row.tokens.size()) out += cut;
  return out + "</p>\n";
}

std::string list(const std::vector<std::string>& items) {
  if (items.empty()) return {};
  std::string out = "<ul>\n";
  for (const std::string& item : items) out += "<li>" + escaped(item) + "</li>\n";
  return out + "</ul>\n";
}

std::string legend() {
  auto sample = [](std::string_view classes, std::string_view shown, std::string_view key) {
    return fmt::format("<li><span class=\"{}\">{}</span> {}</li>\n", classes, escaped(shown), escaped(text(key)));
  };
  return "<ul>\n" + sample("t", "·" + text("preview.sample"), "preview.legend_read") +
         sample("t l", "·" + text("preview.sample"), "preview.legend_learned") +
         sample("t s", "<|…|>", "preview.legend_special") + sample("c", "[…]", "preview.legend_cut") +
         fmt::format("<li>{}</li>\n</ul>\n", escaped(text("preview.legend_blanks")));
}

std::string_view lang() { return language() == Lang::es ? "es" : "en"; }

}  // namespace

std::string to_html_fragment(const Preview& p, int heading) {
  std::string out = fmt::format("<div class=\"afina-preview\" lang=\"{}\">\n{}", lang(), kStyle);
  out += fmt::format("<p>{}</p>\n<p>{}</p>\n{}", lines_of(p.summary), escaped(template_line(p)), legend());
  for (size_t i = 0; i < p.rows.size(); ++i) {
    out += fmt::format("<h{0}>{1}</h{0}>\n{2}{3}", heading, escaped(row_heading(p, i)), tokens_html(p.rows[i]),
                       list(row_notes(p.rows[i])));
  }
  return out + fmt::format("<h{0}>{1}</h{0}>\n{2}</div>\n", heading, escaped(text("preview.totals_title")),
                           list(total_lines(p)));
}

std::string to_html(const Preview& p) {
  const std::string title = text("preview.title");
  return page::html_page(
      {lang(), title, kPageStyle, fmt::format("<h1>{}</h1>\n{}", escaped(title), to_html_fragment(p, 2))});
}

}  // namespace afina::workflow
