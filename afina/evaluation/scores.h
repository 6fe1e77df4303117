// Scores of one outcome with their intervals, and paired comparisons of two.
#pragma once

#include "afina/evaluation/evaluate.h"

namespace afina::evaluation {

// Everything the outcome's rows allow. `answered`: rows_to_generate().
std::vector<Score> score_outcome(const Outcome& outcome, const HeldOut& held_out, const std::vector<int64_t>& answered,
                                 uint64_t seed);

// One metric of both on the rows that both have; nothing where there are none. Metrics: "accuracy",
// "bits_per_byte", "rougeL-unicode".
struct Pair {
  const Outcome& subject;
  const Outcome& against;
};
std::optional<Comparison> compare_pair(const std::string& metric, const Pair& pair, const HeldOut& held_out,
                                       const std::vector<int64_t>& answered, uint64_t seed);

// Nats of running text moved from windows of `bytes` onto windows of `onto`, both of which end where the text ends:
// a window's nats are spread evenly over its bytes. For models whose tokenizers cut the text elsewhere.
struct Spans {
  std::vector<double> nats;
  std::vector<int64_t> bytes;
};
Spans move_onto(const Spans& from, const std::vector<int64_t>& onto);

}  // namespace afina::evaluation
