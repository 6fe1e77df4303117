// Exact match and token F1 of answers (Rajpurkar et al. 2016), over Unicode words.
#include <algorithm>
#include <map>

#include "afina/base/utf8.h"
#include "afina/metrics/entries.h"
#include "afina/metrics/metrics.h"

namespace afina::metrics {

namespace {

std::vector<std::string> answer_words(std::string_view text) {
  constexpr std::string_view kArticles[] = {"a",   "an",  "the", "el",  "la",   "lo",
                                            "los", "las", "un",  "una", "unos", "unas"};
  std::vector<std::string> words = unicode_words(text), kept;
  for (const std::string& word : words) {
    if (std::find(std::begin(kArticles), std::end(kArticles), word) == std::end(kArticles)) kept.push_back(word);
  }
  return kept.empty() ? words : kept;
}

template <double (*kScore)(std::string_view, std::string_view)>
Json mean_of(const char* name, std::span<const std::string> predictions, std::span<const std::string> references) {
  check_texts(predictions, references);
  std::vector<double> rows;
  for (size_t i = 0; i < predictions.size(); ++i) rows.push_back(kScore(predictions[i], references[i]));
  Json out = Json::object();
  out[name] = mean_with_interval(rows);
  return out;
}

Json score_exact(std::span<const std::string> predictions, std::span<const std::string> references) {
  return mean_of<exact_match>("exact-match", predictions, references);
}
Json score_f1(std::span<const std::string> predictions, std::span<const std::string> references) {
  return mean_of<token_f1>("token-f1", predictions, references);
}

}  // namespace

double exact_match(std::string_view prediction, std::string_view reference) {
  return answer_words(prediction) == answer_words(reference) ? 1 : 0;
}

double token_f1(std::string_view prediction, std::string_view reference) {
  const std::vector<std::string> predicted = answer_words(prediction), referenced = answer_words(reference);
  if (predicted.empty() || referenced.empty()) return predicted.empty() && referenced.empty() ? 1 : 0;
  std::map<std::string_view, int64_t> left;
  for (const std::string& word : referenced) ++left[word];
  int64_t shared = 0;
  for (const std::string& word : predicted) shared += left[word]-- > 0;
  return 2 * static_cast<double>(shared) / static_cast<double>(predicted.size() + referenced.size());
}

constinit const MetricEntry kExactMatch{"exact-match", "Parte de las respuestas iguales a la referencia, de 0 a 1.",
                                        "Share of answers equal to the reference, from 0 to 1.", score_exact};
constinit const MetricEntry kTokenF1{"token-f1", "Palabras en común entre respuesta y referencia (F1), de 0 a 1.",
                                     "Words shared by answer and reference (F1), from 0 to 1.", score_f1};

}  // namespace afina::metrics
