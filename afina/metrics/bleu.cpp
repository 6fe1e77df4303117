// BLEU (Papineni et al. 2002) as sacrebleu's default computes it: 13a tokens, four orders, exponential smoothing.
#include <array>
#include <cmath>
#include <unordered_map>

#include "afina/metrics/corpus_counts.h"
#include "afina/metrics/entries.h"
#include "afina/metrics/metrics.h"
#include "afina/metrics/ngrams.h"
#include "afina/metrics/tokens_13a.h"

namespace afina::metrics {

namespace {

constexpr size_t kOrders = 4;
using Counts = std::array<NgramCounts, kOrders>;

Counts count_pair(std::string_view prediction, std::string_view reference) {
  std::unordered_map<std::string, uint32_t> numbers;
  auto numbered = [&](std::string_view text) {
    std::vector<uint32_t> out;
    for (std::string& token : tokens_13a(text)) {
      out.push_back(numbers.try_emplace(std::move(token), static_cast<uint32_t>(numbers.size())).first->second);
    }
    return out;
  };
  const std::vector<uint32_t> predicted = numbered(prediction), referenced = numbered(reference);
  Counts counts;
  count_ngrams(predicted, referenced, counts);
  return counts;
}

double score_of(const Counts& counts) {
  bool any = false;
  for (const NgramCounts& order : counts) any |= order.matched > 0;
  // Without any n-gram of the longest order the precision is 0 and so is the score.
  if (!any || counts.back().predicted == 0) return 0;
  const auto predicted = static_cast<double>(counts[0].predicted);
  const auto referenced = static_cast<double>(counts[0].reference);
  const double brevity = predicted < referenced ? std::exp(1 - referenced / predicted) : 1;
  double logs = 0, smoothing = 1;
  for (const NgramCounts& order : counts) {
    double matched = static_cast<double>(order.matched);
    if (order.matched == 0) matched = 1 / (smoothing *= 2);
    logs += std::log(100 * matched / static_cast<double>(order.predicted));
  }
  return brevity * std::exp(logs / kOrders);
}

Json score_files(std::span<const std::string> predictions, std::span<const std::string> references) {
  return score_corpus("bleu", predictions, references, count_pair, score_of);
}

}  // namespace

double bleu(std::span<const std::string> predictions, std::span<const std::string> references) {
  if (!predictions.empty() || !references.empty()) check_texts(predictions, references);
  return score_of(sum_of_counts<kOrders>(predictions, references, count_pair));
}

constinit const MetricEntry kBleu{
    "bleu", "Grupos de hasta cuatro palabras en común con la referencia (BLEU), de 0 a 100.",
    "Groups of up to four words shared with the reference (BLEU), from 0 to 100.", score_files};

}  // namespace afina::metrics
