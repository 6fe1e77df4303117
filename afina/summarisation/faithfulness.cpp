#include "afina/summarisation/faithfulness.h"

#include <algorithm>
#include <unordered_set>
#include <vector>

#include "afina/base/utf8.h"
#include "afina/summarisation/abbreviations.h"
#include "afina/summarisation/sentences.h"

namespace afina::summarisation {

namespace {

// Without «uno» and «una», which are articles too, nor «may» and «march», which are verbs.
constexpr std::string_view kExact =
    " enero febrero marzo abril mayo junio julio agosto septiembre setiembre octubre noviembre diciembre lunes martes "
    "miércoles jueves viernes sábado domingo dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce "
    "quince dieciséis diecisiete dieciocho diecinueve veinte treinta cuarenta cincuenta sesenta setenta ochenta noventa "
    "cien ciento doscientos trescientos cuatrocientos quinientos seiscientos setecientos ochocientos novecientos mil "
    "millón millones january february april june july august september october november december monday tuesday "
    "wednesday thursday friday saturday sunday two three four five six seven eight nine ten eleven twelve thirteen "
    "fourteen fifteen sixteen seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred "
    "thousand million ";

using Words = std::unordered_set<std::string>;

Words words_of(std::string_view text) {
  std::vector<std::string> all = unicode_words(text);
  return {all.begin(), all.end()};
}

bool rests_on(std::string_view sentence, const Words& source) {
  int64_t said = 0, found = 0;
  for (const std::string& word : words_of(sentence)) {
    const bool there = source.contains(word);
    if (!there && is_exact(word)) return false;
    if (is_stop_word(word)) continue;
    ++said;
    found += there;
  }
  return said == 0 || static_cast<double>(found) >= kLeastSupport * static_cast<double>(said);
}

}  // namespace

bool is_exact(std::string_view word) {
  if (std::ranges::any_of(word, [](char c) { return c >= '0' && c <= '9'; })) return true;
  return kExact.find(" " + std::string(word) + " ") != std::string_view::npos;
}

bool rests_on(std::string_view sentence, std::string_view source) { return rests_on(sentence, words_of(source)); }

Grounded keep_grounded(std::string_view summary, std::string_view source) {
  const Words words = words_of(source);
  Grounded kept;
  for (const Sentence& sentence : split_sentences(summary)) {
    std::string_view own = summary.substr(static_cast<size_t>(sentence.begin),
                                          static_cast<size_t>(sentence.end - sentence.begin));
    if (!rests_on(own, words)) {
      ++kept.dropped;
      continue;
    }
    if (!kept.text.empty()) kept.text += ' ';
    kept.text += own;
  }
  return kept;
}

std::string closest_sentence(std::string_view said, std::string_view source) {
  const Words words = words_of(said);
  std::string_view best;
  int64_t most = -1;
  for (const Sentence& sentence : split_sentences(source)) {
    std::string_view own = source.substr(static_cast<size_t>(sentence.begin),
                                         static_cast<size_t>(sentence.end - sentence.begin));
    const Words own_words = words_of(own);
    const auto shared = std::ranges::count_if(
        own_words, [&](const std::string& word) { return !is_stop_word(word) && words.contains(word); });
    if (shared > most) {
      most = shared;
      best = own;
    }
  }
  return std::string(best);
}

}  // namespace afina::summarisation
