#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <string>
#include <vector>

#include "afina/base/error.h"
#include "afina/base/random.h"
#include "afina/base/test_support.h"
#include "afina/baselines/baselines.h"
#include "afina/baselines/logistic.h"
#include "afina/baselines/tfidf.h"

using namespace afina;
using namespace afina::baselines;

namespace {

const std::vector<std::string_view> kTexts = {"agua fría del río",  "el río lleva agua", "pan y queso",
                                              "queso con pan duro", "agua con queso",    "una calle larga"};

// The dense weights of a text, spread over its n-grams again: what scikit-learn's transform returns, sorted.
std::vector<float> sorted_values(const TfidfBlock& block, std::string_view text) {
  std::vector<Term> terms;
  block.transform(text, 0, terms);
  std::vector<float> values;
  for (const Term& term : terms) values.push_back(term.value);
  std::sort(values.begin(), values.end());
  return values;
}

struct Corpus {
  std::vector<std::string> texts;
  std::vector<LabelledText> rows;
};

// `classes` topics with words of their own, words shared by all, and some noise in the labels.
Corpus made_up(int rows, int classes, uint64_t seed) {
  Corpus out;
  Random random(seed);
  std::vector<int32_t> labels;
  for (int i = 0; i < rows; ++i) {
    auto label = static_cast<int32_t>(random.below(static_cast<uint64_t>(classes)));
    std::string text;
    for (int w = 0; w < 8; ++w) {
      text += random.below(3) ? "común" + std::to_string(random.below(200)) + " "
                              : "tema" + std::to_string(label) + "x" + std::to_string(random.below(12)) + " ";
    }
    out.texts.push_back(text);
    labels.push_back(label);
  }
  for (size_t i = 0; i < out.texts.size(); ++i) out.rows.push_back({out.texts[i], labels[i]});
  return out;
}

// Of TfidfVectorizer(sublinear_tf=True) and LogisticRegression(max_iter=1000), scikit-learn 1.9.1, chosen on the same
// validation rows from the same grid (words 1-2 and characters 2-5, C = 100).
constexpr double kSklearnAccuracy = 0.8144;

double accuracy(const TfidfClassifier& model, std::span<const LabelledText> rows) {
  double right = 0;
  for (const LabelledText& row : rows) right += model.predict(row.text) == row.label;
  return right / static_cast<double>(rows.size());
}

// Fields of a comma-separated file with quotes.
std::vector<std::vector<std::string>> read_csv(const std::string& text) {
  std::vector<std::vector<std::string>> rows{{""}};
  bool quoted = false;
  for (size_t i = 0; i < text.size(); ++i) {
    char c = text[i];
    if (c == '"') {
      if (quoted && i + 1 < text.size() && text[i + 1] == '"')
        rows.back().back() += text[++i];
      else
        quoted = !quoted;
    } else if (c == ',' && !quoted) {
      rows.back().emplace_back();
    } else if (c == '\n' && !quoted) {
      rows.push_back({""});
    } else if (c != '\r') {
      rows.back().back() += c;
    }
  }
  return rows;
}

}  // namespace

TEST_CASE("TF-IDF weights equal scikit-learn's") {
  // TfidfVectorizer(sublinear_tf=True, ...).fit(kTexts).transform(["agua agua del pan nuevo"]), scikit-learn 1.9.1;
  // the formula written out: 1 + ln tf times ln((1 + 6) / (1 + df)) + 1, rows of length one.
  ThreadPool pool(1);
  TfidfBlock block(NgramKind::words_1, kTexts, pool);
  double agua = (1 + std::log(2.0)) * (std::log(7.0 / 4) + 1), del = std::log(7.0 / 2) + 1, pan = std::log(7.0 / 3) + 1;
  double norm = std::sqrt(agua * agua + del * del + pan * pan);
  auto values = sorted_values(block, "agua agua del pan nuevo");
  REQUIRE(values.size() == 3);
  std::vector<double> expected = {agua / norm, del / norm, pan / norm};
  // «del» stands in one text with «fría», so that the two share a column and its weight is divided by sqrt 2.
  expected[1] /= std::sqrt(2.0);
  std::sort(expected.begin(), expected.end());
  for (size_t i = 0; i < 3; ++i) CHECK(values[i] == doctest::Approx(expected[i]).epsilon(1e-6));
}

TEST_CASE("n-grams are those of scikit-learn's analyzers") {
  CHECK(ngram_hashes("Agua, a la Mar", NgramKind::words_1).size() == 3);  // one-letter words are left out
  CHECK(ngram_hashes("Agua, a la Mar", NgramKind::words_1_2).size() == 5);
  CHECK(ngram_hashes("AGUA la mar", NgramKind::words_1_2) == ngram_hashes("agua  la, mar.", NgramKind::words_1_2));
  CHECK(ngram_hashes("agua la", NgramKind::words_1_2) != ngram_hashes("la agua", NgramKind::words_1_2));
  CHECK(ngram_hashes("sí", NgramKind::characters_2_5).size() == 3 + 2 + 1);  // " sí ": no 5-gram
  CHECK(ngram_hashes("sol luz", NgramKind::characters_2_5).size() == 2 * (4 + 3 + 2 + 1));
  CHECK(ngram_hashes(" \n ", NgramKind::characters_2_5).empty());
}

TEST_CASE("training rows have length one, and shared columns keep every product") {
  ThreadPool pool(1);
  for (NgramKind kind : {NgramKind::words_1, NgramKind::words_1_2, NgramKind::characters_2_5}) {
    TfidfBlock block(kind, kTexts, pool);
    const SparseRows& rows = block.training_rows();
    REQUIRE(rows.rows() == static_cast<int64_t>(kTexts.size()));
    for (size_t i = 0; i < kTexts.size(); ++i) {
      std::vector<float> dense(static_cast<size_t>(block.columns()));
      double squares = 0;
      for (auto k = static_cast<size_t>(rows.begin[i]); k < static_cast<size_t>(rows.begin[i + 1]); ++k) {
        squares += static_cast<double>(rows.value[k]) * rows.value[k];
        dense[static_cast<size_t>(rows.column[k])] = rows.value[k];
      }
      CHECK(squares == doctest::Approx(1.0));
      std::vector<Term> terms;
      block.transform(kTexts[i], 0, terms);
      for (const Term& term : terms) dense[static_cast<size_t>(term.column)] -= term.value;
      for (float left : dense) CHECK(std::abs(left) < 1e-6f);
    }
  }
}

TEST_CASE("a sparse matrix transposed twice is itself") {
  ThreadPool pool(1);
  SparseRows rows = TfidfBlock(NgramKind::words_1_2, kTexts, pool).training_rows();
  SparseRows twice = rows.transposed().transposed();
  CHECK(twice.begin == rows.begin);
  CHECK(twice.column == rows.column);
  CHECK(twice.value == rows.value);
}

TEST_CASE("logistic regression ends where the gradient of scikit-learn's objective vanishes") {
  ThreadPool pool(2);
  for (int classes : {2, 5, 20, 40}) {
    Corpus corpus = made_up(300, classes, 9);
    std::vector<std::string_view> texts(corpus.texts.begin(), corpus.texts.end());
    std::vector<int32_t> labels;
    for (const LabelledText& row : corpus.rows) labels.push_back(row.label);
    TfidfBlock block(NgramKind::words_1, texts, pool);
    const SparseRows& rows = block.training_rows();
    LogisticRegression regression(rows, labels, classes, pool);
    for (double c : {1.0, 10.0}) {
      CHECK(regression.fit(c, {.max_iterations = 500, .tolerance = 1e-5}) < 500);
      LogisticWeights model = regression.weights();
      // Gradient of C * sum of cross-entropies + |W|^2 / 2, computed plainly in double precision.
      const auto k = static_cast<size_t>(classes), d = static_cast<size_t>(block.columns());
      std::vector<double> gradient(d * k), bias(k);
      std::vector<float> weights(k);
      for (size_t j = 0; j < d; ++j) {
        model.weights.read_row(static_cast<int64_t>(j), weights.data());
        for (size_t m = 0; m < k; ++m) gradient[j * k + m] = static_cast<double>(weights[m]);
      }
      std::vector<double> start = gradient;
      for (size_t i = 0; i < labels.size(); ++i) {
        std::vector<double> scores(model.bias.begin(), model.bias.end());
        auto first = static_cast<size_t>(rows.begin[i]), last = static_cast<size_t>(rows.begin[i + 1]);
        for (size_t t = first; t < last; ++t) {
          const double* row = start.data() + static_cast<size_t>(rows.column[t]) * k;
          for (size_t m = 0; m < k; ++m) scores[m] += rows.value[t] * row[m];
        }
        double total = 0;
        for (double& s : scores) total += s = std::exp(s);
        for (size_t m = 0; m < k; ++m) {
          double residual = c * (scores[m] / total - (static_cast<size_t>(labels[i]) == m));
          bias[m] += residual;
          for (size_t t = first; t < last; ++t) {
            gradient[static_cast<size_t>(rows.column[t]) * k + m] += rows.value[t] * residual;
          }
        }
      }
      double highest = 0;
      for (double g : gradient) highest = std::max(highest, std::abs(g));
      for (double g : bias) highest = std::max(highest, std::abs(g));
      CHECK(highest < 0.01 * c);
    }
  }
}

TEST_CASE("topics with words of their own are told apart, alike for any number of threads") {
  Corpus train = made_up(600, 12, 1), validation = made_up(150, 12, 2), test = made_up(200, 12, 3);
  ThreadPool one(1);
  TfidfClassifier expected = TfidfClassifier::fit(train.rows, validation.rows, 12, one);
  CHECK(accuracy(expected, test.rows) > 0.85);
  CHECK(expected.description().find("C = ") != std::string::npos);
  for (int threads : {2, 3, 4}) {
    ThreadPool pool(threads);
    TfidfClassifier model = TfidfClassifier::fit(train.rows, validation.rows, 12, pool);
    CHECK(model.description() == expected.description());
    for (const LabelledText& row : test.rows) CHECK(model.predict(row.text) == expected.predict(row.text));
  }
}

TEST_CASE("ties go to the simplest, and odd input is taken or refused clearly") {
  ThreadPool pool(1);
  std::vector<LabelledText> rows = {{"agua", 0}, {"pan", 1}, {"agua fría", 0}, {"pan duro", 1}};
  TfidfClassifier model = TfidfClassifier::fit(rows, {}, 2, pool);
  CHECK(model.description() == text("baselines.words_1", {{"c", "1"}}));
  CHECK(model.predict("agua") == 0);
  CHECK(model.predict("pan") == 1);
  CHECK(model.predict("") >= 0);
  CHECK(model.predict("\xFF\xFE") >= 0);
  std::vector<LabelledText> one_class = {{"a", 0}, {"", 0}};
  CHECK(TfidfClassifier::fit(one_class, one_class, 1, pool).predict("x") == 0);
  CHECK_THROWS_AS(TfidfClassifier::fit({}, {}, 2, pool), Error);
  std::vector<LabelledText> wrong = {{"a", 2}};
  CHECK_THROWS_AS(TfidfClassifier::fit(wrong, {}, 2, pool), Error);
  CancelToken cancel;
  cancel.cancel();
  CHECK_THROWS_AS(TfidfClassifier::fit(rows, rows, 2, pool, {.cancel = &cancel}), Error);
}

TEST_CASE("the majority is the most frequent label, the lowest of equals") {
  std::vector<LabelledText> rows = {{"a", 2}, {"b", 1}, {"c", 1}, {"d", 2}, {"e", 0}};
  CHECK(majority_label(rows, 3) == 1);
  CHECK_THROWS_AS(majority_label({}, 3), Error);
}

TEST_CASE("a university's questions by category: as good as scikit-learn") {
  auto file = testing::conformance("datasets/upao_faq.es.csv");
  if (file.empty()) return;
  auto table = read_csv(testing::slurp(file));
  std::map<std::string, int> counts;
  for (size_t i = 1; i < table.size(); ++i) {
    if (table[i].size() == 4) ++counts[table[i][2]];
  }
  // The 40 largest categories, every fifth row for testing and the one before for validation, to keep this quick.
  std::vector<std::pair<int, std::string>> largest;
  for (const auto& [name, count] : counts) largest.emplace_back(-count, name);
  std::sort(largest.begin(), largest.end());
  std::map<std::string, int32_t> labels;
  for (size_t i = 0; i < 40; ++i) labels.emplace(largest[i].second, static_cast<int32_t>(i));
  std::vector<LabelledText> parts[3];
  size_t taken = 0;
  for (size_t i = 1; i < table.size(); ++i) {
    if (table[i].size() != 4 || !labels.contains(table[i][2])) continue;
    size_t fifth = taken++ % 5;
    parts[fifth == 4 ? 2 : fifth == 3 ? 1 : 0].push_back({table[i][0], labels[table[i][2]]});
  }
  ThreadPool pool(2);
  TfidfClassifier model = TfidfClassifier::fit(parts[0], parts[1], 40, pool);
  double reached = accuracy(model, parts[2]);
  MESSAGE(parts[0].size() << " + " << parts[1].size() << " + " << parts[2].size() << " rows: " << model.description()
                          << ", accuracy " << reached);
  CHECK(reached > kSklearnAccuracy - 0.01);
  testing::ran("datasets/upao_faq.es.csv baseline", 1);
}
