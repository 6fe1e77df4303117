// What can be reached without a neural network. A result on text always stands beside one of these.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "afina/base/observer.h"
#include "afina/base/thread_pool.h"

namespace afina::baselines {

struct LabelledText {
  std::string_view text;
  int32_t label;
};

// The most frequent label of the training part.
int32_t majority_label(std::span<const LabelledText> train, int32_t labels);

// TF-IDF (scikit-learn's: smooth idf, sublinear tf, L2) over Unicode words and character n-grams, and
// multinomial logistic regression (L2) fitted by L-BFGS. The n-grams (words 1, words 1-2, characters 2-5
// within word boundaries, both) and C are chosen on the validation part by accuracy; ties go to the simpler.
class TfidfClassifier {
 public:
  static TfidfClassifier fit(std::span<const LabelledText> train, std::span<const LabelledText> validation,
                             int32_t labels, ThreadPool& pool, const Control& control = {});
  TfidfClassifier(TfidfClassifier&&) noexcept;
  ~TfidfClassifier();
  int32_t predict(std::string_view text) const;
  const std::string& description() const noexcept;  // "words 1-2, C = 10"

 private:
  TfidfClassifier();
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

// Interpolated modified Kneser-Ney (Chen & Goodman 1998) over symbols (bytes, or token ids).
class NgramModel {
 public:
  NgramModel(int order, int32_t symbols);
  ~NgramModel();
  NgramModel(NgramModel&&) noexcept;
  // Counts a sequence; call any number of times, then fit().
  void add(std::span<const int32_t> sequence);
  void fit();
  // Nats of sequence[begin..] given what precedes within the sequence. Sums to one over `symbols`.
  double nats(std::span<const int32_t> sequence, size_t begin = 0) const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace afina::baselines
