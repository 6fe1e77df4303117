#include "afina/survey/scoring.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <vector>

#include "afina/survey/distributions.h"

namespace afina::survey {

namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
constexpr double kUpper = 0.975;               // of a two-sided interval of 95 %
constexpr double kNormal = 1.959963984540054;  // the standard normal's quantile there

double mean(std::span<const double> values) {
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

// Sample covariance, n - 1 below.
double covariance(std::span<const double> a, std::span<const double> b) {
  const double mean_a = mean(a), mean_b = mean(b);
  double sum = 0;
  for (size_t i = 0; i < a.size(); ++i) sum += (a[i] - mean_a) * (b[i] - mean_b);
  return sum / static_cast<double>(a.size() - 1);
}

// 0..4, where 4 is the best answer to the statement.
int recoded(const SusAnswers& answers, size_t item) { return item % 2 == 0 ? answers[item] - 1 : 5 - answers[item]; }

}  // namespace

Estimate mean_of(std::span<const double> values) {
  const auto n = static_cast<int64_t>(values.size());
  if (n == 0) return {kNan, std::nullopt, 0};
  Estimate estimate{mean(values), std::nullopt, n};
  if (n < 2) return estimate;
  const double error = std::sqrt(covariance(values, values) / static_cast<double>(n));
  const double half = student_t_quantile(kUpper, static_cast<double>(n - 1)) * error;
  estimate.interval = Interval{estimate.value - half, estimate.value + half};
  return estimate;
}

Estimate share_of(int64_t successes, int64_t n) {
  if (n <= 0) return {kNan, std::nullopt, 0};
  const auto count = static_cast<double>(n);
  const double share = static_cast<double>(successes) / count, z2 = kNormal * kNormal;
  const double centre = (share + z2 / (2 * count)) / (1 + z2 / count);
  const double half = kNormal / (1 + z2 / count) * std::sqrt(share * (1 - share) / count + z2 / (4 * count * count));
  return {share, Interval{std::max(0.0, centre - half), std::min(1.0, centre + half)}, n};
}

double sus_score(const SusAnswers& answers) {
  int sum = 0;
  for (size_t i = 0; i < answers.size(); ++i) sum += recoded(answers, i);
  return 2.5 * sum;
}

std::string_view sus_grade(double score) {
  struct Grade {
    double least;
    std::string_view name;
  };
  constexpr Grade kGrades[] = {{84.1, "A+"}, {80.8, "A"},  {78.9, "A-"}, {77.2, "B+"}, {74.1, "B"},
                               {72.6, "B-"}, {71.1, "C+"}, {65.0, "C"},  {62.7, "C-"}, {51.7, "D"}};
  const double rounded = std::round(score * 10) / 10;  // the table has one decimal
  for (const Grade& grade : kGrades) {
    if (rounded >= grade.least) return grade.name;
  }
  return "F";
}

std::string_view sus_adjective(double score) {
  struct Adjective {
    double mean;
    std::string_view name;
  };
  constexpr Adjective kAdjectives[] = {{12.5, "worst"}, {20.3, "awful"},     {35.7, "poor"}, {50.9, "ok"},
                                       {71.4, "good"},  {85.5, "excellent"}, {90.9, "best"}};
  return std::ranges::min_element(kAdjectives, {}, [score](const Adjective& a) { return std::abs(a.mean - score); })
      ->name;
}

double cronbach_alpha(std::span<const SusAnswers> answers) {
  if (answers.size() < 2) return kNan;
  constexpr auto kItems = std::tuple_size_v<SusAnswers>;
  std::vector<double> totals(answers.size(), 0.0);
  double of_items = 0;
  for (size_t item = 0; item < kItems; ++item) {
    std::vector<double> column;
    for (size_t i = 0; i < answers.size(); ++i) {
      column.push_back(recoded(answers[i], item));
      totals[i] += column.back();
    }
    of_items += covariance(column, column);
  }
  const double of_totals = covariance(totals, totals);
  return of_totals > 0 ? kItems / (kItems - 1.0) * (1 - of_items / of_totals) : kNan;
}

Estimate class_gain(std::span<const BeforeAfter> people) {
  std::vector<double> gained, possible;
  for (const BeforeAfter& person : people) {
    gained.push_back(person.after - person.before);
    possible.push_back(100 - person.before);
  }
  const auto n = static_cast<int64_t>(people.size());
  if (n == 0 || mean(possible) <= 0) return {kNan, std::nullopt, n};
  const double a = mean(gained), b = mean(possible);
  Estimate estimate{a / b, std::nullopt, n};
  if (n < 2) return estimate;
  // Fieller: every ratio r for which mean(gained - r * possible) does not differ from 0, the roots of a quadratic.
  const auto count = static_cast<double>(n);
  const double t = student_t_quantile(kUpper, count - 1), t2 = t * t / count;
  const double quadratic = b * b - t2 * covariance(possible, possible);
  const double half_linear = a * b - t2 * covariance(gained, possible);
  const double constant = a * a - t2 * covariance(gained, gained);
  const double discriminant = half_linear * half_linear - quadratic * constant;
  if (quadratic <= 0 || discriminant < 0) return estimate;  // what could be gained is not told apart from nothing
  const double root = std::sqrt(discriminant);
  estimate.interval = Interval{(half_linear - root) / quadratic, (half_linear + root) / quadratic};
  return estimate;
}

std::optional<double> individual_gain(const BeforeAfter& person) {
  if (person.before >= 100) return std::nullopt;
  return (person.after - person.before) / (100 - person.before);
}

std::optional<double> normalised_change(const BeforeAfter& person) {
  if (person.after > person.before) return (person.after - person.before) / (100 - person.before);
  if (person.after < person.before) return (person.after - person.before) / person.before;
  if (person.before <= 0 || person.before >= 100) return std::nullopt;
  return 0.0;
}

}  // namespace afina::survey
