// Two outcomes on the rows that both have.
#include <algorithm>
#include <cmath>
#include <numeric>

#include "afina/evaluation/measures.h"
#include "afina/evaluation/rows.h"
#include "afina/evaluation/scores.h"

namespace afina::evaluation {

namespace {

// What is compared: a statistic of resampled rows for each side, and whether less is better.
struct Sides {
  Statistic subject, against;
  size_t rows = 0;
  double sign = 1;
};

Comparison compared(const std::string& metric, const std::string& against, const Sides& sides, uint64_t seed) {
  auto difference = [&](Indices rows) { return sides.sign * (sides.subject(rows) - sides.against(rows)); };
  const std::vector<int32_t> all = every_row(sides.rows);
  Comparison c;
  c.metric = metric;
  c.against = against;
  c.value = sides.subject(all);
  c.against_value = sides.against(all);
  c.rows = static_cast<int64_t>(sides.rows);
  c.difference = difference(all);
  c.interval = metrics::bootstrap(c.rows, difference, seed);
  c.verdict = metrics::verdict(c.interval);
  return c;
}

std::optional<Comparison> compare_decisions(const Pair& pair, const HeldOut& held_out, uint64_t seed) {
  const std::vector<int32_t> truth = true_labels(held_out);
  Decisions a{{}, {}, held_out.dataset.labels.size()}, b = a;
  for (size_t i = 0; i < truth.size(); ++i) {
    if (truth[i] < 0 || pair.subject.predicted[i] < 0 || pair.against.predicted[i] < 0) continue;
    a.truth.push_back(truth[i]);
    a.predicted.push_back(pair.subject.predicted[i]);
    b.predicted.push_back(pair.against.predicted[i]);
  }
  if (a.truth.empty()) return std::nullopt;
  b.truth = a.truth;
  Sides sides{[&](Indices r) { return a.accuracy(r); }, [&](Indices r) { return b.accuracy(r); }, a.truth.size()};
  return compared("accuracy", pair.against.name, sides, seed);
}

std::optional<Comparison> compare_likelihoods(const Pair& pair, bool running_text, uint64_t seed) {
  Spans against{pair.against.nats, pair.against.bytes};
  if (running_text && against.bytes != pair.subject.bytes) against = move_onto(against, pair.subject.bytes);
  if (against.nats.size() != pair.subject.nats.size()) return std::nullopt;
  Ratio a, b;
  for (size_t i = 0; i < against.nats.size(); ++i) {
    if (std::isnan(against.nats[i]) || std::isnan(pair.subject.nats[i])) continue;
    a.nats.push_back(pair.subject.nats[i]);
    a.by.push_back(pair.subject.bytes[i]);
    b.nats.push_back(against.nats[i]);
    b.by.push_back(against.bytes[i]);
  }
  if (a.nats.empty()) return std::nullopt;
  Sides sides{[&](Indices r) { return a.bits(r); }, [&](Indices r) { return b.bits(r); }, a.nats.size(), -1};
  return compared("bits_per_byte", pair.against.name, sides, seed);
}

std::optional<Comparison> compare_answers(const Pair& pair, const HeldOut& held_out,
                                          const std::vector<int64_t>& answered, uint64_t seed) {
  if (answered.empty()) return std::nullopt;
  auto f1 = [&](const Outcome& outcome) {
    const Answers answers = answers_of(outcome, held_out, answered);
    std::vector<double> rows;
    for (size_t i = 0; i < answers.given.size(); ++i) {
      rows.push_back(metrics::rouge_l(answers.given[i], answers.wanted[i], {.unicode = true}).f1);
    }
    return rows;
  };
  const std::vector<double> a = f1(pair.subject), b = f1(pair.against);
  Sides sides{[&](Indices r) { return mean_of(a, r); }, [&](Indices r) { return mean_of(b, r); }, a.size()};
  return compared("rougeL-unicode", pair.against.name, sides, seed);
}

}  // namespace

Spans move_onto(const Spans& from, const std::vector<int64_t>& onto) {
  const int64_t had = std::accumulate(from.bytes.begin(), from.bytes.end(), int64_t{0});
  const int64_t wanted = std::accumulate(onto.begin(), onto.end(), int64_t{0});
  Spans moved{std::vector<double>(onto.size(), 0.0), std::vector<int64_t>(onto.size(), 0)};
  size_t i = 0;
  int64_t begin = wanted - had;  // both end together
  int64_t target_begin = 0;
  for (size_t k = 0; k < onto.size(); ++k) {
    const int64_t target_end = target_begin + onto[k];
    while (i < from.bytes.size()) {
      const int64_t end = begin + from.bytes[i];
      const int64_t overlap = std::min(end, target_end) - std::max(begin, target_begin);
      if (overlap > 0) {
        moved.nats[k] += from.nats[i] * static_cast<double>(overlap) / static_cast<double>(from.bytes[i]);
        moved.bytes[k] += overlap;
      }
      if (end > target_end) break;
      begin = end;
      ++i;
    }
    target_begin = target_end;
  }
  return moved;
}

std::optional<Comparison> compare_pair(const std::string& metric, const Pair& pair, const HeldOut& held_out,
                                       const std::vector<int64_t>& answered, uint64_t seed) {
  if (metric == "accuracy") return compare_decisions(pair, held_out, seed);
  if (metric == "bits_per_byte") return compare_likelihoods(pair, held_out.dataset.running_text, seed);
  return compare_answers(pair, held_out, answered, seed);
}

}  // namespace afina::evaluation
