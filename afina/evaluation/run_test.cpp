// What models and baselines are charged for, against calculations by hand.
#include <numeric>

#include "afina/evaluation/evaluation_test_support.h"

namespace afina::evaluation {

using namespace testing;

namespace {

double sum_of(const std::vector<double>& values) { return std::accumulate(values.begin(), values.end(), 0.0); }
int64_t sum_of(const std::vector<int64_t>& values) { return std::accumulate(values.begin(), values.end(), int64_t{0}); }

void fill_complaints(Bench& bench) {
  bench.dataset.labels = {"basura", "luz", "obras y calles"};
  const std::vector<std::pair<std::string, std::string>> rows = {
      {"la farola no luce", "luz"},    {"el contenedor rebosa", "basura"}, {"la calle tiene un hoyo", "obras y calles"},
      {"la plaza está oscura", "luz"}, {"no pasa el camión", "basura"},    {"la acera está rota", "obras y calles"}};
  for (int copy = 0; copy < 4; ++copy) {
    for (const auto& [text, label] : rows) {
      auto& part = copy < 2 ? bench.split.train : copy == 2 ? bench.split.validation : bench.split.test;
      bench.add(part, text + " " + std::to_string(copy), label);
    }
  }
}

void fill_questions(Bench& bench) {
  for (int i = 0; i < 12; ++i) {
    auto& part = i < 6 ? bench.split.train : i < 9 ? bench.split.validation : bench.split.test;
    bench.add(part, "¿cuándo pasa el camión " + std::to_string(i) + "?",
              "el camión pasa a las " + std::to_string(i) + " señor");
  }
}

void fill_verses(Bench& bench) {
  for (int i = 0; i < 60; ++i) {
    auto& part = i < 40 ? bench.split.train : i < 48 ? bench.split.validation : bench.split.test;
    bench.add(part, "la farola número " + std::to_string(i * 37 % 50) +
                        " de la plaza no luce y el camión no pasa por aquí\n");
  }
}

}  // namespace

TEST_CASE("an untuned model chooses the label with the fewest nats per token after the text") {
  Bench bench(data::Task::classify, 64);
  fill_complaints(bench);
  Outcome outcome =
      run_model(bench.context, {"before", bench.model.get(), nullptr}, bench.held_out(), bench.options, {});
  REQUIRE(outcome.predicted.size() == bench.split.test.size());
  for (size_t i = 0; i < outcome.predicted.size(); ++i) {
    std::vector<int32_t> prompt =
        bench.encoder->encode_text(bench.dataset.examples[static_cast<size_t>(bench.split.test[i])].input);
    std::vector<int32_t> line_break = bench.tokenizer.encode("\n", data::kPlainText).ids;
    prompt.insert(prompt.end(), line_break.begin(), line_break.end());
    std::vector<double> nats;
    for (const std::string& label : bench.dataset.labels) {
      std::vector<int32_t> ids = prompt, name = bench.tokenizer.encode(label, data::kPlainText).ids;
      ids.insert(ids.end(), name.begin(), name.end());
      nats.push_back(nats_by_hand(bench, ids, prompt.size()) / static_cast<double>(name.size()));
    }
    CHECK(outcome.predicted[i] == std::min_element(nats.begin(), nats.end()) - nats.begin());
  }
}

TEST_CASE("a text too long to leave room for a label loses its end, never the place where the answer begins") {
  Bench bench(data::Task::classify, 128, true);
  bench.dataset.labels = {"basura", "luz"};
  std::string endless;
  for (int i = 0; i < 80; ++i) endless += "la farola no luce ";
  bench.add(bench.split.test, endless, "luz");
  bench.add(bench.split.test, endless + "nunca", "luz");
  Outcome outcome =
      run_model(bench.context, {"before", bench.model.get(), nullptr}, bench.held_out(), bench.options, {});
  CHECK(outcome.predicted[0] >= 0);
  CHECK(outcome.predicted[0] == outcome.predicted[1]);  // what was cut cannot matter
}

TEST_CASE("a head's labels are matched by name, and those the data lack are never chosen") {
  Bench bench(data::Task::classify, 64);
  fill_complaints(bench);
  models::ClassificationHead head{Tensor::zeros({4, 16}), {"luz", "perros", "obras y calles", "basura"}};
  for (size_t i = 0; i < head.score.values().size(); ++i)
    head.score.mutable_values()[i] = 0.3f * static_cast<float>((i * 7) % 11) - 1.5f;
  HeldOut held_out = bench.held_out();
  Outcome outcome = run_model(bench.context, {"after", bench.model.get(), &head}, held_out, bench.options, {});
  const std::vector<int32_t> map = {1, -1, 2, 0}, truth = true_labels(held_out);
  for (size_t i = 0; i < outcome.predicted.size(); ++i) {
    data::EncodedRow row =
        bench.encoder->encode(bench.dataset.examples[static_cast<size_t>(bench.split.test[i])], bench.dataset.labels);
    models::Sequence sequence{row.ids, row.learned, -1};
    Graph graph{bench.context};
    Tensor scores = models::classify_scores(graph, *bench.model, head, {&sequence, 1});
    size_t best = 4;
    double all = 0;
    for (size_t k = 0; k < 4; ++k) {
      all += std::exp(static_cast<double>(scores.values()[k]));
      if (map[k] >= 0 && (best == 4 || scores.values()[k] > scores.values()[best])) best = k;
    }
    CHECK(outcome.predicted[i] == map[best]);
    const auto own = static_cast<size_t>(std::find(map.begin(), map.end(), truth[i]) - map.begin());
    CHECK(outcome.nats[i] == doctest::Approx(std::log(all) - static_cast<double>(scores.values()[own])).epsilon(1e-4));
  }
  models::ClassificationHead stranger{Tensor::zeros({2, 16}), {"perros", "gatos"}};
  CHECK_THROWS_AS(run_model(bench.context, {"after", bench.model.get(), &stranger}, held_out, bench.options, {}),
                  Error);
}

TEST_CASE("an answer's nats and bytes are those of the answer alone, and of nothing where it does not fit") {
  for (bool chat : {false, true}) {
    Bench bench(data::Task::instruct, 90, chat);
    fill_questions(bench);
    std::string endless;
    for (int i = 0; i < 100; ++i) endless += "no ";
    bench.add(bench.split.test, "¿y?", endless);
    bench.options.max_generated_rows = 2;
    HeldOut held_out = bench.held_out();
    Outcome outcome = run_model(bench.context, {"after", bench.model.get(), nullptr}, held_out, bench.options, {});
    REQUIRE(outcome.nats.size() == 4);
    CHECK(std::isnan(outcome.nats[3]));
    CHECK(outcome.bytes[3] == 0);
    for (size_t i = 0; i < 3; ++i) {
      const data::Example& example = bench.dataset.examples[static_cast<size_t>(bench.split.test[i])];
      data::EncodedRow row = bench.encoder->encode(example);
      const auto begin =
          static_cast<size_t>(std::find(row.learned.begin(), row.learned.end(), 1) - row.learned.begin());
      const auto end = static_cast<size_t>(row.learned.rend() - std::find(row.learned.rbegin(), row.learned.rend(), 1));
      row.ids.resize(end);
      CHECK(outcome.nats[i] == doctest::Approx(nats_by_hand(bench, row.ids, begin)).epsilon(1e-4));
      CHECK(outcome.bytes[i] == static_cast<int64_t>(example.target.size()));
      CHECK(outcome.tokens[i] == static_cast<int64_t>(end - begin));
    }
    const auto answered = rows_to_generate(held_out, bench.options);
    CHECK(answered.size() == 2);
    CHECK(outcome.texts.size() == 4);
  }
}

TEST_CASE("running text is charged for every byte but those of its first token, once, model and n-grams alike") {
  Bench bench(data::Task::continuation, 24);
  fill_verses(bench);
  HeldOut held_out = bench.held_out();
  Outcome model = run_model(bench.context, {"after", bench.model.get(), nullptr}, held_out, bench.options, {});
  Outcome ngram = run_ngram(held_out, {});
  const std::string text = data::running_text(bench.dataset, bench.split.test);
  tokenizer::Encoding encoding = bench.tokenizer.encode(text, data::kPlainText);
  const std::string first = bench.tokenizer.decode({encoding.ids.data(), 1}, false);
  CHECK(sum_of(model.bytes) == static_cast<int64_t>(text.size() - first.size()));
  CHECK(model.bytes == ngram.bytes);
  CHECK(ngram.nats.size() == model.nats.size());
  CHECK(model.nats.size() > 5);
  for (int64_t position : rows_to_generate(held_out, bench.options)) {
    Halves halves = halves_from(held_out, position);
    CHECK(text.find(halves.first + halves.rest) != std::string::npos);
    CHECK(halves.first.size() >= 30);
  }

  // A first window by hand.
  std::vector<int32_t> window(encoding.ids.begin(), encoding.ids.begin() + 24);
  CHECK(model.nats[0] == doctest::Approx(nats_by_hand(bench, window, 1)).epsilon(1e-4));

  // The n-gram model over the whole text at once, whichever kind was chosen, gives the windows' sum.
  const bool bytes = ngram.detail.find("bytes") != std::string::npos;
  auto symbols = [&](const std::string& s) {
    if (!bytes) return bench.tokenizer.encode(s, data::kPlainText).ids;
    std::vector<int32_t> all;
    for (char c : s) all.push_back(static_cast<unsigned char>(c));
    return all;
  };
  double best = HUGE_VAL;
  for (int order : {3, 4, 6}) {
    if (bytes != (order == 6)) continue;
    baselines::NgramModel own(order, bytes ? 257 : bench.tokenizer.vocabulary_size());
    own.add(symbols(data::running_text(bench.dataset, bench.split.train)));
    own.fit();
    best = std::min(best, std::abs(own.nats(symbols(text), bytes ? first.size() : 1) - sum_of(ngram.nats)));
  }
  CHECK(best < 1e-6);
}

TEST_CASE("the n-gram baseline learns answers from their rows and is charged for them and their end alone") {
  Bench bench(data::Task::instruct, 90, true);
  fill_questions(bench);
  HeldOut held_out = bench.held_out();
  Outcome ngram = run_ngram(held_out, {});
  Outcome model = run_model(bench.context, {"after", bench.model.get(), nullptr}, held_out, bench.options, {});
  CHECK(ngram.bytes == model.bytes);
  // The answers are one sentence with a number in it: a model that has learned them needs under a bit a byte.
  CHECK(metrics::bits_per_byte(sum_of(ngram.nats), sum_of(ngram.bytes)) < 1.0);
  CHECK(sum_of(ngram.nats) > 0);
}

TEST_CASE("baselines of a classifier predict every row; the majority is the training part's") {
  Bench bench(data::Task::classify, 64);
  fill_complaints(bench);
  bench.add(bench.split.train, "otra farola", "luz");
  std::vector<Outcome> baselines = run_baselines(bench.held_out(), bench.pool, {});
  REQUIRE(baselines.size() == 2);
  CHECK(baselines[0].name == "majority");
  CHECK(baselines[0].detail == "luz");
  CHECK(std::ranges::all_of(baselines[0].predicted, [](int32_t p) { return p == 1; }));
  CHECK(baselines[1].predicted == true_labels(bench.held_out()));  // the words are those of the training rows
}

TEST_CASE("cancelling ends an evaluation with its own error") {
  Bench bench(data::Task::classify, 64);
  fill_complaints(bench);
  CancelToken token;
  token.cancel();
  try {
    run_model(bench.context, {"before", bench.model.get(), nullptr}, bench.held_out(), bench.options,
              {nullptr, &token});
    FAIL("not cancelled");
  } catch (const Error& error) {
    CHECK(error.code() == "evaluation.cancelled");
  }
}

}  // namespace afina::evaluation
