// The sections that judge: criteria, what to change, SUS, learning.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "afina/page/html.h"
#include "afina/survey/report_pieces.h"
#include "afina/survey/report_sections.h"

namespace afina::survey {

namespace {

// What one person alone chose is a slip, not an idea of the class.
constexpr int64_t kFewestAlike = 2;

std::vector<std::string> estimate_cells(std::string head, const Estimate& estimate, Unit unit) {
  return {std::move(head), written(estimate, unit), written_interval(estimate, unit), std::to_string(estimate.n),
          estimate_bar(estimate, unit)};
}

std::string wrong_ideas(const std::vector<Mistake>& mistakes) {
  std::string html;
  for (const Mistake& mistake : mistakes) {
    if (mistake.count < kFewestAlike) continue;
    html += fmt::format("<p class=\"small\">{}</p>\n",
                        page::escape_html(say("mistake", {{"question", mistake.item->prompt.in(language())},
                                                          {"option", mistake.option->text.in(language())},
                                                          {"count", std::to_string(mistake.count)},
                                                          {"answers", std::to_string(mistake.answers)},
                                                          {"why", mistake.option->why.in(language())}})));
  }
  return html.empty() ? "—" : html;
}

std::string objectives_table(const Knowledge& knowledge) {
  // The hardest first, of those that somebody answered.
  std::vector<const ObjectiveRow*> rows;
  for (const ObjectiveRow& row : knowledge.objectives) rows.push_back(&row);
  std::ranges::stable_sort(rows, [](const ObjectiveRow* a, const ObjectiveRow* b) {
    return (a->after.n > 0 ? a->after.value : 2) < (b->after.n > 0 ? b->after.value : 2);
  });
  page::HtmlTable table(say("caption_objectives"),
                        {say("objective"), say("before"), say("after"), "n", say("bar_after"), say("wrong_idea")});
  for (const ObjectiveRow* row : rows) {
    table.row(
        {fmt::format("{}<br><span class=\"small\">{}</span>", page::escape_html(row->objective->title.in(language())),
                     page::escape_html(say("level_" + row->objective->level))),
         written(row->before, Unit::share), with_interval(row->after, Unit::share),
         fmt::format("{}\u00A0/\u00A0{}", row->before.n, row->after.n),
         estimate_bar(row->after, Unit::share, kPosttestThreshold / 100), wrong_ideas(row->mistakes)});
  }
  return table.html();
}

}  // namespace

std::string criteria_section(const ClassReport& report) {
  // The result comes second, where a telephone shows it without scrolling.
  page::HtmlTable table(say("caption_criteria"), {say("criterion"), say("verdict"), say("wanted"), say("value"),
                                                  say("interval"), "n", say("bar_head")});
  for (const Criterion& criterion : report.criteria) {
    const Unit unit = unit_of(criterion);
    std::string verdict = verdict_html(criterion.verdict);
    if (criterion.counts)
      verdict += fmt::format("<br><span class=\"small\">{}</span>", page::escape_html(count_words(criterion)));
    table.row({page::escape_html(criterion_name(criterion)), verdict,
               page::escape_html(say("at_least", {{"wanted", written(criterion.threshold, unit)}})),
               written(criterion.estimate, unit), written_interval(criterion.estimate, unit),
               std::to_string(criterion.estimate.n), estimate_bar(criterion.estimate, unit, criterion.threshold)});
  }
  return table.html();
}

std::string changes_section(const ClassReport& report) {
  if (report.changes.empty()) return fmt::format("<p>{}</p>\n", page::escape_html(say("no_changes")));
  std::string html = fmt::format("<p>{}</p>\n<ol>\n", page::escape_html(say("changes_order")));
  for (const Change& change : report.changes) {
    html += fmt::format("<li><strong>{}</strong> {} <span class=\"small\">({}, n = {}: {})</span></li>\n",
                        page::escape_html(change_finding(change)), page::escape_html(change_advice(change)),
                        page::escape_html(written_interval(change.estimate, unit_of(change))), change.estimate.n,
                        page::escape_html(say(change.verdict == Verdict::not_met ? "certain" : "uncertain")));
  }
  return html + "</ol>\n";
}

std::string sus_section(const SusResult& sus) {
  if (sus.mean.n == 0) return {};
  std::string html = fmt::format(
      "<p>{}</p>\n", page::escape_html(say("sus_result", {{"mean", written(sus.mean, Unit::score)},
                                                          {"interval", written_interval(sus.mean, Unit::score)},
                                                          {"n", std::to_string(sus.mean.n)},
                                                          {"grade", sus.grade},
                                                          {"adjective", say("adjective_" + sus.adjective)}})));
  html += fmt::format("<p>{}</p>\n", estimate_bar(sus.mean, Unit::score, kSusThreshold));
  if (sus.incomplete > 0)
    html +=
        fmt::format("<p>{}</p>\n", page::escape_html(say("incomplete", {{"count", std::to_string(sus.incomplete)}})));
  if (std::isfinite(sus.alpha))
    html += fmt::format("<p>{}</p>\n", page::escape_html(say("alpha", {{"alpha", written(sus.alpha, Unit::gain)}})));
  page::HtmlTable table(say("caption_statements"), {say("statement"), say("value"), say("interval"), "n"});
  for (size_t i = 0; i < sus.statements.size(); ++i) {
    table.row({page::escape_html(sus_form().items[i].prompt.in(language())), written(sus.statements[i], Unit::points),
               written_interval(sus.statements[i], Unit::points), std::to_string(sus.statements[i].n)});
  }
  return html + table.html();
}

std::string knowledge_section(const Knowledge& knowledge) {
  if (knowledge.before.n + knowledge.after.n + knowledge.incomplete_before + knowledge.incomplete_after == 0) return {};
  const std::vector<std::string> headings{say("figure"), say("value"), say("interval"), "n", say("bar_head")};
  page::HtmlTable figures(say("caption_knowledge"), headings);
  figures.row(estimate_cells(page::escape_html(say("pretest")), knowledge.before, Unit::score));
  figures.row(estimate_cells(page::escape_html(say("posttest")), knowledge.after, Unit::score));
  figures.row(estimate_cells(page::escape_html(say("class_gain")), knowledge.class_gain, Unit::gain));
  figures.row(estimate_cells(page::escape_html(say("mean_gain")), knowledge.mean_gain, Unit::gain));
  figures.row(estimate_cells(page::escape_html(say("mean_change")), knowledge.mean_change, Unit::gain));
  std::string html = figures.html();
  html +=
      fmt::format("<p>{}</p>\n",
                  page::escape_html(say("knowledge_counts", {{"matched", std::to_string(knowledge.matched)},
                                                             {"before", std::to_string(knowledge.incomplete_before)},
                                                             {"after", std::to_string(knowledge.incomplete_after)},
                                                             {"gain", std::to_string(knowledge.gain_left_out)},
                                                             {"change", std::to_string(knowledge.change_left_out)}})));
  page::HtmlTable levels(say("caption_levels"), {say("level"), say("before"), say("interval"), say("after"),
                                                 say("interval"), say("bar_after")});
  for (const LevelRow& row : knowledge.levels) {
    levels.row({page::escape_html(say("level_" + row.level)), written(row.before, Unit::share),
                written_interval(row.before, Unit::share), written(row.after, Unit::share),
                written_interval(row.after, Unit::share),
                estimate_bar(row.after, Unit::share, kPosttestThreshold / 100)});
  }
  return html + levels.html() + objectives_table(knowledge);
}

}  // namespace afina::survey
