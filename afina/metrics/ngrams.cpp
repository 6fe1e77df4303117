#include "afina/metrics/ngrams.h"

#include <algorithm>
#include <map>
#include <vector>

namespace afina::metrics {

namespace {

// Up to six symbols and, in the lowest bit, the side. Symbols are stored plus one, so that zero marks the end
// of the text and an n-gram that would run over it ends in zero.
using Key = unsigned __int128;

void append_keys(std::span<const uint32_t> symbols, int orders, int bits, unsigned side, std::vector<Key>& keys) {
  Key key = 0;
  for (size_t i = symbols.size(); i-- > 0;) {
    key = (key >> bits) | (static_cast<Key>(symbols[i] + 1) << (bits * (orders - 1)));
    keys.push_back(key << 1 | side);
  }
}

NgramCounts count_order(const std::vector<Key>& sorted, int shift, Key last_symbol) {
  NgramCounts counts;
  for (size_t i = 0; i < sorted.size();) {
    const Key ngram = sorted[i] >> shift;
    int64_t side[2] = {0, 0};
    for (; i < sorted.size() && sorted[i] >> shift == ngram; ++i) ++side[static_cast<unsigned>(sorted[i]) & 1u];
    if ((ngram & last_symbol) == 0) continue;
    counts.predicted += side[0];
    counts.reference += side[1];
    counts.matched += std::min(side[0], side[1]);
  }
  return counts;
}

}  // namespace

void count_ngrams(std::span<const uint32_t> predicted, std::span<const uint32_t> reference,
                  std::span<NgramCounts> orders) {
  const int count = static_cast<int>(orders.size());
  const int bits = count <= 4 ? 31 : 21;
  std::vector<Key> keys;
  keys.reserve(predicted.size() + reference.size());
  append_keys(predicted, count, bits, 0, keys);
  append_keys(reference, count, bits, 1, keys);
  std::sort(keys.begin(), keys.end());
  const Key last_symbol = (static_cast<Key>(1) << bits) - 1;
  for (int n = 1; n <= count; ++n) {
    orders[static_cast<size_t>(n - 1)] = count_order(keys, bits * (count - n) + 1, last_symbol);
  }
}

NgramCounts count_long_ngrams(std::span<const uint32_t> predicted, std::span<const uint32_t> reference, int n) {
  std::map<std::vector<uint32_t>, std::pair<int64_t, int64_t>> found;
  const auto length = static_cast<size_t>(n);
  auto ngram = [&](std::span<const uint32_t> symbols, size_t i) {
    return std::vector<uint32_t>(symbols.begin() + static_cast<ptrdiff_t>(i),
                                 symbols.begin() + static_cast<ptrdiff_t>(i + length));
  };
  for (size_t i = 0; i + length <= predicted.size(); ++i) ++found[ngram(predicted, i)].first;
  for (size_t i = 0; i + length <= reference.size(); ++i) ++found[ngram(reference, i)].second;
  NgramCounts counts;
  for (const auto& [key, side] : found) {
    counts.predicted += side.first;
    counts.reference += side.second;
    counts.matched += std::min(side.first, side.second);
  }
  return counts;
}

}  // namespace afina::metrics
