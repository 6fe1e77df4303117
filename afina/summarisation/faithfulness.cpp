#include "afina/summarisation/faithfulness.h"

#include <algorithm>
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
    "quince dieciséis diecisiete dieciocho diecinueve veinte treinta cuarenta cincuenta sesenta setenta ochenta "
    "noventa "
    "cien ciento doscientos trescientos cuatrocientos quinientos seiscientos setecientos ochocientos novecientos mil "
    "millón millones january february april june july august september october november december monday tuesday "
    "wednesday thursday friday saturday sunday two three four five six seven eight nine ten eleven twelve thirteen "
    "fourteen fifteen sixteen seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety "
    "hundred "
    "thousand million ";

using Words = std::unordered_set<std::string>;

Words words_of(std::string_view text) {
  std::vector<std::string> all = unicode_words(text);
  return {all.begin(), all.end()};
}

}  // namespace

bool is_exact(std::string_view word) {
  if (std::ranges::any_of(word, [](char c) { return c >= '0' && c <= '9'; })) return true;
  return kExact.find(" " + std::string(word) + " ") != std::string_view::npos;
}

std::unordered_set<std::string> content_words(std::string_view sentence) {
  Words words = words_of(sentence);
  std::erase_if(words, [](const std::string& word) { return is_stop_word(word); });
  return words;
}

bool rests_on(std::string_view sentence, const std::function<bool(const std::string&)>& there) {
  const Words all = words_of(sentence), content = content_words(sentence);
  if (!std::ranges::all_of(all, [&](const std::string& word) { return !is_exact(word) || there(word); })) return false;
  const auto found = static_cast<double>(std::ranges::count_if(content, there));
  return found >= kLeastSupport * static_cast<double>(content.size());
}

bool rests_on(std::string_view sentence, std::string_view source) {
  const Words words = words_of(source);
  return rests_on(sentence, [&](const std::string& word) { return words.contains(word); });
}

Grounded keep_grounded(std::string_view summary, std::string_view source) {
  const Words words = words_of(source);
  const auto there = [&](const std::string& word) { return words.contains(word); };
  Grounded kept;
  for (const Sentence& sentence : split_sentences(summary)) {
    std::string_view own =
        summary.substr(static_cast<size_t>(sentence.begin), static_cast<size_t>(sentence.end - sentence.begin));
    if (!rests_on(own, there)) {
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
    std::string_view own =
        source.substr(static_cast<size_t>(sentence.begin), static_cast<size_t>(sentence.end - sentence.begin));
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
