#include "afina/metrics/registry.h"

#include <numeric>
#include <vector>

#include "afina/base/error.h"
#include "afina/metrics/entries.h"
#include "afina/metrics/metrics.h"

namespace afina::metrics {

namespace {
constexpr uint64_t kSeed = 42;
}

std::span<const MetricEntry> all_metrics() {
  static const std::vector<MetricEntry> metrics{kRouge,      kRougeStemmed, kChrf,     kBleu,
                                                kExactMatch, kTokenF1,      kAccuracy, kMacroF1};
  return metrics;
}

const MetricEntry& find_metric(std::string_view name) {
  std::string known;
  for (const MetricEntry& metric : all_metrics()) {
    if (metric.name == name) return metric;
    known += known.empty() ? "" : ", ";
    known += metric.name;
  }
  fail("metrics.unknown", {{"name", std::string(name)}, {"known", known}});
}

void check_texts(std::span<const std::string> predictions, std::span<const std::string> references) {
  if (predictions.size() != references.size()) {
    fail("metrics.different_counts",
         {{"predictions", std::to_string(predictions.size())}, {"references", std::to_string(references.size())}});
  }
  if (predictions.empty()) fail("metrics.no_texts");
}

Json mean_with_interval(std::span<const double> rows) {
  const double mean = std::accumulate(rows.begin(), rows.end(), 0.0) / static_cast<double>(rows.size());
  const Interval interval = bootstrap_mean(rows, kSeed);
  return {{"value", mean}, {"low", interval.low}, {"high", interval.high}};
}

Json statistic_with_interval(int64_t rows, const std::function<double(std::span<const int32_t>)>& statistic) {
  std::vector<int32_t> all(static_cast<size_t>(rows));
  std::iota(all.begin(), all.end(), 0);
  const Interval interval = bootstrap(rows, statistic, kSeed);
  return {{"value", statistic(all)}, {"low", interval.low}, {"high", interval.high}};
}

}  // namespace afina::metrics
