#include "afina/tuning/interpolation.h"

#include <algorithm>
#include <vector>

namespace afina::tuning {

namespace {

// An adapter adds B A x: a share of B is a share of the whole change.
bool is_scaled(const models::NamedTensor& parameter) { return parameter.name.ends_with(models::kLoraB); }

std::vector<std::vector<float>> learned_values(std::span<const models::NamedTensor> parameters) {
  std::vector<std::vector<float>> all;
  for (const models::NamedTensor& p : parameters) {
    if (is_scaled(p)) all.emplace_back(p.tensor->values().begin(), p.tensor->values().end());
  }
  return all;
}

// From what was learned each time, so that no share depends on those tried before.
void put_share(std::span<const models::NamedTensor> parameters, const std::vector<std::vector<float>>& learned,
               double share) {
  size_t next = 0;
  for (const models::NamedTensor& p : parameters) {
    if (!is_scaled(p)) continue;
    std::ranges::transform(learned[next++], p.tensor->mutable_values().begin(),
                           [&](float value) { return static_cast<float>(share * value); });
  }
}

}  // namespace

void keep_share(std::span<const models::NamedTensor> parameters, double share) {
  put_share(parameters, learned_values(parameters), share);
}

Interpolation interpolate(std::span<const models::NamedTensor> parameters, double whole,
                          const std::function<double()>& loss) {
  constexpr double kShares[] = {0.9, 0.8, 0.7, 0.6, 0.5};
  const std::vector<std::vector<float>> learned = learned_values(parameters);
  Interpolation best{1, whole};
  for (const double share : kShares) {
    put_share(parameters, learned, share);
    const double there = loss();
    if (there >= best.loss) break;
    best = {share, there};
  }
  put_share(parameters, learned, best.share);
  return best;
}

}  // namespace afina::tuning
