#include "afina/evaluation/scores.h"

#include <cmath>

#include "afina/base/stop.h"
#include "afina/evaluation/measures.h"
#include "afina/evaluation/rows.h"
#include "afina/metrics/registry.h"

namespace afina::evaluation {

namespace {

Score whole_and_interval(std::string name, size_t rows, const Statistic& statistic, uint64_t seed) {
  return {std::move(name), statistic(every_row(rows)), metrics::bootstrap(static_cast<int64_t>(rows), statistic, seed),
          false};
}

Score mean_score(std::string name, const std::vector<double>& values, uint64_t seed) {
  return {std::move(name), mean_of(values, every_row(values.size())), metrics::bootstrap_mean(values, seed), false};
}

// ---- classification --------------------------------------------------------------------------------------
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
  scores.push_back(whole_and_interval(
      "accuracy", d.truth.size(), [&](Indices rows) { return d.accuracy(rows); }, seed));
  scores.push_back(whole_and_interval(
      "macro_f1", d.truth.size(), [&](Indices rows) { return d.macro_f1(rows); }, seed));
}

// ---- learned text ----------------------------------------------------------------------------------------
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
  scores.push_back(whole_and_interval(
      "bits_per_byte", bytes.nats.size(), [&](Indices r) { return bytes.bits(r); }, seed));
  scores.back().lower_is_better = true;
  if (outcome.tokens.empty()) return;
  const Ratio tokens = ratio_of(outcome.nats, outcome.tokens);
  scores.push_back(whole_and_interval(
      "perplexity", tokens.nats.size(), [&](Indices r) { return std::exp(tokens(r)); }, seed));
  scores.back().lower_is_better = true;
}

// ---- answers ---------------------------------------------------------------------------------------------
void add_rouge(std::vector<Score>& scores, const Answers& answers, bool unicode, uint64_t seed) {
  std::vector<double> f1[4];
  for (size_t i = 0; i < answers.given.size(); ++i) {
    check_stop();
    metrics::RougeScores r = metrics::rouge(answers.given[i], answers.wanted[i], {.unicode = unicode});
    const metrics::RougeScore* four[] = {&r.rouge1, &r.rouge2, &r.rouge_l, &r.rouge_lsum};
    for (size_t k = 0; k < 4; ++k) f1[k].push_back(four[k]->f1);
  }
  constexpr const char* kNames[] = {"rouge1", "rouge2", "rougeL", "rougeLsum"};
  for (size_t k = 0; k < 4; ++k)
    scores.push_back(mean_score(std::string(kNames[k]) + (unicode ? "-unicode" : ""), f1[k], seed));
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

}  // namespace

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

}  // namespace afina::evaluation
