#include <fmt/format.h>

#include "afina/page/html.h"
#include "afina/survey/report.h"
#include "afina/survey/report_sections.h"
#include "afina/survey/report_words.h"

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

std::string paragraph(std::string_view text, std::string_view name = {}) {
  return name.empty() ? fmt::format("<p>{}</p>\n", page::escape_html(text))
                      : fmt::format("<p class=\"{}\">{}</p>\n", name, page::escape_html(text));
}

std::string introduction(const ClassReport& report) {
  std::string html = fmt::format("<h1>{}</h1>\n", page::escape_html(say("title")));
  html += paragraph(say("people", {{"people", std::to_string(report.people)},
                                   {"first", report.first_at ? written_day(report.first_at) : "—"},
                                   {"last", report.last_at ? written_day(report.last_at) : "—"}}));
  if (report.generated > 0) {
    html += paragraph(
        say("generated", {{"generated", std::to_string(report.generated)}, {"people", std::to_string(report.people)}}),
        "notice");
  }
  if (report.people < kFewestPeople)
    html += paragraph(say("few", {{"fewest", std::to_string(kFewestPeople)}}), "notice");
  if (report.invalid_answers > 0)
    html += paragraph(say("invalid", {{"count", std::to_string(report.invalid_answers)}}));
  if (report.invalid_events > 0)
    html += paragraph(say("invalid_events", {{"count", std::to_string(report.invalid_events)}}));
  return html;
}

std::string method() {
  std::string html = "<ul>\n";
  for (const char* name : {"method_intervals", "method_verdicts", "method_sus", "method_tests", "method_gain",
                           "method_places", "method_minutes", "method_changes"}) {
    html += fmt::format("<li>{}</li>\n", page::escape_html(say(name, {{"fewest", std::to_string(kFewestPeople)}})));
  }
  return html + "</ul>\n";
}

}  // namespace

std::string report_html(const ClassReport& report) {
  const std::pair<const char*, std::string> sections[] = {
      {"criteria", criteria_section(report)},   {"changes", changes_section(report)},
      {"sus", sus_section(report.sus)},         {"knowledge", knowledge_section(report.knowledge)},
      {"notebooks", notebooks_section(report)}, {"exercises", exercises_section(report)},
      {"sections", sections_section(report)},   {"errors", errors_section(report)},
      {"open", open_section(report)},           {"method", method()},
  };
  std::string body = introduction(report);
  body += fmt::format("<nav aria-label=\"{}\"><ul>\n", page::escape_html(say("contents")));
  for (const auto& [id, html] : sections)
    body += fmt::format("<li><a href=\"#{}\">{}</a></li>\n", id, page::escape_html(say(std::string("heading_") + id)));
  body += "</ul></nav>\n";
  for (const auto& [id, html] : sections) {
    body += fmt::format("<section id=\"{}\"><h2>{}</h2>\n{}</section>\n", id,
                        page::escape_html(say(std::string("heading_") + id)),
                        html.empty() ? paragraph(say("nothing")) : html);
  }
  return page::html_page({language() == Lang::es ? "es" : "en", say("title"), kStyle, body});
}

}  // namespace afina::survey
