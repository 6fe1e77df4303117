// The sections that go through the course: notebooks, exercises, sections, errors, open answers.
#include <fmt/format.h>

#include <algorithm>

#include "afina/base/numbers.h"
#include "afina/page/html.h"
#include "afina/survey/report_pieces.h"
#include "afina/survey/report_sections.h"

namespace afina::survey {

namespace {

// The hardest first: the smallest share at the top, and of equals those earlier in the course.
template <class Row>
std::vector<const Row*> hardest_first(const std::vector<Row>& rows, Estimate Row::*share) {
  std::vector<const Row*> sorted;
  for (const Row& row : rows) sorted.push_back(&row);
  std::ranges::stable_sort(sorted, {}, [share](const Row* row) { return (row->*share).value; });
  return sorted;
}

std::string share_cell(const Estimate& share) {
  return estimate_bar(share, Unit::share, kShareThreshold) + "<br>" + written(share, Unit::share) +
         " <span class=\"small\">(" + written_interval(share, Unit::share) + ")</span>";
}

}  // namespace

std::string notebooks_section(const ClassReport& report) {
  if (report.notebooks.empty()) return {};
  std::vector<std::string> headings{say("notebook"), say("opened"), say("feedback_n")};
  for (const auto& [item, rating] : report.notebooks.front().scales) headings.push_back(say("scale_" + item->id));
  page::HtmlTable ratings(say("caption_ratings"), headings);
  page::HtmlTable difficulties(say("caption_difficulties"), {say("notebook"), say("held_back")});
  bool any_difficulty = false;
  for (const RatingRow& row : report.notebooks) {
    int64_t answered = 0;
    for (const auto& [item, rating] : row.scales) answered = std::max(answered, rating.n);
    std::vector<std::string> cells{page::escape_html(notebook_name(row.notebook)), std::to_string(row.opened),
                                   std::to_string(answered)};
    for (const auto& [item, rating] : row.scales) cells.push_back(with_interval(rating, Unit::rating));
    ratings.row(cells);
    std::string counted;
    for (const auto& [option, count] : row.difficulties)
      counted +=
          fmt::format("{}{}: {}", counted.empty() ? "" : " · ", page::escape_html(option->text.in(language())), count);
    any_difficulty = any_difficulty || !counted.empty();
    difficulties.row({page::escape_html(notebook_name(row.notebook)), counted.empty() ? "—" : counted});
  }
  return ratings.html() + (any_difficulty ? difficulties.html() : "");
}

std::string exercises_section(const ClassReport& report) {
  if (report.exercises.empty()) return {};
  page::HtmlTable table(say("caption_exercises"), {say("exercise"), say("notebook"), say("solved"), "n", say("verdict"),
                                                   say("solved_any"), say("means"), say("predictions")});
  for (const ExerciseRow* row : hardest_first(report.exercises, &ExerciseRow::solved)) {
    table.row({page::escape_html(exercise_name(row->notebook, row->exercise)),
               page::escape_html(notebook_name(row->notebook)), share_cell(row->solved), std::to_string(row->solved.n),
               verdict_html(row->verdict), std::to_string(row->solved_any),
               written(row->hints, Unit::rating) + " / " + written(row->attempts, Unit::rating) + " / " +
                   written(row->errors, Unit::rating),
               std::to_string(row->predictions)});
  }
  return table.html();
}

std::string sections_section(const ClassReport& report) {
  if (report.sections.empty()) return {};
  page::HtmlTable table(say("caption_sections"),
                        {say("section"), say("notebook"), say("finished"), "n", say("minutes"), say("verdict")});
  for (const SectionRow* row : hardest_first(report.sections, &SectionRow::finished)) {
    table.row({page::escape_html(section_name(row->notebook, row->section)),
               page::escape_html(notebook_name(row->notebook)), share_cell(row->finished),
               std::to_string(row->finished.n), row->minutes ? decimal(*row->minutes, 1) : "—",
               verdict_html(row->verdict)});
  }
  return table.html();
}

std::string errors_section(const ClassReport& report) {
  if (report.errors.empty()) return {};
  page::HtmlTable table(say("caption_errors"), {say("error"), say("notebook"), say("people_head"), say("times")});
  for (const ErrorRow& row : report.errors) {
    table.row({page::escape_html(row.error.empty() ? "—" : row.error), page::escape_html(notebook_name(row.notebook)),
               std::to_string(row.people), std::to_string(row.count)});
  }
  return table.html();
}

std::string open_section(const ClassReport& report) {
  std::string html;
  for (const OpenQuestion& question : report.open_questions) {
    if (question.answers.empty()) continue;
    html += fmt::format("<h3>{} ({})</h3>\n", page::escape_html(question.item->prompt.in(language())),
                        question.answers.size());
    if (!question.words.empty()) {
      std::string words;
      for (const auto& [word, count] : question.words)
        words += fmt::format("{}{} ({})", words.empty() ? "" : ", ", word, count);
      html += fmt::format("<p class=\"small\">{}</p>\n", page::escape_html(say("words", {{"words", words}})));
    }
    for (const OpenAnswer& answer : question.answers) {
      html += fmt::format("<blockquote><span class=\"small\">{}</span> {}</blockquote>\n",
                          page::escape_html(notebook_name(answer.notebook) + ":"), page::escape_html(answer.text));
    }
  }
  return html;
}

}  // namespace afina::survey
