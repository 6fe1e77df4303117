// Counts of n-grams that two sequences share: the core of ROUGE-N, BLEU and chrF.
#pragma once

#include <cstdint>
#include <span>

namespace afina::metrics {

// Occurrences of the n-grams of one order. `matched` is clipped: of an n-gram that one side has twice and the
// other three times, two match.
struct NgramCounts {
  int64_t predicted = 0;
  int64_t reference = 0;
  int64_t matched = 0;
};

// Fills orders[n - 1] for n = 1 .. orders.size(), at most six orders. Symbols (code points, numbers of words)
// are below 2^21 - 1 for five or six orders and below 2^31 - 1 for fewer. One sort serves all orders.
void count_ngrams(std::span<const uint32_t> predicted, std::span<const uint32_t> reference,
                  std::span<NgramCounts> orders);

// One order of any length.
NgramCounts count_long_ngrams(std::span<const uint32_t> predicted, std::span<const uint32_t> reference, int n);

}  // namespace afina::metrics
