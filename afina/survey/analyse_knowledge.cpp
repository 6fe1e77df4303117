// The tests before and after the course.
#include <algorithm>
#include <optional>

#include "afina/survey/analysis_parts.h"

namespace afina::survey {

namespace {

constexpr const char* kBefore = "pretest";
constexpr const char* kAfter = "posttest";
constexpr const char* kLevels[] = {"understand", "apply", "evaluate"};

// The question on an objective that somebody answered, of whichever form; null where there is none.
const Item* answered_item(const Learner& learner, const char* test, size_t objective) {
  for (TestForm form : {TestForm::a, TestForm::b}) {
    const Item& item = knowledge_test(form).items[objective];
    if (!answer_of(learner, test, item.id).empty()) return &item;
  }
  return nullptr;
}

std::optional<bool> is_right(const Learner& learner, const char* test, size_t objective) {
  const Item* item = answered_item(learner, test, objective);
  if (!item) return std::nullopt;
  return answer_of(learner, test, item->id) == item->correct;
}

struct TestScore {
  size_t answered = 0, right = 0;
  bool complete() const { return answered == objectives().size(); }
  double percentage() const { return 100.0 * static_cast<double>(right) / static_cast<double>(answered); }
};

TestScore score(const Learner& learner, const char* test, std::string_view level = {}) {
  TestScore result;
  for (size_t i = 0; i < objectives().size(); ++i) {
    if (!level.empty() && objectives()[i].level != level) continue;
    const auto right = is_right(learner, test, i);
    result.answered += right.has_value();
    result.right += right.value_or(false);
  }
  return result;
}

Estimate share_right(Learners learners, const char* test, size_t objective) {
  int64_t answers = 0, right = 0;
  for (const Learner& learner : learners) {
    const auto good = is_right(learner, test, objective);
    answers += good.has_value();
    right += good.value_or(false);
  }
  return share_of(right, answers);
}

Estimate level_mean(Learners learners, const char* test, const char* level) {
  std::vector<double> shares;
  for (const Learner& learner : learners) {
    const TestScore found = score(learner, test, level);
    if (found.answered > 0) shares.push_back(found.percentage() / 100);
  }
  return mean_of(shares);
}

std::vector<Mistake> mistakes(Learners learners, size_t objective) {
  std::vector<Mistake> found;
  for (TestForm form : {TestForm::a, TestForm::b}) {
    const Item& item = knowledge_test(form).items[objective];
    Mistake most{&item, nullptr, 0, 0};
    for (const Option& option : item.options) {
      const int64_t count = std::ranges::count_if(
          learners, [&](const Learner& learner) { return answer_of(learner, kAfter, item.id) == option.id; });
      most.answers += count;
      if (option.id != item.correct && count > most.count) {
        most.option = &option;
        most.count = count;
      }
    }
    if (most.option) found.push_back(most);
  }
  return found;
}

void add_gains(Knowledge& knowledge, const std::vector<BeforeAfter>& people) {
  knowledge.matched = static_cast<int64_t>(people.size());
  knowledge.class_gain = class_gain(people);
  std::vector<double> gains, changes;
  for (const BeforeAfter& person : people) {
    if (auto gain = individual_gain(person)) gains.push_back(*gain);
    if (auto change = normalised_change(person)) changes.push_back(*change);
  }
  knowledge.mean_gain = mean_of(gains);
  knowledge.mean_change = mean_of(changes);
  knowledge.gain_left_out = knowledge.matched - knowledge.mean_gain.n;
  knowledge.change_left_out = knowledge.matched - knowledge.mean_change.n;
}

}  // namespace

Knowledge analyse_knowledge(Learners learners) {
  Knowledge knowledge;
  std::vector<double> before, after;
  std::vector<BeforeAfter> both;
  for (const Learner& learner : learners) {
    const TestScore first = score(learner, kBefore), last = score(learner, kAfter);
    if (first.complete()) before.push_back(first.percentage());
    if (last.complete()) after.push_back(last.percentage());
    if (first.complete() && last.complete()) both.push_back({first.percentage(), last.percentage()});
    knowledge.incomplete_before += first.answered > 0 && !first.complete();
    knowledge.incomplete_after += last.answered > 0 && !last.complete();
  }
  knowledge.before = mean_of(before);
  knowledge.after = mean_of(after);
  add_gains(knowledge, both);
  for (const char* level : kLevels)
    knowledge.levels.push_back({level, level_mean(learners, kBefore, level), level_mean(learners, kAfter, level)});
  for (size_t i = 0; i < objectives().size(); ++i) {
    knowledge.objectives.push_back(
        {&objectives()[i], share_right(learners, kBefore, i), share_right(learners, kAfter, i), mistakes(learners, i)});
  }
  return knowledge;
}

}  // namespace afina::survey
