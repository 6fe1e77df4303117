// Longest common subsequences by bit-parallel dynamic programming (Crochemore, Iliopoulos, Pinzon, Reid 2001):
// 64 rows of the table are one machine word, and memory stays linear in the length of the texts.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace afina::metrics {

// Compares one reference with many candidates. Symbols are numbers below `symbols`. Backtracking keeps a table
// of at most `table_words` words; beyond that it computes columns twice.
class LcsMatcher {
 public:
  explicit LcsMatcher(uint32_t symbols, size_t table_words = size_t{1} << 20)
      : table_words_(table_words), last_(symbols, kNone) {}

  void set_reference(std::span<const uint32_t> reference);
  int64_t length(std::span<const uint32_t> candidate);
  // Sets in_lcs[i] for the reference positions of one longest common subsequence: the one that rouge-score's
  // backtracking finds, which prefers to skip reference positions.
  void mark(std::span<const uint32_t> candidate, std::vector<char>& in_lcs);

 private:
  static constexpr int32_t kNone = -1;

  void reset_column() { column_.assign(words_, ~uint64_t{0}); }
  void advance(uint32_t symbol);
  bool grows(std::span<const uint64_t> column, size_t row) const { return !(column[row / 64] >> (row % 64) & 1); }

  size_t table_words_;
  std::vector<uint32_t> reference_;
  size_t words_ = 0;
  std::vector<int32_t> last_;      // symbol -> its last position in the reference
  std::vector<int32_t> previous_;  // position -> the one before with the same symbol
  std::vector<uint64_t> column_;   // bit i is 0 where the table grows from row i to row i + 1
  std::vector<uint64_t> match_;    // scratch: positions of the current symbol
};

}  // namespace afina::metrics
