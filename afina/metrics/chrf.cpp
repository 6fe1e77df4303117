// chrF2 (Popović 2015) as sacrebleu computes it: character n-grams up to six, white space removed, beta 2,
// orders that one side lacks left out of the mean.
#include <array>

#include "afina/metrics/corpus_counts.h"
#include "afina/metrics/entries.h"
#include "afina/metrics/metrics.h"
#include "afina/metrics/ngrams.h"
#include "afina/metrics/python_space.h"

namespace afina::metrics {

namespace {

constexpr size_t kOrders = 6;
using Counts = std::array<NgramCounts, kOrders>;

std::vector<uint32_t> characters(std::string_view text) {
  std::vector<uint32_t> out;
  out.reserve(text.size());
  for (size_t i = 0; i < text.size();) {
    const char32_t c = next_code_point(text, i);
    if (!(c < 0x80 ? c == ' ' || (c >= 9 && c <= 13) || (c >= 0x1C && c <= 0x1F) : is_python_space(c))) {
      out.push_back(static_cast<uint32_t>(c));
    }
  }
  return out;
}

Counts count_pair(std::string_view prediction, std::string_view reference) {
  Counts counts;
  count_ngrams(characters(prediction), characters(reference), counts);
  // An order that a row's reference lacks does not count against the corpus.
  for (NgramCounts& order : counts) {
    if (order.reference == 0) order.predicted = 0;
  }
  return counts;
}

double score_of(const Counts& counts) {
  double precision = 0, recall = 0;
  int orders = 0;
  for (const NgramCounts& order : counts) {
    if (order.predicted == 0 || order.reference == 0) continue;
    precision += static_cast<double>(order.matched) / static_cast<double>(order.predicted);
    recall += static_cast<double>(order.matched) / static_cast<double>(order.reference);
    ++orders;
  }
  if (precision + recall == 0) return 0;
  precision /= orders;
  recall /= orders;
  constexpr double kBetaSquared = 4;
  return 100 * (1 + kBetaSquared) * precision * recall / (kBetaSquared * precision + recall);
}

Json score_files(std::span<const std::string> predictions, std::span<const std::string> references) {
  return score_corpus("chrf", predictions, references, count_pair, score_of);
}

}  // namespace

double chrf(std::span<const std::string> predictions, std::span<const std::string> references) {
  if (!predictions.empty() || !references.empty()) check_texts(predictions, references);
  return score_of(sum_of_counts<kOrders>(predictions, references, count_pair));
}

double chrf(std::string_view prediction, std::string_view reference) {
  return score_of(count_pair(prediction, reference));
}

constinit const MetricEntry kChrf{"chrf", "Trozos de palabra en común con la referencia (chrF2), de 0 a 100.",
                                  "Pieces of words shared with the reference (chrF2), from 0 to 100.", score_files};

}  // namespace afina::metrics
