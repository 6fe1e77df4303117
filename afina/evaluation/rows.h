// The held-out rows as an encoder sees them, shared by everything that measures them.
#pragma once

#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "afina/evaluation/evaluate.h"

namespace afina::evaluation {

inline constexpr double kNotMeasured = std::numeric_limits<double>::quiet_NaN();
inline constexpr int64_t kBatchTokens = 4096;

// One a row: windows of the joined text where it is running text, else one an example of `part`. An example whose
// answer does not fit has no ids.
std::vector<data::EncodedRow> encode_part(const HeldOut& held_out, const std::vector<int64_t>& part);

// Numbers of rows with ids, in order, so many at a time that a batch stays within kBatchTokens.
std::vector<std::vector<size_t>> batches_of(const std::vector<data::EncodedRow>& rows);

// Label numbers of the test part, in the order of dataset.labels; -1 for one that is not among them.
std::vector<int32_t> true_labels(const HeldOut& held_out);

// A stretch of the held-out running text from one of its passages on, as an example: what is shown to the model,
// and what in truth came next.
struct Halves {
  std::string first, rest;
};
Halves halves_from(const HeldOut& held_out, int64_t position);

// Counts steps of long work, says how long is left, and throws evaluation.cancelled when asked to stop.
class Steps {
 public:
  Steps(std::string_view stage, int64_t total, const Control& control);
  void advance(int64_t steps = 1);

 private:
  std::string_view stage_;
  int64_t done_ = 0, total_;
  double begin_;
  const Control& control_;
};

}  // namespace afina::evaluation
