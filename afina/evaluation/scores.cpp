#include "afina/evaluation/scores.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <numbers>
#include <numeric>

#include "afina/evaluation/rows.h"
#include "afina/metrics/registry.h"

namespace afina::evaluation {

namespace {

using Indices = std::span<const int32_t>;
using Statistic = std::function<double(Indices)>;

Score whole_and_interval(std::string name, size_t rows, const Statistic& statistic, uint64_t seed) {
  std::vector<int32_t> all(rows);
  std::iota(all.begin(), all.end(), 0);
  return {std::move(name), statistic(all), metrics::bootstrap(static_cast<int64_t>(rows), statistic, seed), false};
}

Score mean_score(std::string name, const std::vector<double>& values, uint64_t seed) {
  const double sum = std::accumulate(values.begin(), values.end(), 0.0);
  return {std::move(name), sum / static_cast<double>(values.size()), metrics::bootstrap_mean(values, seed), false};
}

// ---- classification --------------------------------------------------------------------------------------
struct Decisions {
  std::vector<int32_t> truth, predicted;
  size_t labels;

  double accuracy(Indices rows) const {
    double right = 0;
    for (int32_t i : rows) right += truth[static_cast<size_t>(i)] == predicted[static_cast<size_t>(i)];
    return right / static_cast<double>(rows.size());
  }
  // Over labels that occur or are predicted among the rows, as metrics::classification.
  double macro_f1(Indices rows) const {
    std::vector<int32_t> both(labels), either(labels);   // right; true and predicted, added up
    for (int32_t i : rows) {
      const auto t = static_cast<size_t>(truth[static_cast<size_t>(i)]), p = static_cast<size_t>(predicted[static_cast<size_t>(i)]);
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
};

Decisions decisions_of(const Outcome& outcome, const HeldOut& held_out) {
  const std::vector<int32_t> truth = true_labels(held_out);
  Decisions d{{}, {}, held_out.dataset.labels.size()};
  for (size_t i = 0; i < truth.size(); ++i) {
    if (truth[i] < 0 || outcome.predicted[i] < 0) continue;
    d.truth.push_back(truth[i]);
    d.predicted.push_back(outcome.predicted[i]);
  }
  return d;
}

void add_decision_scores(std::vector<Score>& scores, const Outcome& outcome, const HeldOut& held_out, uint64_t seed) {
  const Decisions d = decisions_of(outcome, held_out);
  if (d.truth.empty()) return;
  scores.push_back(whole_and_interval("accuracy", d.truth.size(), [&](Indices rows) { return d.accuracy(rows); }, seed));
  scores.push_back(whole_and_interval("macro_f1", d.truth.size(), [&](Indices rows) { return d.macro_f1(rows); }, seed));
}

// ---- learned text ----------------------------------------------------------------------------------------
// Rows that were measured, as nats and what they are divided by.
struct Ratio {
  std::vector<double> nats;
  std::vector<int64_t> by;

  double operator()(Indices rows) const {
    double sum = 0;
    int64_t total = 0;
    for (int32_t i : rows) {
      sum += nats[static_cast<size_t>(i)];
      total += by[static_cast<size_t>(i)];
    }
    return total > 0 ? sum / static_cast<double>(total) : 0;
  }
  double bits(Indices rows) const { return (*this)(rows) / std::numbers::ln2; }
};

Ratio ratio_of(const std::vector<double>& nats, const std::vector<int64_t>& by) {
  Ratio ratio;
  for (size_t i = 0; i < nats.size(); ++i) {
    if (std::isnan(nats[i])) continue;
    ratio.nats.push_back(nats[i]);
    ratio.by.push_back(by[i]);
  }
  return ratio;
}

void add_likelihood_scores(std::vector<Score>& scores, const Outcome& outcome, uint64_t seed) {
  const Ratio bytes = ratio_of(outcome.nats, outcome.bytes);
  if (bytes.nats.empty()) return;
  scores.push_back(whole_and_interval("bits_per_byte", bytes.nats.size(), [&](Indices r) { return bytes.bits(r); }, seed));
  scores.back().lower_is_better = true;
  if (outcome.tokens.empty()) return;
  const Ratio tokens = ratio_of(outcome.nats, outcome.tokens);
  scores.push_back(whole_and_interval("perplexity", tokens.nats.size(), [&](Indices r) { return std::exp(tokens(r)); }, seed));
  scores.back().lower_is_better = true;
}

// ---- answers ---------------------------------------------------------------------------------------------
struct Answers {
  std::vector<std::string> given, wanted;
};

Answers answers_of(const Outcome& outcome, const HeldOut& held_out, const std::vector<int64_t>& answered) {
  Answers answers;
  for (int64_t position : answered) {
    const int64_t example = held_out.split.test[static_cast<size_t>(position)];
    answers.given.push_back(outcome.texts[static_cast<size_t>(position)]);
    answers.wanted.push_back(held_out.dataset.examples[static_cast<size_t>(example)].target);
  }
  return answers;
}

void add_rouge(std::vector<Score>& scores, const Answers& answers, bool unicode, uint64_t seed) {
  std::vector<double> f1[4];
  for (size_t i = 0; i < answers.given.size(); ++i) {
    metrics::RougeScores r = metrics::rouge(answers.given[i], answers.wanted[i], {.unicode = unicode});
    const metrics::RougeScore* four[] = {&r.rouge1, &r.rouge2, &r.rouge_l, &r.rouge_lsum};
    for (size_t k = 0; k < 4; ++k) f1[k].push_back(four[k]->f1);
  }
  constexpr const char* kNames[] = {"rouge1", "rouge2", "rougeL", "rougeLsum"};
  for (size_t k = 0; k < 4; ++k) scores.push_back(mean_score(std::string(kNames[k]) + (unicode ? "-unicode" : ""), f1[k], seed));
}

void add_answer_scores(std::vector<Score>& scores, const Answers& answers, uint64_t seed) {
  if (answers.given.empty()) return;
  add_rouge(scores, answers, false, seed);
  add_rouge(scores, answers, true, seed);
  const Json chrf = metrics::find_metric("chrf").score(answers.given, answers.wanted).at("chrf");
  scores.push_back({"chrf", chrf.at("value"), {chrf.at("low"), chrf.at("high")}, false});
  std::vector<double> exact, overlap;
  for (size_t i = 0; i < answers.given.size(); ++i) {
    exact.push_back(metrics::exact_match(answers.given[i], answers.wanted[i]));
    overlap.push_back(metrics::token_f1(answers.given[i], answers.wanted[i]));
  }
  scores.push_back(mean_score("exact_match", exact, seed));
  scores.push_back(mean_score("token_f1", overlap, seed));
}

// ---- comparisons -----------------------------------------------------------------------------------------
// What is compared: a statistic of resampled rows for each side, and whether less is better.
struct Sides {
  Statistic subject, against;
  size_t rows = 0;
  double sign = 1;
};

Comparison compared(const std::string& metric, const std::string& against, const Sides& sides, uint64_t seed) {
  auto difference = [&](Indices rows) { return sides.sign * (sides.subject(rows) - sides.against(rows)); };
  std::vector<int32_t> all(sides.rows);
  std::iota(all.begin(), all.end(), 0);
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

std::optional<Comparison> compare_answers(const Pair& pair, const HeldOut& held_out, const std::vector<int64_t>& answered,
                                          uint64_t seed) {
  if (answered.empty()) return std::nullopt;
  auto f1 = [&](const Outcome& outcome) {
    const Answers answers = answers_of(outcome, held_out, answered);
    std::vector<double> rows;
    for (size_t i = 0; i < answers.given.size(); ++i) {
      rows.push_back(metrics::rouge_l(answers.given[i], answers.wanted[i], {.unicode = true}).f1);
    }
    return rows;
  };
  auto mean = [](const std::vector<double>& values, Indices rows) {
    double sum = 0;
    for (int32_t i : rows) sum += values[static_cast<size_t>(i)];
    return sum / static_cast<double>(rows.size());
  };
  const std::vector<double> a = f1(pair.subject), b = f1(pair.against);
  Sides sides{[&](Indices r) { return mean(a, r); }, [&](Indices r) { return mean(b, r); }, a.size()};
  return compared("rougeL-unicode", pair.against.name, sides, seed);
}

}  // namespace

Spans move_onto(const Spans& from, const std::vector<int64_t>& onto) {
  const int64_t had = std::accumulate(from.bytes.begin(), from.bytes.end(), int64_t{0});
  const int64_t wanted = std::accumulate(onto.begin(), onto.end(), int64_t{0});
  Spans moved{std::vector<double>(onto.size(), 0.0), std::vector<int64_t>(onto.size(), 0)};
  size_t i = 0;
  int64_t begin = wanted - had;   // both end together
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

std::vector<Score> score_outcome(const Outcome& outcome, const HeldOut& held_out, const std::vector<int64_t>& answered,
                                 uint64_t seed) {
  std::vector<Score> scores;
  if (!outcome.predicted.empty()) {
    add_decision_scores(scores, outcome, held_out, seed);
    return scores;
  }
  add_likelihood_scores(scores, outcome, seed);
  if (!outcome.texts.empty() && !held_out.dataset.running_text) {
    add_answer_scores(scores, answers_of(outcome, held_out, answered), seed);
  }
  return scores;
}

std::optional<Comparison> compare_pair(const std::string& metric, const Pair& pair, const HeldOut& held_out,
                                       const std::vector<int64_t>& answered, uint64_t seed) {
  if (metric == "accuracy") return compare_decisions(pair, held_out, seed);
  if (metric == "bits_per_byte") return compare_likelihoods(pair, held_out.dataset.running_text, seed);
  return compare_answers(pair, held_out, answered, seed);
}

}  // namespace afina::evaluation
