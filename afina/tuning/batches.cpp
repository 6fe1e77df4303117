#include "afina/tuning/batches.h"

#include <numeric>

#include "afina/base/random.h"

namespace afina::tuning {

std::vector<std::vector<int32_t>> make_batches(std::span<const data::EncodedRow> rows, int64_t batch_size,
                                               int64_t batch_tokens, uint64_t seed, int64_t epoch) {
  std::vector<int32_t> order(rows.size());
  std::iota(order.begin(), order.end(), 0);
  Random random(random_key({seed, static_cast<uint64_t>(epoch)}));
  random.shuffle(order);

  std::vector<std::vector<int32_t>> batches;
  int64_t tokens = 0;
  for (int32_t row : order) {
    auto length = static_cast<int64_t>(rows[static_cast<size_t>(row)].ids.size());
    bool full = batches.empty() || static_cast<int64_t>(batches.back().size()) >= batch_size ||
                (batch_tokens > 0 && tokens + length > batch_tokens);
    if (full) {
      batches.emplace_back();
      tokens = 0;
    }
    batches.back().push_back(row);
    tokens += length;
  }
  return batches;
}

std::vector<int32_t> drop_tokens(const data::EncodedRow& row, double share, uint64_t key) {
  const auto begin = static_cast<size_t>(row.text_begin), end = static_cast<size_t>(row.text_end);
  const auto threshold = static_cast<uint64_t>(share * 0x1.0p32);
  std::vector<int32_t> ids;
  ids.reserve(row.ids.size());
  for (size_t i = 0; i < row.ids.size(); ++i) {
    const bool last_chance = i + 1 == end && ids.size() == begin;
    const bool dropped = i >= begin && i < end && !last_chance && (random_bits(key, i) >> 32) < threshold;
    if (!dropped) ids.push_back(row.ids[i]);
  }
  return ids;
}

}  // namespace afina::tuning
