#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "afina/base/json.h"
#include "afina/base/test_support.h"
#include "afina/generation/sampler.h"
#include "afina/generation/stop_filter.h"

using namespace afina::generation;

namespace {

std::map<int32_t, int> draw(SamplingOptions options, std::vector<float> logits, int64_t vocabulary = 100) {
  Sampler sampler(options, vocabulary);
  std::map<int32_t, int> counts;
  for (int i = 0; i < 4000; ++i) {
    std::vector<float> copy = logits;
    ++counts[sampler.choose(copy, {})];
  }
  return counts;
}

}  // namespace

TEST_CASE("greedy takes the largest logit, the first of equals") {
  Sampler sampler({}, 4);
  std::vector<float> logits{1, 3, 3, 2};
  CHECK(sampler.choose(logits, {}) == 1);
}

TEST_CASE("ids beyond the vocabulary are never chosen") {
  Sampler sampler({}, 2);
  std::vector<float> logits{1, 2, 9};
  CHECK(sampler.choose(logits, {}) == 1);
  SamplingOptions warm;
  warm.temperature = 5;
  CHECK_FALSE(draw(warm, {0, 0, 50}, 2).contains(2));
}

TEST_CASE("the repetition penalty divides positive logits and multiplies negative ones, once an id") {
  SamplingOptions options;
  options.repetition_penalty = 2;
  Sampler sampler(options, 3);
  std::vector<float> logits{4, 3, -1};
  std::vector<int32_t> seen{0, 0, 2};
  CHECK(sampler.choose(logits, seen) == 1);
  CHECK(logits == std::vector<float>{2, 3, -2});
}

TEST_CASE("what would repeat an n-gram is what transformers bans") {
  const auto file = afina::testing::golden("generation") / "no_repeat_ngram.json";
  const afina::Json golden = afina::parse_json(afina::testing::slurp(file), file.string());
  size_t banned = 0;
  for (const afina::Json& c : golden["cases"]) {
    CAPTURE(c.dump());
    const auto seen = c["ids"].get<std::vector<int32_t>>();
    const auto expected = c["banned"].get<std::vector<int32_t>>();
    CHECK(repeated_ngram_ends(seen, c["size"].get<int64_t>()) == expected);
    banned += !expected.empty();
    SamplingOptions options;
    options.no_repeat_ngram_size = c["size"];
    std::vector<float> logits(golden["vocabulary"].get<size_t>(), 1.0F);
    if (expected.size() == logits.size()) continue;
    for (int32_t id : expected) logits[static_cast<size_t>(id)] = 2;
    const int32_t greedy = Sampler(options, std::ssize(logits)).choose(logits, seen);
    CHECK(std::ranges::find(expected, greedy) == expected.end());
  }
  CHECK(banned > 10);
  CHECK(repeated_ngram_ends(std::vector<int32_t>{1, 1, 1}, 0).empty());
}

TEST_CASE("the prompt's n-grams may come again where it is free") {
  SamplingOptions options;
  options.no_repeat_ngram_size = 2;
  const std::vector<int32_t> seen{0, 1, 0, 2, 0};  // 0 0 is new; 0 1 stands in the prompt, 0 2 was written
  const auto chosen = [&](size_t free) {
    std::vector<float> logits{1, 3, 2};
    return Sampler(options, 3).choose(logits, seen, free);
  };
  CHECK(chosen(0) == 0);
  CHECK(chosen(2) == 1);
}

TEST_CASE("where every id would repeat an n-gram, they may") {
  for (double temperature : {0.0, 1.0}) {
    SamplingOptions options;
    options.no_repeat_ngram_size = 1;
    options.temperature = temperature;
    std::vector<float> logits{1, 30};
    CHECK(Sampler(options, 2).choose(logits, std::vector<int32_t>{0, 1, -3, 7}) == 1);
  }
}

TEST_CASE("sampling follows the probabilities") {
  SamplingOptions options;
  options.temperature = 1;
  auto counts = draw(options, {std::log(0.7f), std::log(0.2f), std::log(0.1f)});
  CHECK(counts[0] == doctest::Approx(2800).epsilon(0.05));
  CHECK(counts[1] == doctest::Approx(800).epsilon(0.12));
  options.temperature = 0.5;  // squares the odds
  CHECK(draw(options, {std::log(0.7f), std::log(0.2f), std::log(0.1f)})[0] ==
        doctest::Approx(4000 * 0.49 / 0.54).epsilon(0.03));
}

TEST_CASE("top-k, top-p and min-p keep what they say") {
  std::vector<float> logits{std::log(0.5f), std::log(0.3f), std::log(0.15f), std::log(0.05f)};
  SamplingOptions options;
  options.temperature = 1;
  options.top_k = 2;
  CHECK(draw(options, logits).size() == 2);
  options.top_k = 0;
  options.top_p = 0.79;  // the two first reach 0.8
  CHECK(draw(options, logits).size() == 2);
  options.top_p = 0.01;
  CHECK(draw(options, logits).size() == 1);
  options.top_p = 1;
  options.min_p = 0.2;  // a fifth of 0.5
  CHECK(draw(options, logits).size() == 3);
}

TEST_CASE("the same seed draws the same") {
  SamplingOptions options;
  options.temperature = 1;
  options.seed = 9;
  CHECK(draw(options, {0, 0, 0, 0}) == draw(options, {0, 0, 0, 0}));
}

TEST_CASE("a stop string is never shown, not even in part") {
  StopFilter filter({"\nFIN", "###"});
  std::string shown;
  for (const char* piece : {"hola\n", "F", "uera", " #", "#", " y ", "#", "##", "nunca"}) shown += filter.push(piece);
  CHECK(shown == "hola\nFuera ## y ");
  CHECK(filter.stopped());
  CHECK(filter.finish().empty());

  StopFilter open({"###"});
  shown = open.push("casi ##");
  CHECK(shown == "casi ");
  CHECK(open.finish() == "##");
}
