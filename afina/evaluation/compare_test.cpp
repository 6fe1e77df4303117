// Scores, pairing and verdicts from outcomes made by hand.
#include <functional>
#include <numbers>

#include "afina/base/utf8.h"
#include "afina/evaluation/evaluation_test_support.h"

namespace afina::evaluation {

using namespace testing;

namespace {

// 60 test rows of two labels.
struct LabelledBench : Bench {
  LabelledBench() : Bench(data::Task::classify, 64) {
    dataset.labels = {"no", "sí"};
    for (int i = 0; i < 60; ++i) add(split.test, "texto " + std::to_string(i), i % 3 == 0 ? "no" : "sí");
  }
};

Outcome guesses(const Bench& bench, const std::string& name, const std::function<bool(int)>& right) {
  Outcome outcome{name, {}};
  const std::vector<int32_t> truth = true_labels(bench.held_out());
  for (int i = 0; i < 60; ++i)
    outcome.predicted.push_back(right(i) ? truth[static_cast<size_t>(i)] : 1 - truth[static_cast<size_t>(i)]);
  return outcome;
}

}  // namespace

TEST_CASE("verdicts: better, worse, and no difference that can be shown, against before and the best baseline") {
  LabelledBench bench;
  Outcome before = guesses(bench, "before", [](int i) { return i % 2 == 0; });
  Outcome after = guesses(bench, "after", [](int i) { return i % 10 != 0; });
  Outcome weak = guesses(bench, "majority", [](int i) { return i % 4 == 0; });
  Outcome strong = guesses(bench, "tfidf", [](int i) { return i % 10 != 1; });  // as often right, elsewhere
  Report report = compare({before, after}, {weak, strong}, bench.held_out(), bench.options);
  REQUIRE(report.comparisons.size() == 2);
  CHECK(report.comparisons[0].against == "before");
  CHECK(report.comparisons[0].value == doctest::Approx(0.9));
  CHECK(report.comparisons[0].against_value == doctest::Approx(0.5));
  CHECK(report.comparisons[0].difference == doctest::Approx(0.4));
  CHECK(report.comparisons[0].verdict == metrics::Verdict::better);
  CHECK(report.comparisons[1].against == "tfidf");
  CHECK(report.comparisons[1].verdict == metrics::Verdict::no_difference_shown);
  CHECK(
      compare({after, before}, {}, bench.held_out(), bench.options).comparisons.empty());  // the first is not "before"
  Outcome worse = before, better = after;
  better.name = "before";
  worse.name = "after";
  CHECK(compare({better, worse}, {}, bench.held_out(), bench.options).comparisons[0].verdict ==
        metrics::Verdict::worse);

  CHECK(score(report, "after", "accuracy").value == doctest::Approx(0.9));
  const metrics::ClassificationScores whole =
      metrics::classification(true_labels(bench.held_out()), after.predicted, bench.dataset.labels);
  CHECK(score(report, "after", "macro_f1").value == doctest::Approx(whole.macro_f1));
  REQUIRE(report.classification);
  CHECK(report.classification->confusion == whole.confusion);
}

TEST_CASE("rows that before was not asked about count for neither side of that comparison") {
  LabelledBench bench;
  Outcome before = guesses(bench, "before", [](int i) { return i % 2 == 0; });
  for (size_t i = 20; i < 60; ++i) before.predicted[i] = -1;
  Outcome after = guesses(bench, "after", [](int i) { return i >= 10; });
  Report report = compare({before, after}, {}, bench.held_out(), bench.options);
  CHECK(report.comparisons[0].rows == 20);
  CHECK(report.comparisons[0].value == doctest::Approx(0.5));
  CHECK(report.comparisons[0].verdict == metrics::Verdict::no_difference_shown);
  CHECK(report.rows == 60);
  CHECK(score(report, "after", "accuracy").value == doctest::Approx(50.0 / 60));
  for (const ExampleOutput& e : report.examples) CHECK(e.before != "");
}

TEST_CASE("pairing is by row: the same gain on every row is certain however much the rows differ") {
  Bench bench(data::Task::instruct, 64);
  Outcome before{"before", {}}, after{"after", {}}, ngram{"ngram", {}};
  for (int i = 0; i < 40; ++i) {
    bench.add(bench.split.test, "p", "r");
    const double nats = i % 2 == 0 ? 1.0 : 100.0;
    before.nats.push_back(nats + 0.1);
    after.nats.push_back(i == 39 ? kNotMeasured : nats);
    ngram.nats.push_back(200.0);
    for (Outcome* o : {&before, &after, &ngram}) o->bytes.push_back(o == &after && i == 39 ? 0 : 10);
    for (Outcome* o : {&before, &after}) o->tokens.push_back(o == &after && i == 39 ? 0 : 5);
  }
  bench.options.max_generated_rows = 0;
  Report report = compare({before, after}, {ngram}, bench.held_out(), bench.options);
  REQUIRE(report.comparisons.size() == 2);
  const Comparison& c = report.comparisons[0];
  CHECK(c.metric == "bits_per_byte");
  CHECK(c.rows == 39);
  CHECK(c.difference == doctest::Approx(0.01 / std::numbers::ln2));
  CHECK(c.interval.low == doctest::Approx(c.interval.high).epsilon(1e-6));
  CHECK(c.verdict == metrics::Verdict::better);
  CHECK(c.value == doctest::Approx((20 * 1.0 + 19 * 100.0) / std::numbers::ln2 / 390));
  CHECK(report.rows == 39);
  CHECK(report.bytes == 390);
  CHECK(score(report, "after", "perplexity").value == doctest::Approx(std::exp((20 * 1.0 + 19 * 100.0) / 195)));
  CHECK(score(report, "after", "bits_per_byte").lower_is_better);
}

TEST_CASE("windows cut elsewhere are moved onto the same bytes, from the end of the text") {
  Spans moved = move_onto({{6.0, 8.0}, {6, 4}}, {2, 4, 6});  // 10 bytes onto 12
  CHECK(moved.bytes == std::vector<int64_t>{0, 4, 6});
  CHECK(moved.nats[0] == doctest::Approx(0));
  CHECK(moved.nats[1] == doctest::Approx(4));
  CHECK(moved.nats[2] == doctest::Approx(10));
  Spans longer = move_onto({{6.0, 8.0}, {6, 4}}, {5, 3});  // 10 bytes onto 8: what stands before is dropped
  CHECK(longer.bytes == std::vector<int64_t>{5, 3});
  CHECK(longer.nats[0] == doctest::Approx(4 + 2));
  CHECK(longer.nats[1] == doctest::Approx(6));
}

TEST_CASE("a summary is compared with its lead sentences too, and answers are scored on the chosen rows alone") {
  Bench bench(data::Task::summarize, 64);
  Outcome before{"before", {}}, after{"after", {}}, lead{"lead", {}};
  for (int i = 0; i < 30; ++i) {
    bench.add(bench.split.test, "Uno dos tres.", "cuatro cinco " + std::to_string(i));
    for (Outcome* o : {&before, &after}) {
      o->nats.push_back(5);
      o->bytes.push_back(10);
      o->tokens.push_back(4);
    }
  }
  bench.options.max_generated_rows = 20;
  for (Outcome* o : {&before, &after, &lead}) o->texts.assign(30, "");
  for (int64_t i : rows_to_generate(bench.held_out(), bench.options)) {
    after.texts[static_cast<size_t>(i)] = bench.dataset.examples[static_cast<size_t>(i)].target;
    lead.texts[static_cast<size_t>(i)] = "Uno dos tres.";
  }
  Report report = compare({before, after}, {lead}, bench.held_out(), bench.options);
  CHECK(report.generated_rows == 20);
  CHECK(score(report, "after", "rougeL-unicode").value == doctest::Approx(1));
  CHECK(score(report, "after", "exact_match").value == doctest::Approx(1));
  CHECK(score(report, "after", "chrf").value == doctest::Approx(100));
  CHECK(score(report, "before", "rouge1").value == doctest::Approx(0));
  REQUIRE(report.comparisons.size() == 2);
  CHECK(report.comparisons[0].verdict == metrics::Verdict::no_difference_shown);
  CHECK(report.comparisons[1].against == "lead");
  CHECK(report.comparisons[1].verdict == metrics::Verdict::better);
}

TEST_CASE("the report says it in JSON and in words, in both languages, for every task") {
  LabelledBench bench;
  Outcome before = guesses(bench, "before", [](int i) { return i % 2 == 0; });
  Outcome after = guesses(bench, "after", [](int i) { return i % 10 != 0; });
  Outcome tfidf = guesses(bench, "tfidf", [](int i) { return i % 10 != 1; });
  Report report = compare({before, after}, {tfidf}, bench.held_out(), bench.options);
  report.notes = {"nota"};
  Json json = to_json(report);
  CHECK(json["task"] == "classify");
  CHECK(json["rows"] == 60);
  CHECK(json["entries"].size() == 3);
  CHECK(json["entries"][1]["scores"]["accuracy"]["value"].get<double>() == doctest::Approx(0.9));
  CHECK(json["entries"][1]["scores"]["accuracy"]["low"] <= json["entries"][1]["scores"]["accuracy"]["value"]);
  CHECK(json["comparisons"][0]["verdict"] == "better");
  CHECK(json["comparisons"][1]["verdict"] == "no_difference_shown");
  CHECK(json["classification"]["classes"].size() == 2);
  int64_t cells = 0;
  for (const Json& cell : json["classification"]["confusion"]) cells += cell["rows"].get<int64_t>();
  CHECK(cells == 60);
  CHECK(json["examples"].size() == 5);
  CHECK(json["notes"][0] == "nota");

  CHECK(verdict_sentence(report, report.comparisons[0]).find("Mejor que antes: acierta 90 de cada 100 frente a 50") ==
        0);
  CHECK(verdict_sentence(report, report.comparisons[1]).find("No se puede mostrar diferencia frente a TF-IDF") == 0);
  CHECK(verdict_sentence(report, report.comparisons[1]).find("60 ejemplos") != std::string::npos);
  std::string spanish = to_text(report, 80);
  CHECK(spanish.find("Confusiones más frecuentes") != std::string::npos);
  CHECK(spanish.find("nota") != std::string::npos);
  set_language(Lang::en);
  CHECK(verdict_sentence(report, report.comparisons[0]).find("Better than before: 90 of every 100 right against 50") ==
        0);
  CHECK(to_text(report, 80).find("Most frequent confusions") != std::string::npos);
  set_language(Lang::es);
}

TEST_CASE("a table keeps within the columns it is given where one score fits") {
  Bench bench(data::Task::instruct, 64);
  Outcome before{"before", {}}, after{"after", {}}, ngram{"ngram", "de 6 bytes"};
  for (int i = 0; i < 30; ++i) {
    bench.add(bench.split.test, "pregunta", "respuesta");
    for (Outcome* o : {&before, &after, &ngram}) {
      o->nats.push_back(5 + i);
      o->bytes.push_back(10);
      if (o != &ngram) o->tokens.push_back(4);
    }
  }
  for (Outcome* o : {&before, &after}) o->texts.assign(30, "otra respuesta");
  Report report = compare({before, after}, {ngram}, bench.held_out(), bench.options);
  std::string text = to_text(report, 80);
  const std::string table = text.substr(0, text.find(afina::text("evaluation.interval_note")));
  size_t from = table.find("\n\n") + 2;
  for (size_t end; (end = table.find('\n', from)) != std::string::npos; from = end + 1) {
    CHECK(display_width(table.substr(from, end - from)) <= 80);
  }
  CHECK(table.find("ROUGE-Lsum Unicode") != std::string::npos);
}

}  // namespace afina::evaluation
