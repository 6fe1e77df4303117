// What the metric files share to offer themselves to `afina score`.
#pragma once

#include <functional>
#include <span>
#include <string>

#include "afina/metrics/registry.h"

namespace afina::metrics {

// Throws Error metrics.different_counts or metrics.no_texts.
void check_texts(std::span<const std::string> predictions, std::span<const std::string> references);

// {"value": .., "low": .., "high": ..}: the mean of the rows, or any statistic of them, with its 95 % interval.
// The seed is fixed, so that scoring the same files twice prints the same document.
Json mean_with_interval(std::span<const double> rows);
Json statistic_with_interval(int64_t rows, const std::function<double(std::span<const int32_t>)>& statistic);

extern const MetricEntry kRouge, kRougeStemmed, kChrf, kBleu, kExactMatch, kTokenF1, kAccuracy, kMacroF1;

}  // namespace afina::metrics
