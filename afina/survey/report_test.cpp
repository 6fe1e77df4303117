#include "afina/survey/report.h"

#include <doctest/doctest.h>

#include <algorithm>

#include "afina/page/chart.h"
#include "afina/survey/analysis_parts.h"
#include "afina/survey/course_places.h"
#include "afina/survey/report_words.h"

using namespace afina;
using namespace afina::survey;

namespace {

Event event(std::string place, EventKind kind, int64_t at) {
  return {"01", std::move(place), kind, "", std::to_string(at), at};
}

Learner person(std::vector<Answer> answers, std::vector<Event> events = {}) {
  return {new_learner_code(), 1, false, std::move(answers), std::move(events)};
}

}  // namespace

TEST_CASE("a verdict needs five people and an interval on one side") {
  CHECK(judge({0.9, Interval{0.8, 1.0}, 5}, 0.8) == Verdict::met);
  CHECK(judge({0.9, Interval{0.79, 1.0}, 50}, 0.8) == Verdict::cannot_tell);
  CHECK(judge({0.7, Interval{0.6, 0.8}, 50}, 0.8) == Verdict::cannot_tell);
  CHECK(judge({0.7, Interval{0.6, 0.79}, 50}, 0.8) == Verdict::not_met);
  CHECK(judge({0.9, Interval{0.85, 1.0}, 4}, 0.8) == Verdict::cannot_tell);
  CHECK(judge({0.9, std::nullopt, 50}, 0.8) == Verdict::cannot_tell);
}

TEST_CASE("a solved exercise, its hints, and who opened the notebook") {
  using enum EventKind;
  const std::vector<Learner> class_of_four{
      person({}, {event("01.change", hint, 1), event("01.change", solved, 2), event("01.change", hint, 3),
                  event("01.change", hint, 4)}),
      person({}, {event("01.change", hint, 1), event("01.change", hint, 2), event("01.change", solved, 3)}),
      person({}, {event("bias", section_begin, 1)}),
      person({{"02", "feedback", "ease", "4", 1, 1}}),
  };
  const ClassReport report = analyse(class_of_four);
  REQUIRE(report.exercises.size() == 1);
  CHECK(report.exercises[0].solved.value == doctest::Approx(1.0 / 3));
  CHECK(report.exercises[0].solved_any == 2);
  CHECK(report.exercises[0].hints == doctest::Approx(5.0 / 3));
  REQUIRE(report.notebooks.size() == 2);
  CHECK(report.notebooks[0].opened == 3);
  CHECK(report.notebooks[1].opened == 1);
}

TEST_CASE("predictions, the quiz and the blind test are no exercises, and other notebooks are not of the course") {
  using enum EventKind;
  const std::vector<Learner> learners{
      person({{"99", "feedback", "ease", "4", 1, 1}},
             {event("01.know", prediction, 1), event("01.quiz", attempt, 2), event("01.quiz", solved, 3),
              event("blind_ab", attempt, 4), event("01.complete", attempt, 5), event("made-up", section_begin, 6),
              Event{"99", "99.change", attempt, "", "7", 7}})};
  const ClassReport report = analyse(learners);
  REQUIRE(report.exercises.size() == 1);
  CHECK(report.exercises[0].exercise == "01.complete");
  CHECK(report.sections.empty());
  CHECK(report.notebooks.size() == 1);
  CHECK(report.invalid_events == 1);
  CHECK(report.invalid_answers == 1);
}

TEST_CASE("the report speaks of the course by its titles, and intervals end where scales do") {
  using enum EventKind;
  std::vector<Learner> learners;
  for (int i = 0; i < 6; ++i) {
    learners.push_back(person({{"03", "feedback", "ease", i ? "5" : "3", 1, 1}},
                              {{"03", "03.change", attempt, "", "1", 1}, {"03", "tune", section_begin, "", "2", 1}}));
    for (const Item& item : sus_form().items)
      learners.back().answers.push_back({"", "sus", item.id, item.negative ? (i ? "1" : "3") : "5", 1, 1});
  }
  const ClassReport report = analyse(learners);
  const std::string page = report_html(report) + report_text(report);
  for (const char* inner : {"03.change", ">tune<", ">03<", "«tune»", "cuaderno 03"})
    CHECK_MESSAGE(page.find(inner) == std::string::npos, inner);
  for (const char* title : {"03 Ajustar", "1. Cambia"}) CHECK_MESSAGE(page.find(title) != std::string::npos, title);
  REQUIRE(report.notebooks.at(0).scales.at(0).second.n == 0);
  const Estimate& ease = report.notebooks[0].scales[3].second;
  REQUIRE(ease.interval->high > 5);
  CHECK(written_interval(ease, Unit::rating).ends_with("5,0"));
  const Estimate& statement = *std::ranges::max_element(
      report.sus.statements, {}, [](const Estimate& e) { return e.interval ? e.interval->high : 0; });
  REQUIRE(statement.interval->high > 4);
  CHECK(written_interval(statement, Unit::points).ends_with("4,0"));
  CHECK(written_interval({0.9, Interval{-1.5, 1.2}, 9}, Unit::gain) == "-1,50\u00A0– 1,00");
}

TEST_CASE("every notebook has its titles in both languages") {
  CHECK(course_notebooks().size() == 7);
  CHECK(course_notebooks().back().id == "closing");
  for (const CourseNotebook& notebook : course_notebooks()) {
    CHECK(!notebook.sections.empty());
    for (const auto& places : {notebook.sections, notebook.exercises}) {
      for (const CoursePlace& place : places) CHECK((!place.title.es.empty() && !place.title.en.empty()));
    }
  }
}

TEST_CASE("minutes of a section leave pauses out") {
  using enum EventKind;
  auto minutes = [](std::vector<Event> events) {
    const std::vector<Learner> learners{person({}, std::move(events))};
    return analyse_sections(learners, openings(learners)).at(0);
  };
  CHECK(*minutes({event("bias", section_begin, 0), event("bias", section_end, 120)}).minutes == 2);
  CHECK(
      *minutes({event("bias", section_begin, 0), event("bias", section_begin, 6000), event("bias", section_end, 6060)})
           .minutes == 1);
  CHECK(*minutes({event("bias", section_begin, 0), event("bias", section_end, 60), event("bias", section_begin, 900),
                  event("bias", section_end, 960)})
             .minutes == 2);
  const SectionRow unfinished = minutes({event("bias", section_begin, 0)});
  CHECK_FALSE(unfinished.minutes);
  CHECK(unfinished.finished.value == 0);
  CHECK(minutes({event("bias", section_end, 60)}).finished.value == 1);
}

TEST_CASE("words are counted by answers, without empty ones") {
  const std::vector<std::string_view> texts{"Los tokens, los TOKENS y más tokens", "porque tokens", "intervalo",
                                            "Intervalo."};
  CHECK(frequent_words(texts, 5) == std::vector<std::pair<std::string, int64_t>>{{"intervalo", 2}, {"tokens", 2}});
  CHECK(frequent_words(texts, 1).size() == 1);
}

TEST_CASE("whatever people write stays text, in both languages, even with nobody there") {
  const std::string attack = "</blockquote><script>alert(1)</script>\x01\"'&";
  const std::vector<Learner> learners{
      person({{"01", "feedback", "stuck", attack, 1, 1}}, {{"01", "<i>e</i>", EventKind::error, "<u>x</u>", "1", 1},
                                                           {"01", "<i>e</i>", EventKind::attempt, "", "2", 1},
                                                           {"01", "<i>s</i>", EventKind::section_begin, "", "3", 1}})};
  for (Lang lang : {Lang::es, Lang::en}) {
    set_language(lang);
    const std::string page = report_html(analyse(learners));
    for (const char* tag : {"<script", "<b>", "<i>", "<u>", "\x01"}) CHECK(page.find(tag) == std::string::npos);
    CHECK(page.find("&lt;/blockquote&gt;&lt;script&gt;alert(1)&lt;/script&gt;\uFFFD&quot;&#39;&amp;") !=
          std::string::npos);
    CHECK(page.find(lang == Lang::es ? "<html lang=\"es\">" : "<html lang=\"en\">") != std::string::npos);
    CHECK(report_html(analyse({})).find(">nan") == std::string::npos);
    CHECK(report_text(analyse({})).find(" nan") == std::string::npos);
  }
  set_language(Lang::es);
  CHECK(page::bar_svg({share_of(0, 0).value, std::nullopt}, "").empty());
  CHECK(written_day(1790000000) == "2026-09-21");
  CHECK(written_interval({0.97, Interval{0.9, 1.08}, 9}, Unit::share) == "90\u00A0%\u00A0– 100\u00A0%");
}
