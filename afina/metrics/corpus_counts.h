// Scores of a corpus that are a function of summed n-gram counts (BLEU, chrF), and their intervals.
#pragma once

#include <array>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "afina/metrics/entries.h"
#include "afina/metrics/ngrams.h"

namespace afina::metrics {

template <size_t N>
using OrderCounts = std::array<NgramCounts, N>;

template <size_t N>
void add(OrderCounts<N>& sum, const OrderCounts<N>& row) {
  for (size_t n = 0; n < N; ++n) {
    sum[n].predicted += row[n].predicted;
    sum[n].reference += row[n].reference;
    sum[n].matched += row[n].matched;
  }
}

template <size_t N>
OrderCounts<N> sum_of_counts(std::span<const std::string> predictions, std::span<const std::string> references,
                             OrderCounts<N> (*count_pair)(std::string_view, std::string_view)) {
  OrderCounts<N> sum{};
  for (size_t i = 0; i < predictions.size(); ++i) add(sum, count_pair(predictions[i], references[i]));
  return sum;
}

// {name: {"value", "low", "high"}}. Each pair is counted once, however often it is drawn.
template <size_t N>
Json score_corpus(const char* name, std::span<const std::string> predictions, std::span<const std::string> references,
                  OrderCounts<N> (*count_pair)(std::string_view, std::string_view),
                  double (*score_of)(const OrderCounts<N>&)) {
  check_texts(predictions, references);
  std::vector<OrderCounts<N>> rows;
  for (size_t i = 0; i < predictions.size(); ++i) rows.push_back(count_pair(predictions[i], references[i]));
  auto corpus = [&](std::span<const int32_t> chosen) {
    OrderCounts<N> sum{};
    for (int32_t i : chosen) add(sum, rows[static_cast<size_t>(i)]);
    return score_of(sum);
  };
  Json out = Json::object();
  out[name] = statistic_with_interval(static_cast<int64_t>(rows.size()), corpus);
  return out;
}

}  // namespace afina::metrics
