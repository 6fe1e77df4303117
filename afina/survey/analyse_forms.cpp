// SUS, the feedback of each notebook, open questions.
#include <algorithm>
#include <numeric>

#include "afina/survey/analysis_parts.h"

namespace afina::survey {

namespace {

constexpr size_t kMostWords = 8;

double number(std::string_view scale_value) { return scale_value[0] - '0'; }

const Item* difficulty() { return find_item("feedback", "difficulty"); }

std::vector<std::pair<const Option*, int64_t>> count_options(const Item& item, Learners learners,
                                                             const std::string& notebook) {
  std::vector<std::pair<const Option*, int64_t>> counts;
  for (const Option& option : item.options) {
    int64_t count = 0;
    for (const Learner& learner : learners) {
      count += std::ranges::count_if(learner.answers, [&](const Answer& a) {
        return a.instrument == "feedback" && a.notebook == notebook && a.item == item.id && a.value == option.id;
      });
    }
    if (count > 0) counts.emplace_back(&option, count);
  }
  std::ranges::stable_sort(counts, std::greater<>(), &std::pair<const Option*, int64_t>::second);
  return counts;
}

}  // namespace

SusResult analyse_sus(Learners learners) {
  SusResult result;
  std::vector<SusAnswers> complete;
  for (const Learner& learner : learners) {
    SusAnswers answers{};
    size_t answered = 0;
    for (size_t i = 0; i < answers.size(); ++i) {
      const std::string_view value = answer_of(learner, "sus", sus_form().items[i].id);
      if (value.empty()) continue;
      answers[i] = value[0] - '0';
      ++answered;
    }
    if (answered == answers.size())
      complete.push_back(answers);
    else
      result.incomplete += answered > 0;
  }
  std::vector<double> scores;
  for (const SusAnswers& answers : complete) scores.push_back(sus_score(answers));
  result.mean = mean_of(scores);
  for (size_t i = 0; i < result.statements.size(); ++i) {
    std::vector<double> recoded;
    for (const SusAnswers& answers : complete) recoded.push_back(i % 2 == 0 ? answers[i] - 1 : 5 - answers[i]);
    result.statements[i] = mean_of(recoded);
  }
  result.alpha = cronbach_alpha(complete);
  if (result.mean.n > 0) {
    result.grade = sus_grade(result.mean.value);
    result.adjective = sus_adjective(result.mean.value);
  }
  return result;
}

std::vector<RatingRow> analyse_ratings(Learners learners, const Openings& opened) {
  std::vector<RatingRow> rows;
  for (const auto& [notebook, people] : opened) {
    RatingRow row{notebook, static_cast<int64_t>(people.size()), {}, {}};
    for (const Item& item : feedback_form().items) {
      if (item.kind != ItemKind::scale) continue;
      std::vector<double> values;
      for (const Learner& learner : learners) {
        for (const Answer& a : learner.answers) {
          if (a.instrument == "feedback" && a.notebook == notebook && a.item == item.id)
            values.push_back(number(a.value));
        }
      }
      row.scales.emplace_back(&item, mean_of(values));
    }
    row.difficulties = count_options(*difficulty(), learners, notebook);
    rows.push_back(std::move(row));
  }
  return rows;
}

Estimate overall_rating(Learners learners, std::string_view item) {
  std::vector<double> means;
  for (const Learner& learner : learners) {
    double sum = 0;
    int count = 0;
    for (const Answer& a : learner.answers) {
      if (a.instrument != "feedback" || a.item != item) continue;
      sum += number(a.value);
      ++count;
    }
    if (count > 0) means.push_back(sum / count);
  }
  return mean_of(means);
}

std::vector<OpenQuestion> analyse_open_questions(Learners learners) {
  std::vector<OpenQuestion> questions;
  for (const Item& item : feedback_form().items) {
    if (item.kind != ItemKind::open) continue;
    OpenQuestion question{&item, {}, {}};
    for (const Learner& learner : learners) {
      for (const Answer& a : learner.answers) {
        const bool blank = a.value.find_first_not_of(" \t\r\n") == std::string::npos;
        if (a.instrument == "feedback" && a.item == item.id && !blank)
          question.answers.push_back({a.notebook, a.value});
      }
    }
    std::ranges::stable_sort(question.answers, {}, &OpenAnswer::notebook);
    std::vector<std::string_view> texts;
    for (const OpenAnswer& answer : question.answers) texts.push_back(answer.text);
    question.words = frequent_words(texts, kMostWords);
    questions.push_back(std::move(question));
  }
  return questions;
}

}  // namespace afina::survey
