// The metrics `afina score METRIC` knows.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "afina/base/json.h"

namespace afina::metrics {

struct MetricEntry {
  std::string_view name;  // "rouge", "chrf", "bleu", "exact-match", "token-f1", "accuracy", "macro-f1"
  std::string_view help_es;
  std::string_view help_en;
  // Corpus scores by name, each with its 95 % interval: {"rouge1": {"value": .., "low": .., "high": ..}}.
  Json (*score)(std::span<const std::string> predictions, std::span<const std::string> references);
};
std::span<const MetricEntry> all_metrics();
// Throws Error metrics.unknown (name, the names there are).
const MetricEntry& find_metric(std::string_view name);

}  // namespace afina::metrics
