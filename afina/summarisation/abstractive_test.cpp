#include "afina/summarisation/abstractive.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "afina/base/error.h"
#include "afina/base/random.h"
#include "afina/base/test_support.h"
#include "afina/base/utf8.h"
#include "afina/summarisation/sentences.h"

using namespace afina;
using namespace afina::summarisation;

namespace {

int64_t words_of(std::string_view text) { return static_cast<int64_t>(unicode_words(text).size()); }

std::string first_sentence(std::string_view text) {
  auto sentences = split_sentences(text);
  if (sentences.empty()) return "";
  return std::string(
      text.substr(static_cast<size_t>(sentences[0].begin), static_cast<size_t>(sentences[0].end - sentences[0].begin)));
}

// Words stand for tokens; a summary is the first sentence.
SectionSummariser saying(std::function<std::string(std::string_view)> say, int64_t section_tokens) {
  return {words_of, [say](std::string_view text) { return Said{say(text), true}; }, section_tokens};
}
SectionSummariser by_first_sentence(int64_t section_tokens) { return saying(first_sentence, section_tokens); }

ModelSummary summarise(std::string_view document, const SectionSummariser& summariser, AbstractiveOptions options = {},
                       const Control& control = {}) {
  static ThreadPool pool(2);
  options.language = Lang::es;
  return summarise_abstractive(document, summariser, options, pool, control);
}

// Sentences of 1 to 40 words, paragraphs of 1 to 6 sentences, now and then something odd.
std::string random_document(uint64_t seed, int sentences) {
  Random random(seed);
  auto upto = [&](uint64_t n) { return random.below(n); };
  const std::string_view words[] = {"casa",  "río",   "camión", "plaza",  "niño",
                                    "carta", "árbol", "pan",    "lluvia", "puerta"};
  std::string text = upto(2) ? "\n  " : "";
  for (int s = 0; s < sentences; ++s) {
    text += "La";
    for (uint64_t n = upto(40), i = 0; i < n; ++i)
      text += " " + std::string(words[upto(10)]) + std::to_string(upto(60));
    if (upto(12) == 0) text += " " + std::string(120, 'x') + "ñ";
    if (upto(15) == 0) text += " \xC3\xF0 ";
    text += upto(5) ? ". " : ".\n\n";
  }
  return text;
}

void check_tiling(const ModelSummary& made, std::string_view document) {
  REQUIRE(!made.sections.empty());
  CHECK(made.sections.front().begin == 0);
  CHECK(made.sections.back().end == static_cast<int64_t>(document.size()));
  for (size_t i = 0; i < made.sections.size(); ++i) {
    CHECK(made.sections[i].end > made.sections[i].begin);
    if (i > 0) CHECK(made.sections[i].begin == made.sections[i - 1].end);
  }
  CHECK(made.read_bytes == made.document_bytes);
  CHECK(made.document_bytes == static_cast<int64_t>(document.size()));
}

}  // namespace

TEST_CASE("sections tile any document and fit the model") {
  for (uint64_t seed = 0; seed < 40; ++seed) {
    CAPTURE(seed);
    std::string document = random_document(seed, 1 + static_cast<int>(seed * 3));
    const int64_t most = 5 + static_cast<int64_t>(seed % 7) * 12;
    auto made = summarise(document, by_first_sentence(most), {});
    check_tiling(made, document);
    for (const Section& section : made.sections) {
      auto own = std::string_view(document).substr(static_cast<size_t>(section.begin),
                                                   static_cast<size_t>(section.end - section.begin));
      CHECK(words_of(own) <= most);
    }
    if (seed > 5) CHECK(made.sections.size() <= static_cast<size_t>(3 * words_of(document) / most + 3));
  }
}

TEST_CASE("the budget holds, in words and in sentences") {
  for (uint64_t seed = 0; seed < 20; ++seed) {
    CAPTURE(seed);
    std::string document = random_document(100 + seed, 60);
    const int64_t words = 1 + static_cast<int64_t>(seed) * 7, sentences = 1 + static_cast<int64_t>(seed % 5);
    auto by_words = summarise(document, by_first_sentence(50), {.words = words});
    CHECK(words_of(by_words.text) <= words);
    CHECK(!by_words.text.empty());
    auto by_sentences = summarise(document, by_first_sentence(50), {.sentences = sentences});
    CHECK(std::ssize(by_sentences.sentences) <= sentences);
    CHECK(!by_sentences.sentences.empty());
  }
}

TEST_CASE("a model never reads what a model wrote, and each section once") {
  int64_t calls = 0;
  const std::string document = random_document(7, 300);
  auto made = summarise(document, saying(
                                      [&](std::string_view text) {
                                        ++calls;
                                        CHECK(document.find(text) != std::string::npos);
                                        return first_sentence(text);
                                      },
                                      200));
  CHECK(calls == std::ssize(made.sections));
  CHECK(made.sentences.size() <= 12);
}

TEST_CASE("a model reads the weightiest sentences of a section, in its order and within both limits") {
  std::string document;
  for (int i = 0; i < 40; ++i) {
    document +=
        "La biblioteca número " + std::to_string(i) + " del barrio prestó muchos libros de cocina y de viajes. ";
  }
  int64_t longest = 0;
  SectionSummariser model = saying(
      [&](std::string_view text) {
        longest = std::max(longest, words_of(text));
        CHECK(text.starts_with("La biblioteca"));
        CHECK(text.ends_with("viajes."));
        return std::string(text);
      },
      1000);
  model.digest_words = 60;
  summarise(document, model);
  CHECK(longest <= 60);
  CHECK(longest > 30);
  model.digest_tokens = 30;
  longest = 0;
  summarise(document, model);
  CHECK(longest <= 30);
  CHECK(longest > 10);
  model.digest_tokens = 1;  // not even one sentence: its beginning
  model.summarise = [](std::string_view) { return Said{"Nada.", true}; };
  CHECK(!summarise(document, model).text.empty());
}

TEST_CASE("sections end before headings where that leaves them two thirds full, and never with one") {
  std::string document;
  for (int section = 0; section < 6; ++section) {
    document += "# Capítulo " + std::to_string(section) + "\n\n";
    for (int i = 0; i < 8; ++i) document += "Una frase de diez palabras que habla de la plaza.\n\n";
  }
  for (int64_t most : {100, 115, 190, 60, 45}) {
    CAPTURE(most);
    auto made = summarise(document, by_first_sentence(most));
    check_tiling(made, document);
    for (const Section& section : made.sections) {
      const std::string own =
          document.substr(static_cast<size_t>(section.begin), static_cast<size_t>(section.end - section.begin));
      const size_t last = own.rfind("# ");
      CHECK((last == std::string::npos || own.find("Una frase", last) != std::string::npos));
      if (most >= 100) CHECK(own.starts_with("# "));
    }
  }
}

TEST_CASE("a sentence that rests on one of the section's stays and names it; the nearest stands in for another") {
  const std::string document =
      "Avisos\n\nEl puente viejo se cayó anoche en la riada. Nadie resultó herido.\n\n"
      "La biblioteca abre un taller de cerámica en otoño. La inscripción es gratuita.\n\n"
      "El equipo juvenil ganó la final de balonmano. Hubo una gran fiesta en la plaza.";
  const auto model = saying(
      [](std::string_view part) -> std::string {
        if (part.find("puente") != part.npos) return "El puente viejo se cayó. Costará 900 euros.";
        if (part.find("taller") != part.npos) return "Marcianos verdes invaden Saturno.";
        return "El equipo juvenil ganó la final con 3 unicornios.";
      },
      15);
  auto made = summarise(document, model, {.words = 100});
  REQUIRE(made.sections.size() == 3);
  REQUIRE(made.sentences.size() == 3);
  CHECK(made.sentences[0].text == "El puente viejo se cayó.");
  CHECK_FALSE(made.sentences[0].quoted);
  CHECK(made.sentences[0].source.sentence == 2);
  CHECK(made.sentences[0].source.paragraph == 2);
  CHECK(made.sentences[0].source.text == "El puente viejo se cayó anoche en la riada.");
  CHECK(document.substr(static_cast<size_t>(made.sentences[0].source.begin)).starts_with("El puente"));
  CHECK(made.sentences[1].section == 1);  // nothing near the Martians: what weighs most
  CHECK(made.sentences[1].quoted);
  CHECK(made.sentences[2].text == "El equipo juvenil ganó la final de balonmano.");
  CHECK(made.sentences[2].quoted);
  CHECK(made.text.find("Marcianos") == std::string::npos);
  CHECK(made.text.find("900") == std::string::npos);
  CHECK(made.dropped == 3);
  CHECK(made.quoted == 2);

  REQUIRE(made.draft.size() == 4);  // all that the model wrote
  CHECK(made.draft[0].supported);
  CHECK_FALSE(made.draft[1].supported);
  CHECK_FALSE(made.draft[2].source);
  CHECK_FALSE(made.draft[3].supported);
  REQUIRE(made.draft[3].source);
  CHECK(made.draft[3].source->text == "El equipo juvenil ganó la final de balonmano.");
  check_tiling(made, document);
}

TEST_CASE("what is said again in nearly the same words stands once") {
  const auto parrot = saying([](std::string_view text) { return first_sentence(text); }, 7);
  auto made = summarise("El camión rojo pasó por la plaza. Por la plaza pasó el camión rojo.", parrot);
  CHECK(made.sections.size() == 2);
  CHECK(made.text == "El camión rojo pasó por la plaza.");
}

TEST_CASE("a last sentence that the model could not finish goes, and is no invention") {
  const std::string document = "El puente viejo se cayó anoche. La plaza nueva se abre mañana por la tarde.";
  SectionSummariser model{words_of, {}, 50};
  model.summarise = [](std::string_view) { return Said{"La plaza nueva se abre mañana. El puente viejo se", false}; };
  auto made = summarise(document, model);
  CHECK(made.text == "La plaza nueva se abre mañana.");
  CHECK(made.dropped == 0);
  REQUIRE(made.draft.size() == 2);
  CHECK(made.draft[1].unfinished);
  CHECK_FALSE(made.draft[1].supported);
  model.summarise = [](std::string_view) { return Said{"La plaza nueva se abre mañana", true}; };
  CHECK(summarise(document, model).text == "La plaza nueva se abre mañana");
  model.summarise = [](std::string_view) { return Said{"La plaza nueva se abre", false}; };  // nothing else is left
  CHECK(summarise(document, model).text == "La plaza nueva se abre mañana por la tarde.");
  model.summarise = [](std::string_view) { return Said{"", true}; };
  CHECK(summarise(document, model).quoted == 1);
}

TEST_CASE("documents without words and impossible lengths are refused") {
  for (std::string_view empty : {"", "  \n\t ", "--- ... ***"}) {
    CHECK_THROWS_WITH_AS(summarise(empty, by_first_sentence(50)), doctest::Contains("summarisation.empty_document"),
                         Error);
  }
  CHECK_THROWS_WITH_AS(summarise("Hola.", by_first_sentence(50), {.words = -1}),
                       doctest::Contains("summarisation.bad_budget"), Error);
}

TEST_CASE("progress counts sections, and cancelling stops between two of them") {
  struct Watcher : Observer {
    CancelToken token;
    std::vector<int64_t> done;
    void on_progress(const Progress& p) override {
      CHECK(p.stage == "workflow.stage_sections");
      CHECK(p.total >= p.done);
      done.push_back(p.done);
      if (p.done == 2) token.cancel();
    }
  } watcher;
  int calls = 0;
  const auto model = saying([&](std::string_view text) { return ++calls, first_sentence(text); }, 20);
  CHECK_THROWS_WITH_AS(summarise(random_document(5, 80), model, {}, {&watcher, &watcher.token}),
                       doctest::Contains("summarisation.cancelled"), Error);
  CHECK(calls == 3);
  CHECK(watcher.done == std::vector<int64_t>{0, 1, 2});
}

TEST_CASE("Don Quijote whole is read to its last byte") {
  auto folder = testing::conformance("datasets");
  if (folder.empty()) return;
  std::string document = testing::slurp(folder / "quijote.txt");
  REQUIRE(!document.empty());
  auto made = summarise(document, by_first_sentence(192), {.words = 200});
  check_tiling(made, document);
  CHECK(words_of(made.text) <= 200);
  for (const SummarySentence& sentence : made.sentences) {
    const Section& section = made.sections[static_cast<size_t>(sentence.section)];
    CHECK(sentence.source.end > section.begin);
    CHECK(sentence.source.begin < section.end);
  }
  testing::ran("summary by sections, Quijote", 1);
}
