// TF-IDF weights as scikit-learn's TfidfVectorizer(sublinear_tf=True) gives them: smooth idf, 1 + log(tf), rows
// of length one. N-grams are known by a 64-bit hash of their code points, so no text is kept.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "afina/base/thread_pool.h"

namespace afina::baselines {

// Compressed sparse rows.
struct SparseRows {
  std::vector<int64_t> begin{0};  // of each row, and the end of the last
  std::vector<int32_t> column;
  std::vector<float> value;
  int32_t columns = 0;

  int64_t rows() const noexcept { return static_cast<int64_t>(begin.size()) - 1; }
  SparseRows transposed() const;
  // The columns of `right` placed after those of `left`; both have the same rows.
  static SparseRows beside(const SparseRows& left, const SparseRows& right);
};

enum class NgramKind {
  words_1,         // words of two or more characters
  words_1_2,       // the same and pairs of neighbours
  characters_2_5,  // 2 to 5 characters inside white-space separated words with a space at both ends (char_wb)
};

struct Term {
  int32_t column;
  float value;
};

struct NgramCount {
  uint64_t hash;
  int32_t times;
};

class TfidfBlock {
 public:
  TfidfBlock(NgramKind kind, std::span<const std::string_view> texts, ThreadPool& pool);

  // The training texts. N-grams that occur equally often in exactly the same texts (all those of a rare word)
  // share one column of the joint length: the L2-penalised optimum is the same, with far fewer numbers.
  const SparseRows& training_rows() const noexcept { return rows_; }
  void release_training_rows() { rows_ = {}; }
  int32_t columns() const noexcept { return columns_; }
  // Appends the terms of any text, with `first_column` added; unknown n-grams are left out, as scikit-learn does.
  void transform(std::string_view text, int32_t first_column, std::vector<Term>& out) const;

 private:
  struct Feature {
    int32_t column;
    float idf;
    float share;  // 1 / sqrt(n-grams that share the column)
  };
  void number_columns(const std::vector<std::vector<NgramCount>>& counts);
  void add_training_row(const std::vector<NgramCount>& counts);

  NgramKind kind_;
  std::unordered_map<uint64_t, Feature> features_;
  SparseRows rows_;
  int32_t columns_ = 0;
};

// The n-grams of a text as hashes, repeated as often as they occur, sorted.
std::vector<uint64_t> ngram_hashes(std::string_view text, NgramKind kind);

}  // namespace afina::baselines
