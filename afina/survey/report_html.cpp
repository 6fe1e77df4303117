#include <fmt/format.h>

#include "afina/survey/html.h"
#include "afina/survey/report.h"
#include "afina/survey/report_sections.h"
#include "afina/survey/report_words.h"

namespace afina::survey {

namespace {

std::string paragraph(std::string_view text, std::string_view name = {}) {
  return name.empty() ? fmt::format("<p>{}</p>\n", escape_html(text))
                      : fmt::format("<p class=\"{}\">{}</p>\n", name, escape_html(text));
}

std::string introduction(const ClassReport& report) {
  std::string html = fmt::format("<h1>{}</h1>\n", escape_html(say("title")));
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
  return html;
}

std::string method() {
  std::string html = "<ul>\n";
  for (const char* name : {"method_intervals", "method_verdicts", "method_sus", "method_tests", "method_gain",
                           "method_places", "method_minutes", "method_changes"}) {
    html += fmt::format("<li>{}</li>\n", escape_html(say(name, {{"fewest", std::to_string(kFewestPeople)}})));
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
  body += fmt::format("<nav aria-label=\"{}\"><ul>\n", escape_html(say("contents")));
  for (const auto& [id, html] : sections)
    body += fmt::format("<li><a href=\"#{}\">{}</a></li>\n", id, escape_html(say(std::string("heading_") + id)));
  body += "</ul></nav>\n";
  for (const auto& [id, html] : sections) {
    body +=
        fmt::format("<section id=\"{}\"><h2>{}</h2>\n{}</section>\n", id,
                    escape_html(say(std::string("heading_") + id)), html.empty() ? paragraph(say("nothing")) : html);
  }
  return html_page(language() == Lang::es ? "es" : "en", say("title"), body);
}

}  // namespace afina::survey
