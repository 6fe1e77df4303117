#include "afina/metrics/metrics.h"

#include <doctest/doctest.h>

#include <cmath>
#include <set>

#include "afina/base/error.h"
#include "afina/base/test_support.h"
#include "afina/metrics/registry.h"
#include "afina/metrics/tokens_13a.h"

using namespace afina;
using namespace afina::metrics;

namespace {

const std::vector<std::string> kPredictions{"The clerks answered 12 letters, then closed the office.",
                                            "El cartero dejó la canción en el buzón azul",
                                            "Paga 1.250,50 euros (IVA incluido) antes del 3-5-2024...", "sí"};
const std::vector<std::string> kReferences{"The clerk was answering twelve letters before closing her office.",
                                           "La canción quedó en el buzón azul del cartero",
                                           "Debe pagar 1.250,50 euros, IVA incluido, antes del 3-5-2024.", "sí, claro"};

double bleu_of(size_t i) { return bleu(std::span(&kPredictions[i], 1), std::span(&kReferences[i], 1)); }

}  // namespace

TEST_CASE("chrF equals sacrebleu 2.6.0") {
  CHECK(chrf(kPredictions, kReferences) == doctest::Approx(56.3324047532995).epsilon(1e-12));
  const double rows[] = {42.266607453499276, 64.28729257995462, 70.19577032801666, 23.404255319148938};
  for (size_t i = 0; i < std::size(rows); ++i) {
    CHECK(chrf(std::string_view(kPredictions[i]), std::string_view(kReferences[i])) ==
          doctest::Approx(rows[i]).epsilon(1e-12));
  }
  CHECK(chrf(std::string_view(""), std::string_view("")) == 0);
  CHECK(chrf(std::string_view("igual"), std::string_view(" i gual\n")) == 100);
}

TEST_CASE("BLEU equals sacrebleu 2.6.0") {
  CHECK(bleu(kPredictions, kReferences) == doctest::Approx(32.7607431314678).epsilon(1e-12));
  CHECK(bleu_of(0) == doctest::Approx(8.913765521398126).epsilon(1e-12));  // smoothed
  CHECK(bleu_of(1) == doctest::Approx(33.03164318013809).epsilon(1e-12));
  CHECK(bleu_of(2) == doctest::Approx(48.80217780091717).epsilon(1e-12));
  CHECK(bleu_of(3) == 0);  // shorter than four words
}

TEST_CASE("13a keeps figures whole and sets signs apart") {
  using Tokens = std::vector<std::string>;
  CHECK(tokens_13a("Son 1.250,5 (IVA).") == Tokens{"Son", "1.250,5", "(", "IVA", ")", "."});
  CHECK(tokens_13a("el 3-5, sí...") == Tokens{"el", "3", "-", "5", ",", "sí", ".", ".", "."});
  CHECK(tokens_13a("bien-estar &amp; «paz»") == Tokens{"bien-estar", "&", "«paz»"});
  CHECK(tokens_13a(" \t\n").empty());
}

TEST_CASE("answers match without case, signs or articles") {
  CHECK(exact_match("¡La  oficina!", "oficina") == 1);
  CHECK(exact_match("the Office.", "an office") == 1);
  CHECK(exact_match("oficinas", "oficina") == 0);
  CHECK(exact_match("A", "la") == 0);  // an article that is the whole answer stays
  CHECK(exact_match("", "¿?") == 1);
  // oficina, municipal against oficina, principal, abierta: one shared of five.
  CHECK(token_f1("la oficina municipal", "oficina principal abierta") == doctest::Approx(2.0 / 5));
  CHECK(token_f1("no no no", "no") == doctest::Approx(0.5));
  CHECK(token_f1("", "algo") == 0);
}

TEST_CASE("labels are scored as scikit-learn does") {
  const std::vector<int32_t> truth{0, 0, 0, 0, 1, 1, 1, 2, 2, 3}, predicted{0, 0, 1, 4, 1, 1, 0, 2, 0, 0};
  ClassificationScores scores = classification(truth, predicted, {"a", "b", "c", "d", "e", "unused"});
  CHECK(scores.accuracy == doctest::Approx(0.5));
  CHECK(scores.macro_f1 == doctest::Approx(0.3555555555555555));  // over five labels: the sixth never appears
  CHECK(scores.classes[0].precision == doctest::Approx(0.4));
  CHECK(scores.classes[0].recall == doctest::Approx(0.5));
  CHECK(scores.classes[1].f1 == doctest::Approx(2.0 / 3));
  CHECK(scores.classes[2].precision == doctest::Approx(1.0));
  CHECK(scores.classes[3].f1 == 0);
  CHECK(scores.classes[4].support == 0);
  CHECK(scores.confusion[0] == std::vector<int64_t>{2, 1, 0, 0, 1, 0});
  CHECK(testing::error_code([&] { classification(truth, predicted, {"a"}); }) == "metrics.bad_label");
  CHECK(testing::error_code([&] { classification(truth, {}, {"a"}); }) == "metrics.different_counts");
}

TEST_CASE("bits and perplexity") {
  CHECK(bits_per_byte(8 * std::log(2.0), 4) == doctest::Approx(2));
  CHECK(perplexity(3 * std::log(10.0), 3) == doctest::Approx(10));
  CHECK(std::isnan(bits_per_byte(1, 0)));
}

TEST_CASE("intervals repeat with the seed and cover what they should") {
  std::vector<double> rows(400);
  for (size_t i = 0; i < rows.size(); ++i) rows[i] = i % 4 == 0 ? 1 : 0;
  Interval interval = bootstrap_mean(rows, 5);
  Interval again = bootstrap_mean(rows, 5);
  CHECK(interval.low == again.low);
  CHECK(interval.high == again.high);
  // The normal approximation: 0.25 +- 1.96 * sqrt(0.25 * 0.75 / 400) = 0.2076 .. 0.2924.
  CHECK(interval.low == doctest::Approx(0.2076).epsilon(0.03));
  CHECK(interval.high == doctest::Approx(0.2924).epsilon(0.03));
  Interval same = bootstrap(
      static_cast<int64_t>(rows.size()),
      [&](std::span<const int32_t> chosen) {
        double sum = 0;
        for (int32_t i : chosen) sum += rows[static_cast<size_t>(i)];
        return sum / static_cast<double>(chosen.size());
      },
      5);
  CHECK(same.low == doctest::Approx(interval.low));
  CHECK(bootstrap_mean({}, 1).high == 0);
}

TEST_CASE("a difference is claimed only where the paired interval excludes zero") {
  std::vector<double> after(60), before(60);
  for (size_t i = 0; i < after.size(); ++i) {
    before[i] = i % 2 == 0 ? 1 : 0;
    after[i] = i % 5 == 0 ? before[i] : 1;
  }
  CHECK(verdict(paired_bootstrap(after, before, 1)) == Verdict::better);
  CHECK(verdict(paired_bootstrap(before, after, 1)) == Verdict::worse);
  CHECK(verdict(paired_bootstrap(before, before, 1)) == Verdict::no_difference_shown);
  after = before;
  after[1] = 1;  // one row of sixty
  CHECK(verdict(paired_bootstrap(after, before, 1)) == Verdict::no_difference_shown);
  CHECK(testing::error_code([&] { paired_bootstrap(after, std::span(before).first(3), 1); }) ==
        "metrics.different_counts");
}

TEST_CASE("every metric of the registry scores files, with its interval") {
  std::set<std::string_view> names;
  for (const MetricEntry& metric : all_metrics()) {
    CAPTURE(metric.name);
    CHECK(names.insert(metric.name).second);
    CHECK(!metric.help_es.empty());
    CHECK(!metric.help_en.empty());
    Json scores = metric.score(kPredictions, kReferences);
    REQUIRE(!scores.empty());
    for (const auto& [name, score] : scores.items()) {
      CHECK(score["low"] <= score["value"]);
      CHECK(score["value"] <= score["high"]);
    }
    CHECK(testing::error_code([&] { metric.score(kPredictions, {}); }) == "metrics.different_counts");
    CHECK(testing::error_code([&] { metric.score({}, {}); }) == "metrics.no_texts");
  }
  for (const char* name : {"rouge", "chrf", "bleu", "exact-match", "token-f1", "accuracy", "macro-f1"}) {
    CHECK(find_metric(name).name == name);
  }
  CHECK(testing::error_code([] { find_metric("meteor"); }) == "metrics.unknown");
  CHECK(find_metric("chrf").score(kPredictions, kReferences)["chrf"]["value"] == chrf(kPredictions, kReferences));
}

TEST_CASE("labels in files are compared without the white space around them") {
  const std::vector<std::string> predictions{"sí", "no ", "sí", "quizá"}, references{"sí", "no", "no", "no"};
  CHECK(find_metric("accuracy").score(predictions, references)["accuracy"]["value"] == doctest::Approx(0.5));
  // f1: sí 2/3, no 2/4, quizá 0.
  CHECK(find_metric("macro-f1").score(predictions, references)["macro-f1"]["value"].get<double>() ==
        doctest::Approx((2.0 / 3 + 0.5) / 3));
}
