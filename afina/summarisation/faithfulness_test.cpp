#include "afina/summarisation/faithfulness.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <iostream>
#include <string>

#include "afina/base/json.h"
#include "afina/base/test_support.h"
#include "afina/base/utf8.h"
#include "afina/summarisation/abbreviations.h"

using namespace afina;
using namespace afina::summarisation;

namespace {

bool holds(std::string_view said, std::string_view source, std::optional<Lang> language = Lang::es) {
  Evidence evidence(source, language);
  return evidence.support(said, {0, evidence.sentences().size()}).holds();
}

// A weaker rule, for comparison: figures that stand anywhere in the text.
bool holds_but_for_figures(std::string_view said, std::string_view source, Lang language) {
  Evidence evidence(source, language);
  return std::ranges::includes(exact_words(source), exact_words(said)) &&
         evidence.support(said, {0, evidence.sentences().size()}).share >= kLeastSupport;
}

// What was asked before of a sentence: half its words, as they are written, anywhere in the text.
bool holds_somewhere(std::string_view said, std::string_view source) {
  const std::vector<std::string> there = unicode_words(source);
  const auto stands = [&](const std::string& word) { return std::ranges::find(there, word) != there.end(); };
  int64_t content = 0, found = 0;
  for (const std::string& word : unicode_words(said)) {
    if (is_exact(word) && !stands(word)) return false;
    if (is_stop_word(word)) continue;
    ++content;
    found += stands(word);
  }
  return 2 * found >= content;
}

}  // namespace

TEST_CASE("a sentence rests on one that has its content and its figures") {
  const std::string_view source =
      "La función será el sábado 22 de noviembre, a las 6:30, en el salón del colegio. La entrada cuesta 3.500 pesos.";
  CHECK(holds("La función será el sábado 22 en el colegio.", source));
  CHECK(holds("Las funciones serán en los salones del colegio.", source));  // other forms of the words
  CHECK(holds("La entrada cuesta 3500 pesos.", source));
  CHECK_FALSE(holds("La función será el sábado 23 en el colegio.", source));  // another day
  CHECK_FALSE(holds("La función será el domingo 22 en el colegio.", source));
  CHECK_FALSE(holds("Habrá dos funciones: sábado 22 y noviembre.", source));
  CHECK_FALSE(holds("La entrada del colegio cuesta el sábado.", source));  // words of two sentences
  CHECK_FALSE(holds("La entrada cuesta 22 pesos.", source));               // the figure of another sentence
  CHECK_FALSE(holds("¿Y tú?", source));                                    // says nothing
  CHECK_FALSE(holds("La función será el sábado 22 en el colegio.", ""));
}

TEST_CASE("the best support is the sentence with most of the content, the likest of equals, then the first") {
  const std::string_view source =
      "Obras del puente\n\nEl puente se cerró el lunes por obras en el río y en la plaza. El puente se cerró. "
      "El puente se cerró. Las obras durarán 3 semanas.";
  Evidence evidence(source, Lang::es);
  const Evidence::Range whole{0, evidence.sentences().size()};
  CHECK(evidence.text(static_cast<size_t>(evidence.support("El puente, cerrado.", whole).sentence)) ==
        "El puente se cerró.");
  CHECK(evidence.support("El puente, cerrado.", whole).sentence == 2);
  CHECK(evidence.support("Obras del puente.", whole).sentence == 1);  // headings are no evidence
  const Support far = evidence.support("Las obras acaban en 5 semanas.", whole);
  CHECK(evidence.text(static_cast<size_t>(far.sentence)) == "Las obras durarán 3 semanas.");
  CHECK_FALSE(far.exact);
  CHECK(evidence.support("Marcianos verdes.", whole).sentence == -1);
}

TEST_CASE("a stretch of the document touches the sentences that it holds a byte of") {
  const std::string_view source = "Uno corto. Otro largo. El último.";
  Evidence evidence(source, Lang::es);
  REQUIRE(evidence.sentences().size() == 3);
  const auto range = [&](int64_t begin, int64_t end) {
    const auto r = evidence.within(begin, end);
    return std::pair{r.first, r.last};
  };
  CHECK(range(0, std::ssize(source)) == std::pair<size_t, size_t>{0, 3});
  CHECK(range(0, 11) == std::pair<size_t, size_t>{0, 1});
  CHECK(range(11, 24) == std::pair<size_t, size_t>{1, 3});
  CHECK(range(5, 12) == std::pair<size_t, size_t>{0, 2});
  CHECK(range(10, 11) == std::pair<size_t, size_t>{1, 1});
}

TEST_CASE("of sentences that say nearly the same the first stays") {
  Evidence evidence("", Lang::es);
  CHECK(evidence.distinct({"El puente se cerró el lunes.", "El lunes cerraron el puente.", "El mercado abrió el lunes.",
                           "El puente viejo se cerró el lunes por la riada.", "El mercado abrió."}) ==
        std::vector<size_t>{0, 2});
  CHECK(evidence.distinct({}).empty());
}

// claims.json: texts written for this test, and what a small model could say of each, true and false.
TEST_CASE("of the labelled claims hardly a false one passes") {
  const auto file = testing::golden("summarisation") / "claims.json";
  int64_t true_kept = 0, false_passed = 0, true_before = 0, false_before = 0, all_true = 0, all_false = 0,
          true_weak = 0, false_weak = 0;
  for (const Json& item : parse_json(testing::slurp(file), file.string())) {
    const std::string text = item["text"];
    const Lang language = item["language"] == "es" ? Lang::es : Lang::en;
    for (const Json& claim : item["true"]) {
      const std::string said = claim;
      ++all_true;
      true_kept += holds(said, text, language);
      true_before += holds_somewhere(said, text);
      true_weak += holds_but_for_figures(said, text, language);
      if (!holds(said, text, language)) MESSAGE("true, not kept: " << said);
    }
    for (const Json& claim : item["false"]) {
      const std::string said = claim;
      ++all_false;
      false_passed += holds(said, text, language);
      false_before += holds_somewhere(said, text);
      false_weak += holds_but_for_figures(said, text, language);
      if (holds(said, text, language)) MESSAGE("false, passed: " << said);
    }
  }
  MESSAGE("half its words in the section: " << false_before << " of " << all_false << " false pass, " << true_before
                                            << " of " << all_true << " true");
  MESSAGE("60 % in one sentence, figures in the section: " << false_weak << ", " << true_weak);
  MESSAGE("over 60 % and the figures in one sentence: " << false_passed << ", " << true_kept);
  CHECK(all_false >= 28);
  CHECK(false_passed <= all_false / 20);
  CHECK(true_kept >= all_true * 7 / 8);
  CHECK(false_passed < false_weak);
  CHECK(false_before >= all_false / 2);  // or the set would be too easy to tell the two apart
}
