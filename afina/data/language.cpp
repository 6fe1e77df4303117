#include "afina/data/language.h"

#include <algorithm>
#include <string>
#include <unordered_set>

#include "afina/base/utf8.h"

namespace afina::data {

namespace {

using Words = std::unordered_set<std::string_view>;

constexpr size_t kRead = 32768;  // bytes of a long text that are looked at, in three stretches
// Of all words. Don Quixote has 0.24, Frankenstein 0.42, a university's answers to its students 0.18.
constexpr double kLeastShare = 0.1;

// Frequent words that the other one does not have, nor Portuguese, French or Italian (de, que, se, para, por, la, con,
// como, este, todo).
const Words& spanish() {
  static const Words words = {
      "el",      "los",      "las",    "del",    "y",      "en",      "una",    "unos", "unas",   "su",     "sus",
      "es",      "son",      "está",   "están",  "fue",    "ha",      "han",    "hay",  "había",  "muy",    "más",
      "pero",    "cuando",   "donde",  "dónde",  "porque", "también", "ese",    "esa",  "eso",    "esto",   "nos",
      "yo",      "usted",    "ya",     "sin",    "hasta",  "hacia",   "según",  "ni",   "sino",   "puede",  "pueden",
      "hace",    "tiene",    "tienen", "otro",   "otra",   "otros",   "quién",  "qué",  "cómo",   "cuándo", "cuánto",
      "cuánta",  "cuál",     "ellos",  "ella",   "él",     "tú",      "así",    "aquí", "allí",   "mismo",  "después",
      "siempre", "nada",     "mucho",  "muchos", "años",   "año",     "día",    "días", "quiero", "tengo",  "necesito",
      "gracias", "buenas",   "buenos", "hola",   "era",    "eran",    "fueron", "será", "al",     "uno",    "hacer",
      "aunque",  "entonces", "dijo"};
  return words;
}

const Words& english() {
  static const Words words = {
      "the",   "of",      "and",     "to",    "that",   "is",      "was",   "were",   "are",  "for",   "it",    "its",
      "with",  "his",     "her",     "their", "they",   "this",    "these", "those",  "be",   "been",  "by",    "from",
      "or",    "which",   "you",     "your",  "we",     "our",     "but",   "not",    "have", "had",   "what",  "when",
      "where", "who",     "how",     "why",   "can",    "could",   "would", "should", "will", "there", "than",  "then",
      "if",    "about",   "into",    "after", "before", "because", "she",   "him",    "them", "my",    "does",  "did",
      "all",   "some",    "any",     "each",  "other",  "more",    "most",  "such",   "only", "over",  "under", "while",
      "being", "between", "through", "also",  "thanks", "please",  "hello", "an",     "at",   "on",    "up",    "out",
      "get",   "need",    "want",    "today", "years",  "said"};
  return words;
}

// Cut where it may be, which costs a word at most.
std::string sample(std::string_view text) {
  if (text.size() <= kRead) return std::string(text);
  constexpr size_t kStretch = kRead / 3;
  std::string read;
  for (size_t begin : {size_t{0}, (text.size() - kStretch) / 2, text.size() - kStretch}) {
    read += text.substr(begin, kStretch);
    read += ' ';
  }
  return read;
}

}  // namespace

std::optional<Lang> language_of(std::string_view text) {
  int64_t es = 0, en = 0, all = 0;
  const std::string read = sample(text);
  for (const char* sign : {"¿", "¡", "ñ"}) {
    for (size_t at = read.find(sign); at != std::string::npos; at = read.find(sign, at + 1)) ++es;
  }
  for (const std::string& word : unicode_words(read)) {
    if (!std::ranges::all_of(word, [](char c) { return c >= '0' && c <= '9'; })) ++all;
    es += spanish().contains(word);
    en += english().contains(word);
  }
  if (es == en) return std::nullopt;
  if (static_cast<double>(std::max(es, en)) < kLeastShare * static_cast<double>(all)) return std::nullopt;
  return es > en ? Lang::es : Lang::en;
}

}  // namespace afina::data
