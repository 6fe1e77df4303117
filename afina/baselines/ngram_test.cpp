#include <doctest/doctest.h>

#include <cmath>
#include <string>
#include <vector>

#include "afina/base/error.h"
#include "afina/base/random.h"
#include "afina/base/test_support.h"
#include "afina/baselines/baselines.h"

using namespace afina;
using namespace afina::baselines;

namespace {

using Sequence = std::vector<int32_t>;

Sequence random_sequence(Random& random, int32_t symbols, size_t length) {
  Sequence out;
  for (size_t i = 0; i < length; ++i) {
    out.push_back(static_cast<int32_t>(random.below(1 + random.below(static_cast<uint64_t>(symbols)))));
  }
  return out;
}

Sequence bytes_of(std::string_view text) {
  Sequence out;
  for (char c : text) out.push_back(static_cast<unsigned char>(c));
  return out;
}

// Every context of up to `depth` symbols: the probabilities of all next symbols add up to one.
void check_sums(const NgramModel& model, int32_t symbols, int depth, Sequence& context) {
  double sum = 0;
  for (int32_t next = 0; next < symbols; ++next) {
    context.push_back(next);
    double p = std::exp(-model.nats(context, context.size() - 1));
    CHECK(p > 0);
    sum += p;
    context.pop_back();
  }
  CHECK(sum == doctest::Approx(1.0).epsilon(1e-12));
  if (depth == 0) return;
  for (int32_t next = 0; next < symbols; ++next) {
    context.push_back(next);
    check_sums(model, symbols, depth - 1, context);
    context.pop_back();
  }
}

}  // namespace

TEST_CASE("probabilities sum to one after every context, seen or not") {
  Random random(3);
  for (int32_t symbols : {2, 3, 5}) {
    for (int order : {1, 2, 3, 5}) {
      for (size_t length : {0, 1, 7, 400}) {
        NgramModel model(order, symbols);
        // The last symbol never occurs where there are more than two.
        for (int part = 0; part < 3; ++part) model.add(random_sequence(random, std::max(2, symbols - 1), length));
        model.fit();
        Sequence context;
        CAPTURE(symbols);
        CAPTURE(order);
        check_sums(model, symbols, symbols == 5 ? 3 : 5, context);
      }
    }
  }
}

TEST_CASE("keys wider than 64 bits sum to one too") {
  Random random(4);
  constexpr int32_t kSymbols = 5;
  NgramModel narrow(5, kSymbols), wide(5, 1 << 20);  // 21 bits a symbol
  Sequence sequence = random_sequence(random, kSymbols, 2000);
  narrow.add(sequence);
  wide.add(sequence);
  narrow.fit();
  wide.fit();
  // The alphabets differ in the uniform share of what was never seen; all seen symbols lose only by that.
  CHECK(wide.nats(sequence) == doctest::Approx(narrow.nats(sequence)).epsilon(0.02));
}

TEST_CASE("without any text every symbol is equally likely") {
  NgramModel model(4, 256);
  model.fit();
  CHECK(model.nats(bytes_of("hola")) == doctest::Approx(4 * std::log(256.0)));
}

TEST_CASE("order one is the absolute discounting of the counts") {
  // Counts 3, 2, 1 and a symbol unseen; counts of counts allow no estimate, so the discounts are 0.5, 1, 1.5.
  NgramModel model(1, 4);
  model.add(Sequence{0, 0, 0, 1, 1, 2});
  model.fit();
  const double freed = (1.5 + 1.0 + 0.5) / 6;
  auto p = [&](int32_t symbol) { return std::exp(-model.nats(Sequence{symbol})); };
  CHECK(p(0) == doctest::Approx(1.5 / 6 + freed / 4));
  CHECK(p(1) == doctest::Approx(1.0 / 6 + freed / 4));
  CHECK(p(2) == doctest::Approx(0.5 / 6 + freed / 4));
  CHECK(p(3) == doctest::Approx(freed / 4));
}

TEST_CASE("lower orders count different neighbours, not occurrences") {
  // Symbol 1 occurs often but only after 0; symbol 2 rarely but after three others (the «Francisco» of textbooks).
  NgramModel model(2, 8);
  Sequence sequence;
  for (int i = 0; i < 30; ++i) sequence.insert(sequence.end(), {0, 1});
  sequence.insert(sequence.end(), {3, 2, 4, 2, 5, 2, 6});
  model.add(sequence);
  model.fit();
  auto after_unseen = [&](int32_t symbol) { return std::exp(-model.nats(Sequence{7, symbol}, 1)); };
  CHECK(after_unseen(2) > after_unseen(1));
}

TEST_CASE("longer orders learn longer patterns, and `begin` skips what only gives context") {
  std::string text;
  for (int i = 0; i < 200; ++i) text += "la casa azul y la mesa verde; ";
  Sequence train = bytes_of(text), test = bytes_of("la casa azul y la mesa verde");
  double before = 1e9;
  for (int order : {1, 2, 3, 6}) {
    NgramModel model(order, 256);
    model.add(train);
    model.fit();
    double nats = model.nats(test);
    CHECK(nats < before);
    before = nats;
    CHECK(model.nats(test, 10) + model.nats(Sequence(test.begin(), test.begin() + 10)) == doctest::Approx(nats));
    CHECK(model.nats(test, test.size()) == 0);
  }
}

TEST_CASE("wrong use is refused") {
  CHECK_THROWS_AS(NgramModel(0, 256), Error);
  CHECK_THROWS_AS(NgramModel(20, 256), Error);
  NgramModel model(2, 4);
  CHECK_THROWS_AS(model.add(Sequence{4}), Error);
  CHECK_THROWS_AS(model.nats(Sequence{1}), Error);
  model.fit();
  CHECK_THROWS_AS(model.add(Sequence{1}), Error);
}

TEST_CASE("Don Quijote in bytes: order 6 beats order 3, near two bits a byte") {
  auto file = testing::conformance("datasets/quijote.txt");
  if (file.empty()) return;
  Sequence all = bytes_of(testing::slurp(file));
  const size_t cut = all.size() * 9 / 10;
  const auto middle = all.begin() + static_cast<ptrdiff_t>(cut);
  Sequence train(all.begin(), middle), test(middle, all.end());
  auto bits = [&](int order) {
    NgramModel model(order, 256);
    model.add(train);
    model.fit();
    return model.nats(test) / std::log(2.0) / static_cast<double>(test.size());
  };
  double three = bits(3), six = bits(6);
  CHECK(six < three);
  CHECK(six < 2.3);
  CHECK(six > 1.7);
  MESSAGE("bits a byte on the last tenth: order 3 " << three << ", order 6 " << six);
  testing::ran("datasets/quijote.txt n-grams", 1);
}
