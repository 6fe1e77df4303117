// How sure a score is: percentile intervals by resampling rows (Efron 1979; paired, Koehn 2004).
#include <algorithm>
#include <cmath>

#include "afina/base/error.h"
#include "afina/base/random.h"
#include "afina/base/stop.h"
#include "afina/metrics/metrics.h"

namespace afina::metrics {

namespace {

// The value below which `share` of the sorted values lie, interpolated between neighbours.
double quantile(const std::vector<double>& sorted, double share) {
  const double position = share * static_cast<double>(sorted.size() - 1);
  const auto below = static_cast<size_t>(position);
  const size_t above = std::min(below + 1, sorted.size() - 1);
  return sorted[below] + (position - static_cast<double>(below)) * (sorted[above] - sorted[below]);
}

Interval middle_95(std::vector<double>& values) {
  std::sort(values.begin(), values.end());
  return {quantile(values, 0.025), quantile(values, 0.975)};
}

}  // namespace

Interval bootstrap_mean(std::span<const double> values, uint64_t seed) {
  if (values.empty()) return {};
  Random random(seed);
  std::vector<double> means(kBootstrapSamples);
  for (double& mean : means) {
    check_stop();
    double sum = 0;
    for (size_t i = 0; i < values.size(); ++i) sum += values[random.below(values.size())];
    mean = sum / static_cast<double>(values.size());
  }
  return middle_95(means);
}

Interval paired_bootstrap(std::span<const double> a, std::span<const double> b, uint64_t seed) {
  if (a.size() != b.size()) {
    fail("metrics.different_counts",
         {{"predictions", std::to_string(a.size())}, {"references", std::to_string(b.size())}});
  }
  std::vector<double> differences(a.size());
  for (size_t i = 0; i < a.size(); ++i) differences[i] = a[i] - b[i];
  return bootstrap_mean(differences, seed);
}

Interval bootstrap(int64_t rows, const std::function<double(std::span<const int32_t>)>& statistic, uint64_t seed) {
  if (rows <= 0) return {};
  Random random(seed);
  std::vector<int32_t> chosen(static_cast<size_t>(rows));
  std::vector<double> values(kBootstrapSamples);
  for (double& value : values) {
    check_stop();
    for (int32_t& row : chosen) row = static_cast<int32_t>(random.below(static_cast<uint64_t>(rows)));
    value = statistic(chosen);
  }
  return middle_95(values);
}

Verdict verdict(const Interval& difference) {
  if (difference.low > 0) return Verdict::better;
  if (difference.high < 0) return Verdict::worse;
  return Verdict::no_difference_shown;
}

}  // namespace afina::metrics
