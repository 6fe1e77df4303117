#include <cmath>
#include <limits>
#include <numbers>

#include "afina/metrics/metrics.h"

namespace afina::metrics {

double bits_per_byte(double nats, int64_t bytes) {
  if (bytes <= 0) return std::numeric_limits<double>::quiet_NaN();
  return nats / std::numbers::ln2 / static_cast<double>(bytes);
}

double perplexity(double nats, int64_t tokens) {
  if (tokens <= 0) return std::numeric_limits<double>::quiet_NaN();
  return std::exp(nats / static_cast<double>(tokens));
}

}  // namespace afina::metrics
