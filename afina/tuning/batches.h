// Which rows are seen together, and in which order.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "afina/data/encode.h"

namespace afina::tuning {

// The batches of one pass over the rows: each a list of row indices. The order depends on (seed, epoch) only.
// A batch ends at `batch_size` rows or before it would exceed `batch_tokens` (0: no such limit; a longer row
// stands alone).
std::vector<std::vector<int32_t>> make_batches(std::span<const data::EncodedRow> rows, int64_t batch_size,
                                               int64_t batch_tokens, uint64_t seed, int64_t epoch);

// A batch cut into neighbouring groups of at most `tokens` tokens, a longer row alone.
template <class Row, class Length>
std::vector<std::vector<Row>> cut_batch(std::span<const Row> batch, int64_t tokens, const Length& length) {
  std::vector<std::vector<Row>> groups;
  int64_t taken = 0;
  for (const Row& row : batch) {
    if (groups.empty() || taken + length(row) > tokens) {
      groups.emplace_back();
      taken = 0;
    }
    groups.back().push_back(row);
    taken += length(row);
  }
  return groups;
}

// The ids of a row to classify with about `share` of its text's tokens left out (word dropout: Iyyer et al. 2015;
// random deletion: Wei & Zou 2019). The template stays, and so does one token of the text. Depends on (key, position)
// only.
std::vector<int32_t> drop_tokens(const data::EncodedRow& row, double share, uint64_t key);

}  // namespace afina::tuning
