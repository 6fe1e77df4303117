// Multinomial logistic regression with an L2 penalty, as scikit-learn's LogisticRegression defines it:
//   C * sum of cross-entropies + |W|^2 / 2, the intercept free of penalty,
// by L-BFGS (Nocedal 1980; vector-free two-loop recursion, Chen et al. 2014).
//
// Every step of L-BFGS from zero lies in the span of the training rows, W = X' A. So the vectors of the method
// are kept as A and as the margins M = X W (N rows, a column a class), which makes them small where features
// are many, makes a step along a line cost no product with X, and gives the inner product <U, V> = sum A_U * M_V.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "afina/base/observer.h"
#include "afina/base/thread_pool.h"
#include "afina/baselines/panel.h"
#include "afina/baselines/tfidf.h"

namespace afina::baselines {

struct LogisticWeights {
  Panel weights;            // features rows, a column a class
  std::vector<float> bias;  // one a class
};
// The likeliest class; the lowest of equals.
int32_t predict_class(const LogisticWeights& model, std::span<const Term> terms);

class LogisticRegression {
 public:
  struct Options {
    int max_iterations = 100;
    double tolerance = 3e-3;  // of the gradient's norm at the start
  };
  // `rows` and `labels` must outlive the object.
  LogisticRegression(const SparseRows& rows, std::span<const int32_t> labels, int32_t classes, ThreadPool& pool);
  ~LogisticRegression();

  // Goes on from the weights of the last call (zero at first), which a slightly larger C starts well from.
  // Returns the iterations done; stops early when cancelled.
  int fit(double c, const Options& options, const Control& control = {});
  LogisticWeights weights() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace afina::baselines
