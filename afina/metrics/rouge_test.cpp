#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>

#include "afina/base/json.h"
#include "afina/base/random.h"
#include "afina/base/test_support.h"
#include "afina/metrics/lcs.h"
#include "afina/metrics/metrics.h"
#include "afina/metrics/porter.h"

using namespace afina;
using namespace afina::metrics;
using testing::slurp;

namespace {

void check_score(const RougeScore& got, const Json& expected) {
  constexpr double kFiveDecimals = 5.1e-6;  // the reference is rounded to five
  const double coarse = expected.contains("f") && expected["f"] == 0.5333 ? 5e-5 : kFiveDecimals;
  CHECK(std::abs(got.precision - expected["p"].get<double>()) < kFiveDecimals);
  CHECK(std::abs(got.recall - expected["r"].get<double>()) < kFiveDecimals);
  CHECK(std::abs(got.f1 - expected["f"].get<double>()) < coarse);
}

size_t check_case(const Json& item, const std::string& prediction, const std::string& target) {
  const RougeOptions options{.stemming = item.value("stemmer", false)};
  const RougeScores got = rouge(prediction, target, options);
  size_t scores = 0;
  auto check = [&](const char* name, const RougeScore& one, const RougeScore& alone) {
    if (!item.contains(name)) return;
    CAPTURE(name);
    check_score(one, item[name]);
    check_score(alone, item[name]);
    ++scores;
  };
  check("rouge1", got.rouge1, rouge_n(prediction, target, 1, options));
  check("rouge2", got.rouge2, rouge_n(prediction, target, 2, options));
  check("rougeL", got.rouge_l, rouge_l(prediction, target, options));
  check("rougeLsum", got.rouge_lsum, rouge_lsum(prediction, target, options));
  return scores;
}

std::string line_of(const std::string& content, int line) {
  size_t begin = 0;
  for (; line > 0; --line) begin = content.find('\n', begin) + 1;
  return content.substr(begin, content.find('\n', begin) - begin);
}

// Whether a score is the one that rouge-score 0.1.2 prints to five decimals.
bool agree(double got, double rounded) { return std::abs(got - rounded) < 5.1e-6; }

}  // namespace

TEST_CASE("ROUGE of the official test data") {
  auto folder = testing::conformance("metrics/rouge");
  if (folder.empty()) return;
  const Json expected = parse_json(slurp(folder / "expected.json"), "expected.json");
  size_t scores = 0;
  for (const Json& item : expected["file_cases"]) {
    CAPTURE(item.dump());
    std::string target = slurp(folder / "testdata" / item["files"][0].get<std::string>());
    std::string prediction = slurp(folder / "testdata" / item["files"][1].get<std::string>());
    if (item.contains("line")) {
      target = line_of(target, item["line"]);
      prediction = line_of(prediction, item["line"]);
    }
    scores += check_case(item, prediction, target);
  }
  for (const Json& item : expected["inline_cases"]) {
    CAPTURE(item.dump());
    scores += check_case(item, item["prediction"], item["target"]);
  }
  testing::ran("metrics/rouge", scores);
}

TEST_CASE("ROUGE equals rouge-score 0.1.2 with and without stemming") {
  const std::string prediction = "The clerks answered 12 letters, then closed the office.";
  const std::string reference = "The clerk was answering twelve letters before closing her office.";
  RougeScores plain = rouge(prediction, reference, {});
  CHECK(agree(plain.rouge1.f1, 0.31579));
  CHECK(agree(plain.rouge2.f1, 0));
  CHECK(agree(plain.rouge_l.f1, 0.31579));
  RougeScores stemmed = rouge(prediction, reference, {.stemming = true});
  CHECK(agree(stemmed.rouge1.precision, 0.66667));
  CHECK(agree(stemmed.rouge1.recall, 0.6));
  CHECK(agree(stemmed.rouge1.f1, 0.63158));
  CHECK(agree(stemmed.rouge2.f1, 0.11765));
  CHECK(agree(stemmed.rouge_lsum.f1, 0.63158));
}

TEST_CASE("Lsum joins the subsequences of several lines") {
  RougeScores scores =
      rouge("El cartero dejó la canción\nen el buzón azul", "La canción quedó\nen el buzón azul del cartero", {});
  CHECK(agree(scores.rouge1.f1, 0.81818));  // canci, n, bu, z: the official tokens drop accented letters
  CHECK(agree(scores.rouge2.f1, 0.6));
  CHECK(agree(scores.rouge_l.f1, 0.72727));
  CHECK(agree(scores.rouge_lsum.f1, 0.72727));
}

TEST_CASE("accented letters count over Unicode words and are lost in the official tokens") {
  CHECK(rouge_n("canción", "canciín", 1, {}).f1 == 1);
  CHECK(rouge_n("canción", "canciín", 1, {.unicode = true}).f1 == 0);
  CHECK(rouge_n("CANCIÓN", "cancio\xCC\x81n", 1, {.unicode = true}).f1 == 1);  // composed and decomposed
  // Two capitals outside ASCII have lower-case forms within it.
  CHECK(rouge_n("\xE2\x84\xAA"
                "9",
                "k9", 1, {})
            .f1 == 1);
  CHECK(rouge_n("\xC4\xB0stanbul", "i stanbul", 1, {}).f1 == 1);
}

TEST_CASE("texts without words score nothing") {
  for (const char* text : {"", "\n\n", "¿…?"}) {
    RougeScores scores = rouge(text, "una casa", {});
    CHECK(scores.rouge1.f1 + scores.rouge2.f1 + scores.rouge_l.f1 + scores.rouge_lsum.f1 == 0);
    CHECK(rouge_n(text, text, 1, {}).f1 == 0);
  }
}

TEST_CASE("long n-grams") {
  CHECK(rouge_n("a b c d e f", "a b c d e g", 5, {}).f1 == 0.5);
  CHECK(rouge_n("a b c d e f", "a b c d e g", 4, {}).recall == doctest::Approx(2.0 / 3));
}

TEST_CASE("the stemmer gives NLTK's stems") {
  // Each pair was printed by nltk.stem.porter.PorterStemmer().
  const std::pair<const char*, const char*> pairs[] = {{"caresses", "caress"},    {"flies", "fli"},
                                                       {"dies", "die"},           {"spied", "spi"},
                                                       {"died", "die"},           {"agreed", "agre"},
                                                       {"feed", "feed"},          {"bled", "bled"},
                                                       {"hopping", "hop"},        {"falling", "fall"},
                                                       {"filing", "file"},        {"sized", "size"},
                                                       {"happy", "happi"},        {"enjoy", "enjoy"},
                                                       {"relational", "relat"},   {"vietnamization", "vietnam"},
                                                       {"geology", "geolog"},     {"hopefully", "hope"},
                                                       {"electrical", "electr"},  {"adoption", "adopt"},
                                                       {"replacement", "replac"}, {"controlling", "control"},
                                                       {"skies", "sky"},          {"succeed", "succeed"},
                                                       {"syzygy", "syzygi"},      {"ing", "ing"},
                                                       {"inning", "inning"},      {"radically", "radic"}};
  for (const auto& [word, stem] : pairs) CHECK(porter_stem(word) == stem);
}

TEST_CASE("subsequences across machine words, and the same ones however little memory there is") {
  Random random(11);
  for (size_t length : {1u, 63u, 64u, 65u, 200u, 700u}) {
    std::vector<uint32_t> reference(length), candidate(length + 30);
    for (uint32_t& symbol : reference) symbol = static_cast<uint32_t>(random.below(20));
    for (uint32_t& symbol : candidate) symbol = static_cast<uint32_t>(random.below(20));
    // The textbook table.
    std::vector<std::vector<int>> table(length + 1, std::vector<int>(candidate.size() + 1));
    for (size_t i = 1; i <= length; ++i) {
      for (size_t j = 1; j <= candidate.size(); ++j) {
        table[i][j] =
            reference[i - 1] == candidate[j - 1] ? table[i - 1][j - 1] + 1 : std::max(table[i - 1][j], table[i][j - 1]);
      }
    }
    LcsMatcher whole(20), blocks(20, 0);
    whole.set_reference(reference);
    blocks.set_reference(reference);
    CHECK(whole.length(candidate) == table[length][candidate.size()]);
    std::vector<char> marked(length, 0), marked_in_blocks(length, 0);
    whole.mark(candidate, marked);
    blocks.mark(candidate, marked_in_blocks);
    CHECK(std::count(marked.begin(), marked.end(), 1) == table[length][candidate.size()]);
    CHECK(marked == marked_in_blocks);
  }
}
