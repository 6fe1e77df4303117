#include "afina/survey/report_json.h"

#include <cmath>

namespace afina::survey {

namespace {

Json number(double value) { return std::isfinite(value) ? Json(value) : Json(nullptr); }

Json estimate(const Estimate& e) {
  return {{"value", number(e.value)},
          {"low", e.interval ? Json(e.interval->low) : Json(nullptr)},
          {"high", e.interval ? Json(e.interval->high) : Json(nullptr)},
          {"n", e.n}};
}

template <class Range, class Make>
Json list(const Range& range, Make make) {
  Json all = Json::array();
  for (const auto& entry : range) all.push_back(make(entry));
  return all;
}

Json criterion(const Criterion& c) {
  Json json{
      {"id", c.id}, {"threshold", c.threshold}, {"verdict", to_string(c.verdict)}, {"estimate", estimate(c.estimate)}};
  if (c.counts)
    json["counts"] = {{"met", (*c.counts)[0]}, {"not_met", (*c.counts)[1]}, {"cannot_tell", (*c.counts)[2]}};
  return json;
}

Json change(const Change& c) {
  return {{"kind", c.kind},           {"notebook", c.notebook},           {"place", c.place},
          {"threshold", c.threshold}, {"estimate", estimate(c.estimate)}, {"verdict", to_string(c.verdict)},
          {"shortfall", c.shortfall}};
}

Json sus(const SusResult& s) {
  return {{"mean", estimate(s.mean)}, {"grade", s.grade},           {"adjective", s.adjective},
          {"alpha", number(s.alpha)}, {"incomplete", s.incomplete}, {"statements", list(s.statements, estimate)}};
}

Json mistake(const Mistake& m) {
  return {{"item", m.item->id}, {"option", m.option->id}, {"count", m.count}, {"answers", m.answers}};
}

Json knowledge(const Knowledge& k) {
  auto level = [](const LevelRow& row) -> Json {
    return {{"level", row.level}, {"before", estimate(row.before)}, {"after", estimate(row.after)}};
  };
  auto objective = [](const ObjectiveRow& row) -> Json {
    return {{"objective", row.objective->id},
            {"level", row.objective->level},
            {"before", estimate(row.before)},
            {"after", estimate(row.after)},
            {"mistakes", list(row.mistakes, mistake)}};
  };
  return {{"before", estimate(k.before)},
          {"after", estimate(k.after)},
          {"class_gain", estimate(k.class_gain)},
          {"mean_gain", estimate(k.mean_gain)},
          {"mean_change", estimate(k.mean_change)},
          {"matched", k.matched},
          {"gain_left_out", k.gain_left_out},
          {"change_left_out", k.change_left_out},
          {"incomplete_before", k.incomplete_before},
          {"incomplete_after", k.incomplete_after},
          {"levels", list(k.levels, level)},
          {"objectives", list(k.objectives, objective)}};
}

Json notebook(const RatingRow& row) {
  Json json{{"notebook", row.notebook}, {"opened", row.opened}, {"difficulties", Json::object()}};
  for (const auto& [item, rating] : row.scales) json[item->id] = estimate(rating);
  for (const auto& [option, count] : row.difficulties) json["difficulties"][option->id] = count;
  return json;
}

Json exercise(const ExerciseRow& row) {
  return {{"notebook", row.notebook},
          {"exercise", row.exercise},
          {"solved", estimate(row.solved)},
          {"solved_any", row.solved_any},
          {"hints", row.hints},
          {"attempts", row.attempts},
          {"errors", row.errors},
          {"predictions", row.predictions},
          {"verdict", to_string(row.verdict)}};
}

Json section(const SectionRow& row) {
  return {{"notebook", row.notebook},
          {"section", row.section},
          {"finished", estimate(row.finished)},
          {"minutes", row.minutes ? Json(*row.minutes) : Json(nullptr)},
          {"verdict", to_string(row.verdict)}};
}

Json error(const ErrorRow& row) {
  return {{"notebook", row.notebook}, {"error", row.error}, {"count", row.count}, {"people", row.people}};
}

Json open_question(const OpenQuestion& question) {
  auto answer = [](const OpenAnswer& a) -> Json { return {{"notebook", a.notebook}, {"text", a.text}}; };
  auto word = [](const std::pair<std::string, int64_t>& w) -> Json {
    return {{"word", w.first}, {"answers", w.second}};
  };
  return {
      {"item", question.item->id}, {"answers", list(question.answers, answer)}, {"words", list(question.words, word)}};
}

}  // namespace

Json to_json(const ClassReport& report) {
  return {{"people", report.people},
          {"generated", report.generated},
          {"first_at", report.first_at},
          {"last_at", report.last_at},
          {"invalid_answers", report.invalid_answers},
          {"invalid_events", report.invalid_events},
          {"criteria", list(report.criteria, criterion)},
          {"changes", list(report.changes, change)},
          {"sus", sus(report.sus)},
          {"knowledge", knowledge(report.knowledge)},
          {"notebooks", list(report.notebooks, notebook)},
          {"exercises", list(report.exercises, exercise)},
          {"sections", list(report.sections, section)},
          {"errors", list(report.errors, error)},
          {"open_questions", list(report.open_questions, open_question)}};
}

}  // namespace afina::survey
