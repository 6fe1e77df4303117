#include "afina/summarisation/map_reduce.h"

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
SectionSummariser by_first_sentence(int64_t section_tokens) { return {words_of, first_sentence, section_tokens}; }

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
    auto made = summarise_map_reduce(document, by_first_sentence(most), {});
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
    auto by_words = summarise_map_reduce(document, by_first_sentence(50), {.words = words});
    CHECK(words_of(by_words.text) <= words);
    CHECK(!by_words.text.empty());
    auto by_sentences = summarise_map_reduce(document, by_first_sentence(50), {.sentences = sentences});
    CHECK(static_cast<int64_t>(by_sentences.origins.size()) <= sentences);
    CHECK(!by_sentences.origins.empty());
  }
}

TEST_CASE("a short document is read once; a long one is reduced until it fits") {
  auto made = summarise_map_reduce("Llueve en la plaza. El mercado cierra.", by_first_sentence(50), {});
  CHECK(made.text == "Llueve en la plaza.");
  CHECK(made.rounds == 1);
  std::string document = random_document(7, 300);
  auto reduced = summarise_map_reduce(document, by_first_sentence(200), {});
  CHECK(reduced.rounds > 1);
  CHECK(words_of(reduced.text) <= 200);
}

TEST_CASE("a model that does not shorten anything does not keep us for ever") {
  int64_t calls = 0;
  SectionSummariser echo{words_of, [&](std::string_view text) { return ++calls, std::string(text); }, 20};
  std::string document = random_document(3, 50);
  auto made = summarise_map_reduce(document, echo, {.words = 30});
  CHECK(calls <= 2 * static_cast<int64_t>(made.sections.size()) + 8);
  CHECK(words_of(made.text) <= 30);
  CHECK(made.rounds == 1);
}

TEST_CASE("each sentence names the section it comes from; what rests on nothing gives way to the section's own") {
  std::string document =
      "El puente viejo se cayó anoche en la riada. Nadie resultó herido.\n\n"
      "La biblioteca abre un taller de cerámica en otoño. La inscripción es gratuita.\n\n"
      "El equipo juvenil ganó la final de balonmano. Hubo fiesta en la plaza.";
  SectionSummariser model{words_of,
                          [](std::string_view part) {
                            if (part.find("puente") != part.npos) return std::string("El puente viejo se cayó.");
                            if (part.find("taller") != part.npos)
                              return std::string("Marcianos verdes invaden Saturno.");
                            return std::string("El equipo ganó la final y hubo unicornios.");
                          },
                          14};
  auto made = summarise_map_reduce(document, model, {.words = 100});
  REQUIRE(made.sections.size() == 3);
  REQUIRE(made.origins.size() == 3);
  CHECK(made.origins[0].section == 0);
  CHECK(made.origins[0].overlap == 1.0);
  CHECK(made.origins[1].section == 1);  // no Martians: «La biblioteca abre un taller de cerámica en otoño.»
  CHECK(made.text.find("Marcianos") == std::string::npos);
  CHECK(made.text.find("taller de cerámica") != std::string::npos);
  CHECK(made.dropped == 1);
  CHECK(made.quoted == 1);
  CHECK(made.origins[2].section == 2);
  CHECK(made.origins[2].overlap < 1.0);
  for (const auto& origin : made.origins) CHECK(origin.end <= static_cast<int64_t>(made.text.size()));
  check_tiling(made, document);
}

TEST_CASE("what a model repeats word for word stands once") {
  SectionSummariser parrot{words_of, [](std::string_view) { return std::string("Llueve."); }, 6};
  auto made = summarise_map_reduce("Llueve mucho en el pueblo hoy. Llueve poco en la ciudad ayer.", parrot, {});
  CHECK(made.sections.size() == 2);
  CHECK(made.text == "Llueve.");
}

TEST_CASE("documents without words and impossible lengths are refused") {
  for (std::string_view empty : {"", "  \n\t ", "--- ... ***"}) {
    CHECK_THROWS_WITH_AS(summarise_map_reduce(empty, by_first_sentence(50), {}),
                         doctest::Contains("summarisation.empty_document"), Error);
  }
  CHECK_THROWS_WITH_AS(summarise_map_reduce("Hola.", by_first_sentence(50), {.words = -1}),
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
  SectionSummariser model{words_of, [&](std::string_view text) { return ++calls, first_sentence(text); }, 20};
  CHECK_THROWS_WITH_AS(summarise_map_reduce(random_document(5, 80), model, {}, {&watcher, &watcher.token}),
                       doctest::Contains("summarisation.cancelled"), Error);
  CHECK(calls == 3);
  CHECK(watcher.done == std::vector<int64_t>{0, 1, 2});
}

TEST_CASE("Don Quijote whole is read to its last byte") {
  auto folder = testing::conformance("datasets");
  if (folder.empty()) return;
  std::string document = testing::slurp(folder / "quijote.txt");
  REQUIRE(!document.empty());
  auto made = summarise_map_reduce(document, by_first_sentence(192), {.words = 200});
  check_tiling(made, document);
  CHECK(words_of(made.text) <= 200);
  CHECK(std::ranges::all_of(made.origins, [](const auto& origin) { return origin.section >= 0; }));
  testing::ran("map-reduce Quijote", 1);
}
