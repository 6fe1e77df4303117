#include <algorithm>
#include <map>
#include <set>

#include "afina/base/utf8.h"
#include "afina/survey/analysis_parts.h"

namespace afina::survey {

namespace {

// Words of four letters and more that say nothing about a course; shorter ones are left out altogether.
const std::set<std::string_view>& empty_words() {
  static const std::set<std::string_view> words{
      "ahora",   "algo",     "alguna",   "alguno", "aquí",     "aunque", "bastante", "bien",    "cada",    "casi",
      "como",    "cómo",     "cosa",     "cosas",  "creo",     "cual",   "cuál",     "cuando",  "cuándo",  "cuanto",
      "desde",   "después",  "donde",    "dónde",  "ella",     "ellas",  "ellos",    "entre",   "eran",    "esas",
      "esos",    "esta",     "está",     "están",  "estaba",   "estar",  "estas",    "este",    "esto",    "estos",
      "estoy",   "fueron",   "había",    "hace",   "hacer",    "hacia",  "hasta",    "haya",    "luego",   "mejor",
      "menos",   "mientras", "misma",    "mismo",  "mucha",    "muchas", "mucho",    "muchos",  "nada",    "nadie",
      "ninguna", "ninguno",  "nosotros", "otra",   "otras",    "otro",   "otros",    "para",    "pero",    "poco",
      "podría",  "porque",   "pues",     "puede",  "puedo",    "quien",  "quién",    "sabía",   "sabe",    "sería",
      "siempre", "sino",     "sobre",    "solo",   "sólo",     "somos",  "sois",     "también", "tampoco", "tanto",
      "tener",   "tengo",    "tenía",    "tiene",  "tienen",   "toda",   "todas",    "todavía", "todo",    "todos",
      "unas",    "unos",     "usted",    "veces",  "vosotros", "about",  "after",    "again",   "also",    "been",
      "because", "before",   "being",    "could",  "does",     "doing",  "even",     "every",   "from",    "have",
      "having",  "here",     "into",     "just",   "like",     "more",   "most",     "much",    "only",    "other",
      "over",    "same",     "should",   "some",   "such",     "than",   "that",     "their",   "them",    "then",
      "there",   "these",    "they",     "thing",  "things",   "this",   "those",    "through", "very",    "well",
      "were",    "what",     "when",     "where",  "which",    "while",  "will",     "with",    "would",   "your"};
  return words;
}

constexpr size_t kShortestWord = 4;

}  // namespace

std::vector<std::pair<std::string, int64_t>> frequent_words(std::span<const std::string_view> texts, size_t most) {
  std::map<std::string, int64_t> counts;
  for (std::string_view text : texts) {
    std::set<std::string> mine;
    for (std::string& word : unicode_words(text)) {
      if (count_code_points(word) >= kShortestWord && !empty_words().contains(word)) mine.insert(std::move(word));
    }
    for (const std::string& word : mine) ++counts[word];
  }
  std::vector<std::pair<std::string, int64_t>> frequent;
  for (const auto& [word, count] : counts) {
    if (count >= 2) frequent.emplace_back(word, count);
  }
  std::ranges::stable_sort(frequent, std::greater<>(), &std::pair<std::string, int64_t>::second);
  if (frequent.size() > most) frequent.resize(most);
  return frequent;
}

}  // namespace afina::survey
