// Expected values: scipy 1.17 (stats.t.ppf, stats.t.cdf, special.betainc, stats.binomtest(...).proportion_ci('wilson'))
// and numpy; Fieller's limits by scipy.optimize.brentq on the t statistic of mean(gained - r * possible), not by the
// quadratic that the code solves.
#include "afina/survey/scoring.h"

#include <doctest/doctest.h>

#include <cmath>
#include <vector>

#include "afina/survey/distributions.h"

using namespace afina::survey;
using doctest::Approx;

namespace {
Approx near(double value) { return Approx(value).epsilon(1e-10); }
}  // namespace

TEST_CASE("Student's t and the incomplete beta function agree with scipy") {
  CHECK(student_t_quantile(0.975, 1) == near(12.706204736174694));
  CHECK(student_t_quantile(0.975, 2) == near(4.302652729749462));
  CHECK(student_t_quantile(0.975, 19) == near(2.0930240544083087));
  CHECK(student_t_quantile(0.9, 3.5) == near(1.5765766051364052));
  CHECK(student_t_quantile(0.999, 30) == near(3.3851848668293045));
  CHECK(student_t_quantile(0.975, 1000) == near(1.9623390808264083));
  CHECK(student_t_quantile(0.025, 4) == near(-2.7764451051977934));
  CHECK(student_t_quantile(0.5, 4) == Approx(0).epsilon(1e-12));
  CHECK(student_t_cdf(-2.5, 7) == near(0.020496109292876444));
  CHECK(incomplete_beta(2.5, 3.5, 0.3) == near(0.29675298929566646));
  CHECK(incomplete_beta(80, 0.5, 0.99) == near(0.2054728375540082));
}

TEST_CASE("means and shares with their intervals") {
  const std::vector<double> scores{72.5, 80, 55, 90, 67.5};
  const Estimate mean = mean_of(scores);
  CHECK(mean.value == near(73));
  CHECK(mean.interval->low == near(56.662560880209185));
  CHECK(mean.interval->high == near(89.33743911979082));
  CHECK(mean.n == 5);
  CHECK_FALSE(mean_of(std::vector<double>{70}).interval);
  CHECK(std::isnan(mean_of({}).value));

  const Estimate share = share_of(12, 20);
  CHECK(share.value == near(0.6));
  CHECK(share.interval->low == near(0.38658150076225317));
  CHECK(share.interval->high == near(0.7811934676271829));
  CHECK(share_of(0, 10).interval->low == Approx(0));
  CHECK(share_of(0, 10).interval->high == near(0.27753279986288926));
  CHECK(share_of(20, 20).interval->low == near(0.8388748419471808));
  CHECK(std::isnan(share_of(0, 0).value));
}

TEST_CASE("SUS: score, grade, adjective, consistency") {
  const std::vector<SusAnswers> answers{{4, 2, 5, 1, 4, 2, 4, 1, 5, 2},
                                        {3, 3, 4, 2, 3, 3, 4, 2, 3, 3},
                                        {5, 1, 5, 1, 5, 1, 5, 1, 5, 1},
                                        {2, 4, 3, 4, 2, 3, 3, 4, 2, 5}};
  const double expected[] = {85, 60, 100, 30};
  for (size_t i = 0; i < 4; ++i) CHECK(sus_score(answers[i]) == near(expected[i]));
  CHECK(sus_score({3, 3, 3, 3, 3, 3, 3, 3, 3, 3}) == near(50));
  CHECK(cronbach_alpha(answers) == near(0.9879280610987928));
  CHECK(std::isnan(cronbach_alpha(std::vector<SusAnswers>(3, answers[0]))));

  CHECK(sus_grade(100) == "A+");
  CHECK(sus_grade(84.04) == "A");
  CHECK(sus_grade(84.05) == "A+");
  CHECK(sus_grade(72.6) == "B-");
  CHECK(sus_grade(72.5) == "C+");
  CHECK(sus_grade(65) == "C");
  CHECK(sus_grade(62.6) == "D");
  CHECK(sus_grade(51.6) == "F");
  CHECK(sus_adjective(72.6) == "good");
  CHECK(sus_adjective(52) == "ok");
  CHECK(sus_adjective(0) == "worst");
  CHECK(sus_adjective(99) == "best");
}

TEST_CASE("normalised gain of a class, of a person, and normalised change") {
  const std::vector<BeforeAfter> people{{40, 70}, {50, 80}, {30, 30}, {60, 90}, {20, 70}, {50, 40}};
  const Estimate gain = class_gain(people);
  CHECK(gain.value == near(0.37142857142857144));
  CHECK(gain.interval->low == near(-0.03171984893743237));
  CHECK(gain.interval->high == near(0.7725880814647719));
  CHECK(gain.n == 6);
  // Two people of whom one could hardly gain: the ratio is not determined, and no interval is pretended.
  CHECK_FALSE(class_gain(std::vector<BeforeAfter>{{100, 100}, {20, 90}}).interval);
  CHECK_FALSE(class_gain(std::vector<BeforeAfter>{{20, 90}}).interval);
  CHECK(std::isnan(class_gain(std::vector<BeforeAfter>{{100, 90}}).value));
  CHECK(std::isnan(class_gain({}).value));

  CHECK(*individual_gain({40, 70}) == near(0.5));
  CHECK(*individual_gain({50, 40}) == near(-0.2));
  CHECK_FALSE(individual_gain({100, 90}));

  CHECK(*normalised_change({40, 70}) == near(0.5));
  CHECK(*normalised_change({50, 40}) == near(-0.2));
  CHECK(*normalised_change({100, 90}) == near(-0.1));
  CHECK(*normalised_change({30, 30}) == 0);
  CHECK_FALSE(normalised_change({0, 0}));
  CHECK_FALSE(normalised_change({100, 100}));
  CHECK(*normalised_change({0, 100}) == 1);
}
