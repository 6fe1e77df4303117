#include "afina/tuning/schedule.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace afina::tuning {

double schedule_factor(std::string_view kind, int64_t step, int64_t warmup, int64_t total) {
  if (step < warmup) return static_cast<double>(step + 1) / static_cast<double>(warmup + 1);
  if (kind == "constant") return 1;
  double progress = static_cast<double>(step - warmup) / static_cast<double>(std::max<int64_t>(1, total - warmup));
  progress = std::min(progress, 1.0);
  return kind == "linear" ? 1 - progress : 0.5 * (1 + std::cos(std::numbers::pi * progress));
}

}  // namespace afina::tuning
