#include "afina/models/batch.h"

#include <algorithm>
#include <numeric>

namespace afina::models {

Batch pack(std::span<const std::vector<int32_t>> sequences) {
  Batch batch;
  std::vector<int32_t> positions, starts{0};
  for (const auto& sequence : sequences) {
    batch.ids.insert(batch.ids.end(), sequence.begin(), sequence.end());
    positions.resize(batch.ids.size());
    std::iota(positions.end() - static_cast<std::ptrdiff_t>(sequence.size()), positions.end(), 0);
    starts.push_back(static_cast<int32_t>(batch.ids.size()));
  }
  batch.positions = std::make_shared<const std::vector<int32_t>>(std::move(positions));
  batch.starts = std::make_shared<const std::vector<int32_t>>(std::move(starts));
  return batch;
}

Batch continuation(std::span<const int32_t> ids, int64_t past) {
  Batch batch;
  batch.ids.assign(ids.begin(), ids.end());
  std::vector<int32_t> positions(ids.size()), starts{0, static_cast<int32_t>(ids.size())};
  std::iota(positions.begin(), positions.end(), static_cast<int32_t>(past));
  batch.positions = std::make_shared<const std::vector<int32_t>>(std::move(positions));
  batch.starts = std::make_shared<const std::vector<int32_t>>(std::move(starts));
  return batch;
}

int64_t last_position(const Batch& batch) {
  return batch.positions->empty() ? -1 : *std::ranges::max_element(*batch.positions);
}

}  // namespace afina::models
