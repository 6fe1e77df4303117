#include "afina/summarisation/extractive.h"

#include <doctest/doctest.h>

#include <chrono>
#include <set>
#include <sstream>
#include <string>

#include "afina/base/error.h"
#include "afina/base/random.h"
#include "afina/base/test_support.h"
#include "afina/base/utf8.h"
#include "afina/summarisation/ranking.h"

using namespace afina;
using namespace afina::summarisation;

namespace {

// A made-up report of many sections; every sentence differs.
std::string report(int sections) {
  const char* subjects[] = {"El ayuntamiento", "La biblioteca", "El mercado",
                            "La escuela",      "El hospital",   "La oficina"};
  const char* verbs[] = {"renovó", "cerró", "amplió", "estudió", "vendió", "pintó"};
  const char* objects[] = {"la fachada del edificio",   "el servicio de préstamo", "los puestos de fruta",
                           "el comedor de los alumnos", "la sala de espera",       "el registro de quejas"};
  Random random(11);
  std::ostringstream out;
  for (int s = 0; s < sections; ++s) {
    out << "Sección " << s + 1 << "\n\n";
    for (int i = 0; i < 12; ++i) {
      out << subjects[random.below(6)] << " " << verbs[random.below(6)] << " " << objects[random.below(6)]
          << " durante la semana " << random.below(1000) << " con " << random.below(1000)
          << " vecinos y varios técnicos. ";
    }
    out << "\n\n";
  }
  return out.str();
}

int64_t words_in(const ExtractiveSummary& summary) {
  int64_t words = 0;
  for (const ChosenSentence& s : summary.sentences) words += static_cast<int64_t>(unicode_words(s.text).size());
  return words;
}

std::string folded(std::string_view raw) {
  std::istringstream in{std::string(raw)};
  std::string word, out;
  while (in >> word) out += (out.empty() ? "" : " ") + word;
  return out;
}

void check_verbatim(const std::string& document, const ExtractiveSummary& summary) {
  int64_t before = -1;
  for (const ChosenSentence& s : summary.sentences) {
    REQUIRE(s.begin >= 0);
    REQUIRE(s.end <= static_cast<int64_t>(document.size()));
    CHECK(s.begin > before);
    before = s.begin;
    CHECK(s.text == folded(document.substr(static_cast<size_t>(s.begin), static_cast<size_t>(s.end - s.begin))));
    CHECK(s.score >= 0);
    CHECK(s.score <= 1);
  }
}

bool same(const ExtractiveSummary& a, const ExtractiveSummary& b) {
  if (a.sentences.size() != b.sentences.size()) return false;
  for (size_t i = 0; i < a.sentences.size(); ++i) {
    if (a.sentences[i].begin != b.sentences[i].begin || a.sentences[i].score != b.sentences[i].score) return false;
  }
  return true;
}

}  // namespace

TEST_CASE("no budget is exceeded and every sentence stands in the document") {
  ThreadPool pool(2);
  for (int sections : {1, 4, 60}) {
    std::string document = report(sections);
    for (int64_t words : {20, 35, 50, 100, 237, 1000}) {
      ExtractiveSummary summary = summarise_extractive(document, {.words = words}, pool);
      CHECK(words_in(summary) <= words);
      CHECK(words_in(summary) > std::min<int64_t>(words, 150) / 3);
      check_verbatim(document, summary);
    }
    for (int64_t sentences : {1, 2, 7, 12}) {
      ExtractiveSummary summary = summarise_extractive(document, {.sentences = sentences}, pool);
      CHECK(static_cast<int64_t>(summary.sentences.size()) == sentences);
      check_verbatim(document, summary);
    }
    ExtractiveSummary both = summarise_extractive(document, {.words = 60, .sentences = 9}, pool);
    CHECK(words_in(both) <= 60);
    CHECK(both.sentences.size() <= 9);
    auto by_length = summarise_extractive(document, {}, pool).sentences.size();
    CHECK(by_length >= 3);
    CHECK(by_length <= 12);
  }
}

TEST_CASE("what was read is stated") {
  ThreadPool pool(1);
  std::string document = report(3);
  ExtractiveSummary summary = summarise_extractive(document, {.sentences = 3}, pool);
  CHECK(summary.document_bytes == static_cast<int64_t>(document.size()));
  CHECK(summary.read_bytes == summary.document_bytes);
  CHECK(summary.document_sentences == 3 * 13);
  for (const ChosenSentence& s : summary.sentences) CHECK(s.sentence % 13 != 1);  // no heading
}

TEST_CASE("the same sentence is never chosen twice") {
  ThreadPool pool(1);
  std::string once = "El puente nuevo del río abrirá el lunes a los peatones de todo el barrio.";
  std::string twice = "El puente nuevo del río  abrirá el lunes\na los peatones de todo el barrio.";
  std::string nearly = "El puente nuevo del río abrirá el lunes a los peatones de todo el barrio viejo.";
  std::string document;
  for (int i = 0; i < 6; ++i) {
    document += once + " " + twice + " " + nearly + " Las obras costaron " + std::to_string(i) +
                " millones de euros según el informe del alcalde. \n\n";
  }
  for (int64_t sentences : {2, 3, 5}) {
    ExtractiveSummary summary = summarise_extractive(document, {.sentences = sentences}, pool);
    std::set<std::string> seen;
    int bridges = 0;
    for (const ChosenSentence& s : summary.sentences) {
      CHECK(seen.insert(s.text).second);
      bridges += s.text.find("puente") != std::string::npos;
    }
    CHECK(bridges == 1);
  }
}

TEST_CASE("the same summary for any number of threads") {
  std::string document = report(120);
  ThreadPool one(1);
  ExtractiveSummary expected = summarise_extractive(document, {.words = 200}, one);
  for (int threads : {2, 3, 4}) {
    ThreadPool pool(threads);
    CHECK(same(summarise_extractive(document, {.words = 200}, pool), expected));
  }
}

TEST_CASE("a sentence like most others outranks a stray one, and headings, code and lead-ins are left out") {
  ThreadPool pool(1);
  std::string document =
      "# Cierre de la biblioteca\n\n"
      "La biblioteca del barrio cerrará en agosto por obras en la sala de lectura. "
      "Los vecinos podrán devolver los libros de la biblioteca en el centro cívico durante las obras. "
      "Un perro cruzó la calle despacio mirando las nubes blancas del verano. "
      "Las obras de la sala de lectura de la biblioteca durarán todo el mes de agosto. "
      "El horario es el siguiente:\n\n- de lunes a viernes\n- de nueve a dos\n\n"
      "```\nbiblioteca obras sala lectura agosto libros vecinos barrio centro\n```\n";
  ExtractiveSummary summary = summarise_extractive(document, {.sentences = 2}, pool);
  for (const ChosenSentence& s : summary.sentences) {
    CHECK(s.text.find("perro") == std::string::npos);
    CHECK(s.text.find("biblioteca") != std::string::npos);
    CHECK(s.text.ends_with('.'));
  }
  ExtractiveSummary all = summarise_extractive(document, {.sentences = 100}, pool);
  for (const ChosenSentence& s : all.sentences) CHECK(s.text.find("```") == std::string::npos);
}

TEST_CASE("refusals say what to do") {
  ThreadPool pool(1);
  auto code = [&](std::string_view document, ExtractiveOptions options) {
    try {
      summarise_extractive(document, options, pool);
    } catch (const Error& e) {
      CHECK_FALSE(e.hint(Lang::es).empty());
      return e.code();
    }
    return std::string();
  };
  CHECK(code("", {}) == "summarisation.empty_document");
  CHECK(code(" \n\n … — \r\n", {}) == "summarisation.empty_document");
  CHECK(code("Una frase de cinco palabras.", {.words = 3}) == "summarisation.budget_too_small");
  CHECK(code("Una frase.", {.words = -1}) == "summarisation.bad_budget");
  CHECK(code("Solo un título", {}).empty());
  CancelToken cancel;
  cancel.cancel();
  CHECK_THROWS_AS(summarise_extractive(report(60), {}, pool, {.cancel = &cancel}), Error);
}

TEST_CASE("any bytes are accepted, with positions in the given bytes") {
  ThreadPool pool(1);
  std::string document =
      "\xFF\xFE Primera \xE2\x82 frase con bytes rotos aquí. Segunda frase entera y sin nada roto.\xF0";
  ExtractiveSummary summary = summarise_extractive(document, {.sentences = 5}, pool);
  REQUIRE_FALSE(summary.sentences.empty());
  for (const ChosenSentence& s : summary.sentences) {
    CHECK(is_valid_utf8(s.text));
    CHECK(s.end <= static_cast<int64_t>(document.size()));
  }
  Random random(5);
  for (int round = 0; round < 200; ++round) {
    std::string noise;
    for (int i = 0; i < 300; ++i) {
      const char* parts[] = {".", " ", "\n", "—",  "«",  "»", "(", ")", "a", "B",  "\xE2",
                             "1", "`", "- ", "# ", "\r", "|", "<", ">", "…", "Sr", "?"};
      noise += parts[random.below(std::size(parts))];
    }
    int64_t end = 0;
    for (const Sentence& s : split_sentences(noise)) {
      CHECK(s.begin >= end);
      CHECK(s.end > s.begin);
      end = s.end;
    }
    CHECK(end <= static_cast<int64_t>(noise.size()));
  }
}

TEST_CASE("LexRank sums to the number of sentences and prefers the middle of a star") {
  std::vector<TermVector> vectors = {
      {{0, 0.5f}, {1, 0.5f}, {2, 0.5f}, {3, 0.5f}}, {{0, 1}}, {{1, 1}}, {{2, 1}}, {{3, 1}}, {{9, 1}}};
  std::vector<const TermVector*> views;
  for (const TermVector& v : vectors) views.push_back(&v);
  std::vector<double> rank = lexrank(views);
  double sum = 0;
  for (double r : rank) sum += r;
  CHECK(sum == doctest::Approx(6.0));
  for (size_t i = 1; i < rank.size(); ++i) CHECK(rank[0] > rank[i]);
  CHECK(rank[5] < rank[1]);
}

TEST_CASE("Don Quijote whole takes seconds") {
  auto file = testing::conformance("datasets/quijote.txt");
  if (file.empty()) return;
  std::string document = testing::slurp(file);
  ThreadPool pool(2);
  auto start = std::chrono::steady_clock::now();
  ExtractiveSummary summary = summarise_extractive(document, {.words = 150}, pool);
  double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
#ifdef NDEBUG
  CHECK(seconds < 5);
#endif
  CAPTURE(seconds);
  CHECK(summary.document_sentences > 8000);
  CHECK(summary.read_bytes == static_cast<int64_t>(document.size()));
  CHECK(words_in(summary) <= 150);
  check_verbatim(document, summary);
  testing::ran("datasets/quijote.txt summary", 1);
}

TEST_CASE("long headings, long requests and runs of marks take time in proportion") {
  ThreadPool pool(2);
  auto seconds = [&](const std::string& text, ExtractiveOptions options) {
    auto begin = std::chrono::steady_clock::now();
    CHECK_NOTHROW(summarise_extractive(text, options, pool));
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  };
  std::string heading, body, marks = "Hoy llueve mucho en la sierra";
  for (int i = 0; i < 60'000; ++i) heading += "w" + std::to_string(i) + " ";
  for (int i = 0; i < 20'000; ++i) body += "Hoy w" + std::to_string(i) + " cae de nuevo en la calle. ";
  for (int i = 0; i < 100'000; ++i) marks += "\u0301\u0323";
  CHECK(seconds(heading + "\n\n" + body, {}) < 6);
  CHECK(seconds(body, {.words = 60'000}) < 6);
  CHECK(seconds(body, {.sentences = 10'000}) < 6);
  CHECK(seconds(marks + " y en el llano.", {}) < 3);
  CHECK(summarise_extractive(body, {.sentences = 3'000}, pool).sentences.size() > 2'000);
}
