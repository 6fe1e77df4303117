#include <algorithm>
#include <cmath>

#include "afina/survey/analysis_parts.h"
#include "afina/survey/course_places.h"

namespace afina::survey {

namespace {

// Answers to questions or with values that do not exist, and traces of notebooks that do not, come from files changed
// by hand, or from other versions.
std::vector<Learner> with_known_traces(const std::vector<Learner>& learners, ClassReport& report) {
  std::vector<Learner> known = learners;
  for (Learner& learner : known) {
    report.invalid_answers += static_cast<int64_t>(std::erase_if(learner.answers, [](const Answer& answer) {
      const Item* item = find_item(answer.instrument, answer.item);
      const bool placed = of_whole_course(answer.instrument) || find_notebook(answer.notebook);
      return !item || !placed || !admits(*item, answer.value);
    }));
    report.invalid_events += static_cast<int64_t>(
        std::erase_if(learner.events, [](const Event& event) { return !find_notebook(event.notebook); }));
  }
  return known;
}

void note_period(ClassReport& report, const Learner& learner) {
  auto note = [&](int64_t at) {
    report.first_at = report.first_at == 0 ? at : std::min(report.first_at, at);
    report.last_at = std::max(report.last_at, at);
  };
  for (const Answer& answer : learner.answers) note(answer.at);
  for (const Event& event : learner.events) note(event.at);
}

template <class Row>
Criterion weakest(std::string id, const std::vector<Row>& rows, Estimate Row::*share) {
  Criterion criterion{std::move(id), kShareThreshold, share_of(0, 0), Verdict::cannot_tell, std::array<int64_t, 3>{}};
  for (const Row& row : rows) {
    ++(*criterion.counts)[static_cast<size_t>(row.verdict)];
    const Estimate& estimate = row.*share;
    if (criterion.estimate.n == 0 || estimate.value < criterion.estimate.value) criterion.estimate = estimate;
  }
  const auto& [met, not_met, cannot_tell] = *criterion.counts;
  if (not_met > 0)
    criterion.verdict = Verdict::not_met;
  else if (cannot_tell == 0 && met > 0)
    criterion.verdict = Verdict::met;
  return criterion;
}

}  // namespace

std::string_view to_string(Verdict verdict) noexcept {
  constexpr std::string_view kNames[] = {"met", "not_met", "cannot_tell"};
  return kNames[static_cast<size_t>(verdict)];
}

Verdict judge(const Estimate& estimate, double threshold) noexcept {
  if (estimate.n < kFewestPeople || !estimate.interval) return Verdict::cannot_tell;
  if (estimate.interval->low >= threshold) return Verdict::met;
  return estimate.interval->high < threshold ? Verdict::not_met : Verdict::cannot_tell;
}

std::string_view answer_of(const Learner& learner, std::string_view instrument, std::string_view item) noexcept {
  for (const Answer& answer : learner.answers) {
    if (answer.instrument == instrument && answer.item == item) return answer.value;
  }
  return {};
}

Openings openings(Learners learners) {
  Openings opened;
  for (size_t i = 0; i < learners.size(); ++i) {
    for (const Event& event : learners[i].events) opened[event.notebook].insert(i);
    for (const Answer& answer : learners[i].answers) {
      if (!of_whole_course(answer.instrument)) opened[answer.notebook].insert(i);
    }
  }
  return opened;
}

std::vector<Criterion> analyse_criteria(const ClassReport& report, Learners learners) {
  std::vector<Criterion> criteria;
  auto add = [&](const char* id, double threshold, const Estimate& estimate) {
    criteria.push_back({id, threshold, estimate, judge(estimate, threshold), std::nullopt});
  };
  add("sus", kSusThreshold, report.sus.mean);
  add("posttest", kPosttestThreshold, report.knowledge.after);
  add("gain", kGainThreshold, report.knowledge.class_gain);
  for (const char* scale : {"clarity", "usefulness", "ease"})
    add(scale, kRatingThreshold, overall_rating(learners, scale));
  criteria.push_back(weakest("exercises", report.exercises, &ExerciseRow::solved));
  criteria.push_back(weakest("sections", report.sections, &SectionRow::finished));
  return criteria;
}

ClassReport analyse(const std::vector<Learner>& all) {
  ClassReport report;
  const std::vector<Learner> learners = with_known_traces(all, report);
  report.people = static_cast<int64_t>(learners.size());
  for (const Learner& learner : learners) {
    report.generated += learner.generated;
    note_period(report, learner);
  }
  const Openings opened = openings(learners);
  report.sus = analyse_sus(learners);
  report.knowledge = analyse_knowledge(learners);
  report.notebooks = analyse_ratings(learners, opened);
  report.exercises = analyse_exercises(learners, opened);
  report.sections = analyse_sections(learners, opened);
  report.errors = analyse_errors(learners);
  report.open_questions = analyse_open_questions(learners);
  report.criteria = analyse_criteria(report, learners);
  report.changes = what_to_change(report);
  return report;
}

}  // namespace afina::survey
