#include "afina/survey/report_words.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <limits>

#include "afina/base/numbers.h"
#include "afina/survey/course_places.h"

namespace afina::survey {

std::string say(std::string_view name, const TextArgs& args) {
  return text("survey.report_" + std::string(name), args);
}

std::string written(double value, Unit unit) {
  switch (unit) {
    case Unit::share:
      return fmt::format("{:.0f}\u00A0%", 100 * value);  // the two are never on different lines
    case Unit::score:
    case Unit::rating:
    case Unit::points:
      return decimal(value, 1);
    case Unit::gain:
      return decimal(value, 2);
  }
  return {};
}

std::string written(const Estimate& estimate, Unit unit) {
  return estimate.n == 0 || !std::isfinite(estimate.value) ? "—" : written(estimate.value, unit);
}

Interval scale_of(Unit unit) {
  switch (unit) {
    case Unit::score:
      return {0, 100};
    case Unit::rating:
      return {1, 5};
    case Unit::points:
      return {0, 4};
    case Unit::share:
    case Unit::gain:
      break;
  }
  return {0, 1};
}

std::string written_interval(const Estimate& estimate, Unit unit) {
  if (!estimate.interval) return "—";
  Interval scale = scale_of(unit);
  if (unit == Unit::gain) scale.low = -std::numeric_limits<double>::infinity();
  auto within = [&](double value) { return std::clamp(value, scale.low, scale.high); };
  return written(within(estimate.interval->low), unit) + "\u00A0– " + written(within(estimate.interval->high), unit);
}

Unit unit_of(const Criterion& criterion) {
  if (criterion.counts) return Unit::share;
  if (criterion.id == "gain") return Unit::gain;
  return criterion.id == "sus" || criterion.id == "posttest" ? Unit::score : Unit::rating;
}

Unit unit_of(const Change& change) {
  if (change.kind == "sus") return Unit::score;
  return change.threshold <= 1 ? Unit::share : Unit::rating;
}

std::string notebook_name(std::string_view notebook) {
  const CourseNotebook* found = find_notebook(notebook);
  return found ? found->name.in(language()) : std::string(notebook);
}

std::string section_name(std::string_view notebook, std::string_view section) {
  const CoursePlace* found = find_section(notebook, section);
  return found ? found->title.in(language()) : std::string(section);
}

std::string exercise_name(std::string_view notebook, std::string_view exercise) {
  const CoursePlace* found = find_exercise(notebook, exercise);
  if (!found) return std::string(exercise);
  return std::to_string(found->number) + ". " + found->title.in(language());
}

std::string criterion_name(const Criterion& criterion) { return say("criterion_" + criterion.id); }

std::string verdict_words(Verdict verdict) {
  constexpr const char* kSigns[] = {"✓", "✗", "?"};
  return fmt::format("{} {}", kSigns[static_cast<size_t>(verdict)], say(to_string(verdict)));
}

std::string change_finding(const Change& change) {
  std::string place = change.place;
  if (change.kind == "section") place = section_name(change.notebook, place);
  if (change.kind == "exercise") place = exercise_name(change.notebook, place);
  if (change.kind == "objective") {
    auto found = std::ranges::find(objectives(), change.place, &Objective::id);
    if (found != objectives().end()) place = found->title.in(language());
  }
  return say("change_" + change.kind, {{"place", place},
                                       {"notebook", notebook_name(change.notebook)},
                                       {"value", written(change.estimate, unit_of(change))},
                                       {"wanted", written(change.threshold, unit_of(change))}});
}

std::string change_advice(const Change& change) { return say("advice_" + change.kind); }

std::string count_words(const Criterion& criterion) {
  if (!criterion.counts) return {};
  const auto& [met, not_met, cannot_tell] = *criterion.counts;
  return say("counts", {{"met", std::to_string(met)},
                        {"not_met", std::to_string(not_met)},
                        {"cannot_tell", std::to_string(cannot_tell)}});
}

std::string written_day(int64_t utc_seconds) {
  using namespace std::chrono;
  const year_month_day day{floor<days>(sys_seconds{seconds{utc_seconds}})};
  return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(day.year()), static_cast<unsigned>(day.month()),
                     static_cast<unsigned>(day.day()));
}

}  // namespace afina::survey
