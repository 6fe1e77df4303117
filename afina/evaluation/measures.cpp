#include "afina/evaluation/measures.h"

#include <numeric>

namespace afina::evaluation {

std::vector<int32_t> every_row(size_t rows) {
  std::vector<int32_t> all(rows);
  std::iota(all.begin(), all.end(), 0);
  return all;
}

double Decisions::accuracy(Indices rows) const {
  int64_t right = 0;
  for (int32_t i : rows) right += truth[static_cast<size_t>(i)] == predicted[static_cast<size_t>(i)];
  return static_cast<double>(right) / static_cast<double>(rows.size());
}

double Decisions::macro_f1(Indices rows) const {
  std::vector<int32_t> both(labels), either(labels);  // right; true and predicted, added up
  for (int32_t i : rows) {
    const auto t = static_cast<size_t>(truth[static_cast<size_t>(i)]),
               p = static_cast<size_t>(predicted[static_cast<size_t>(i)]);
    ++either[t];
    ++either[p];
    both[t] += t == p;
  }
  double sum = 0;
  int64_t counted = 0;
  for (size_t k = 0; k < labels; ++k) {
    if (either[k] == 0) continue;
    sum += 2.0 * both[k] / either[k];
    ++counted;
  }
  return counted > 0 ? sum / static_cast<double>(counted) : 0;
}

double Ratio::operator()(Indices rows) const {
  double sum = 0;
  int64_t total = 0;
  for (int32_t i : rows) {
    sum += nats[static_cast<size_t>(i)];
    total += by[static_cast<size_t>(i)];
  }
  return total > 0 ? sum / static_cast<double>(total) : 0;
}

Answers answers_of(const Outcome& outcome, const HeldOut& held_out, const std::vector<int64_t>& answered) {
  Answers answers;
  for (int64_t position : answered) {
    const int64_t example = held_out.split.test[static_cast<size_t>(position)];
    answers.given.push_back(outcome.texts[static_cast<size_t>(position)]);
    answers.wanted.push_back(held_out.dataset.examples[static_cast<size_t>(example)].target);
  }
  return answers;
}

double mean_of(const std::vector<double>& values, Indices rows) {
  double sum = 0;
  for (int32_t i : rows) sum += values[static_cast<size_t>(i)];
  return sum / static_cast<double>(rows.size());
}

}  // namespace afina::evaluation
