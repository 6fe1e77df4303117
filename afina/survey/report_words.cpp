#include "afina/survey/report_words.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>

#include "afina/base/numbers.h"

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
      return decimal(value, 1);
    case Unit::gain:
      return decimal(value, 2);
  }
  return {};
}

std::string written(const Estimate& estimate, Unit unit) {
  return estimate.n == 0 || !std::isfinite(estimate.value) ? "—" : written(estimate.value, unit);
}

std::string written_interval(const Estimate& estimate, Unit unit) {
  if (!estimate.interval) return "—";
  // Student's t knows nothing of where a scale ends.
  auto within = [unit](double value) {
    if (unit == Unit::share) return std::clamp(value, 0.0, 1.0);
    if (unit == Unit::score) return std::clamp(value, 0.0, 100.0);
    return value;
  };
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

std::string criterion_name(const Criterion& criterion) { return say("criterion_" + criterion.id); }

std::string verdict_words(Verdict verdict) {
  constexpr const char* kSigns[] = {"✓", "✗", "?"};
  return fmt::format("{} {}", kSigns[static_cast<size_t>(verdict)], say(to_string(verdict)));
}

std::string change_finding(const Change& change) {
  std::string place = change.place;
  if (change.kind == "objective") {
    auto found = std::ranges::find(objectives(), change.place, &Objective::id);
    if (found != objectives().end()) place = found->title.in(language());
  }
  return say("change_" + change.kind, {{"place", place},
                                       {"notebook", change.notebook},
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
