// What to change first.
#include <algorithm>
#include <tuple>

#include "afina/survey/analysis_parts.h"

namespace afina::survey {

namespace {

constexpr size_t kMostChanges = 10;

// `worst` is the lowest value there can be: the share of the way from it to the threshold makes scales of 1 to 5 and
// percentages comparable.
void consider(std::vector<Change>& changes, Change change, double worst) {
  if (change.estimate.n == 0 || change.estimate.value >= change.threshold) return;
  change.shortfall = (change.threshold - change.estimate.value) / (change.threshold - worst);
  changes.push_back(std::move(change));
}

}  // namespace

std::vector<Change> what_to_change(const ClassReport& report) {
  std::vector<Change> changes;
  for (const ExerciseRow& row : report.exercises)
    consider(changes, {"exercise", row.notebook, row.exercise, kShareThreshold, row.solved, row.verdict, 0}, 0);
  for (const SectionRow& row : report.sections)
    consider(changes, {"section", row.notebook, row.section, kShareThreshold, row.finished, row.verdict, 0}, 0);
  for (const ObjectiveRow& row : report.knowledge.objectives) {
    constexpr double kShareRight = kPosttestThreshold / 100;
    consider(changes, {"objective", "", row.objective->id, kShareRight, row.after, judge(row.after, kShareRight), 0},
             0);
  }
  for (const RatingRow& row : report.notebooks) {
    for (const auto& [item, rating] : row.scales) {
      if (item->id != "clarity" && item->id != "usefulness" && item->id != "ease") continue;
      consider(changes, {item->id, row.notebook, "", kRatingThreshold, rating, judge(rating, kRatingThreshold), 0}, 1);
    }
  }
  consider(changes, {"sus", "", "", kSusThreshold, report.sus.mean, judge(report.sus.mean, kSusThreshold), 0}, 0);
  std::ranges::stable_sort(changes, [](const Change& a, const Change& b) {
    const bool a_waits = a.verdict != Verdict::not_met, b_waits = b.verdict != Verdict::not_met;
    return std::tie(a_waits, b.shortfall) < std::tie(b_waits, a.shortfall);
  });
  if (changes.size() > kMostChanges) changes.resize(kMostChanges);
  return changes;
}

}  // namespace afina::survey
