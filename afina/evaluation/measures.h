// What rows are resampled into: decisions, sums over bytes or tokens, answers.
#pragma once

#include <cstdint>
#include <functional>
#include <numbers>
#include <span>
#include <string>
#include <vector>

#include "afina/evaluation/evaluate.h"

namespace afina::evaluation {

using Indices = std::span<const int32_t>;  // rows, some of them more than once
using Statistic = std::function<double(Indices)>;

// 0, 1, ..., rows - 1: every row once.
std::vector<int32_t> every_row(size_t rows);

// Labels of rows that were measured, side by side.
struct Decisions {
  std::vector<int32_t> truth, predicted;
  size_t labels = 0;

  double accuracy(Indices rows) const;
  // Over labels that occur or are predicted among the rows, as metrics::classification.
  double macro_f1(Indices rows) const;
};

// Nats of rows that were measured, and what they are divided by.
struct Ratio {
  std::vector<double> nats;
  std::vector<int64_t> by;

  double operator()(Indices rows) const;
  double bits(Indices rows) const { return (*this)(rows) / std::numbers::ln2; }
};

struct Answers {
  std::vector<std::string> given, wanted;
};
Answers answers_of(const Outcome& outcome, const HeldOut& held_out, const std::vector<int64_t>& answered);

double mean_of(const std::vector<double>& values, Indices rows);

}  // namespace afina::evaluation
