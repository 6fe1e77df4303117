#include "afina/metrics/lcs.h"

#include <algorithm>
#include <bit>
#include <cmath>

namespace afina::metrics {

void LcsMatcher::set_reference(std::span<const uint32_t> reference) {
  for (uint32_t symbol : reference_) last_[symbol] = kNone;
  reference_.assign(reference.begin(), reference.end());
  words_ = (reference.size() + 63) / 64;
  previous_.resize(reference.size());
  match_.assign(words_, 0);
  for (size_t i = 0; i < reference.size(); ++i) {
    previous_[i] = last_[reference[i]];
    last_[reference[i]] = static_cast<int32_t>(i);
  }
}

void LcsMatcher::advance(uint32_t symbol) {
  const int32_t last = last_[symbol];
  if (last == kNone) return;  // the column repeats
  size_t first_word = words_;
  for (int32_t p = last; p != kNone; p = previous_[static_cast<size_t>(p)]) {
    first_word = static_cast<size_t>(p) / 64;
    match_[first_word] |= uint64_t{1} << (p % 64);
  }
  uint64_t carry = 0;
  for (size_t w = first_word; w < words_; ++w) {
    const uint64_t old = column_[w], match = match_[w];
    uint64_t sum = 0;
    uint64_t overflow = __builtin_add_overflow(old, old & match, &sum);
    overflow |= static_cast<uint64_t>(__builtin_add_overflow(sum, carry, &sum));
    carry = overflow;
    column_[w] = sum | (old & ~match);
    match_[w] = 0;
  }
}

int64_t LcsMatcher::length(std::span<const uint32_t> candidate) {
  reset_column();
  for (uint32_t symbol : candidate) advance(symbol);
  int64_t grown = 0;  // bits past the last row never match, and so stay 1
  for (uint64_t word : column_) grown += std::popcount(~word);
  return grown;
}

void LcsMatcher::mark(std::span<const uint32_t> candidate, std::vector<char>& in_lcs) {
  // Columns are kept for one block at a time and computed again from the column before it, so that two texts
  // of a single long line need memory for the root of the number of columns only.
  const size_t columns = candidate.size();
  if (columns == 0 || reference_.empty()) return;
  size_t block = columns;
  if (words_ * columns > table_words_) block = static_cast<size_t>(std::sqrt(static_cast<double>(columns))) + 1;

  std::vector<uint64_t> starts;
  reset_column();
  for (size_t j = 0; j < columns; ++j) {
    if (j % block == 0) starts.insert(starts.end(), column_.begin(), column_.end());
    if (block < columns) advance(candidate[j]);
  }
  std::vector<uint64_t> kept(block * words_);
  size_t row = reference_.size(), column = columns;
  for (size_t b = (columns - 1) / block + 1; b-- > 0 && row > 0;) {
    const size_t begin = b * block, end = std::min(columns, begin + block);
    column_.assign(starts.begin() + static_cast<ptrdiff_t>(b * words_),
                   starts.begin() + static_cast<ptrdiff_t>((b + 1) * words_));
    for (size_t j = begin; j < end; ++j) {
      advance(candidate[j]);
      std::copy(column_.begin(), column_.end(), kept.begin() + static_cast<ptrdiff_t>((j - begin) * words_));
    }
    while (row > 0 && column > begin) {
      std::span<const uint64_t> here(kept.data() + (column - 1 - begin) * words_, words_);
      if (reference_[row - 1] == candidate[column - 1]) {
        in_lcs[--row] = 1;
        --column;
      } else if (grows(here, row - 1)) {
        --column;
      } else {
        --row;
      }
    }
  }
}

}  // namespace afina::metrics
