// Scores of forms and tests, and how sure they are. Intervals are of 95 %.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace afina::survey {

struct Interval {
  double low = 0, high = 0;
};

struct Estimate {
  double value = 0;                  // not a number where n is 0
  std::optional<Interval> interval;  // absent where the data do not determine one
  int64_t n = 0;                     // people
};

// Mean with Student's t interval; the interval needs two values.
Estimate mean_of(std::span<const double> values);
// Share of `n` with Wilson's score interval (1927).
Estimate share_of(int64_t successes, int64_t n);

// ---- SUS (Brooke 1996) --------------------------------------------------------------------------------------
using SusAnswers = std::array<int, 10>;       // 1..5, as answered
double sus_score(const SusAnswers& answers);  // 0..100
// The curved grade of Sauro and Lewis (2016): "A+" from 84.1, "A", "A-", "B+" ... "D", "F" below 51.7.
std::string_view sus_grade(double score);
// The word of Bangor, Kortum and Miller (2009) whose mean score is nearest: "worst", "awful", "poor", "ok", "good",
// "excellent", "best".
std::string_view sus_adjective(double score);
// Internal consistency of the ten recoded answers; not a number where nothing varies or n < 2.
double cronbach_alpha(std::span<const SusAnswers> answers);

// ---- what was learned: percentages right before and after ------------------------------------------------------
struct BeforeAfter {
  double before = 0, after = 0;  // 0..100, of one person
};
// Class-average normalised gain <g> = (after - before) / (100 - before) of the means (Hake 1998), with Fieller's
// interval for a ratio of two means of the same people (1954). Not a number where nobody could gain.
Estimate class_gain(std::span<const BeforeAfter> people);
// Hake's gain of one person; none where before is 100.
std::optional<double> individual_gain(const BeforeAfter& person);
// Normalised change c (Marx and Cummings 2007): the gain where it rose, the share lost where it fell, 0 where equal;
// none where both are 0 or both 100.
std::optional<double> normalised_change(const BeforeAfter& person);

}  // namespace afina::survey
