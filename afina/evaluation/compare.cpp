// Outcomes become a report: scores, verdicts, confusions and examples.
#include <algorithm>
#include <cmath>
#include <numeric>

#include "afina/base/error.h"
#include "afina/base/random.h"
#include "afina/evaluation/rows.h"
#include "afina/evaluation/scores.h"

namespace afina::evaluation {

namespace {

std::string verdict_metric(data::Task task) { return task == data::Task::classify ? "accuracy" : "bits_per_byte"; }

void count_rows(Report& report, const Outcome& subject) {
  if (report.task == data::Task::classify) {
    report.rows = std::ranges::count_if(subject.predicted, [](int32_t p) { return p >= 0; });
    return;
  }
  report.rows = std::ranges::count_if(subject.nats, [](double n) { return !std::isnan(n); });
  report.bytes = std::accumulate(subject.bytes.begin(), subject.bytes.end(), int64_t{0});
  report.tokens = std::accumulate(subject.tokens.begin(), subject.tokens.end(), int64_t{0});
}

const Score* find_score(const Report::Entry& entry, const std::string& name) {
  auto found = std::ranges::find(entry.scores, name, &Score::name);
  return found == entry.scores.end() ? nullptr : &*found;
}

// The baseline with the best score by `metric`; null where none has it.
const Report::Entry* best_baseline(std::span<const Report::Entry> baselines, const std::string& metric) {
  const Report::Entry* best = nullptr;
  for (const Report::Entry& entry : baselines) {
    const Score* score = find_score(entry, metric);
    if (!score) continue;
    const Score* leader = best ? find_score(*best, metric) : nullptr;
    if (!leader || (score->lower_is_better ? score->value < leader->value : score->value > leader->value))
      best = &entry;
  }
  return best;
}

metrics::ClassificationScores classification_of(const Outcome& subject, const HeldOut& held_out) {
  const std::vector<int32_t> all = true_labels(held_out);
  std::vector<int32_t> truth, predicted;
  for (size_t i = 0; i < all.size(); ++i) {
    if (all[i] < 0 || subject.predicted[i] < 0) continue;
    truth.push_back(all[i]);
    predicted.push_back(subject.predicted[i]);
  }
  return metrics::classification(truth, predicted, held_out.dataset.labels);
}

// Positions of the test part that are shown: those that both answered.
std::vector<int64_t> positions_to_show(const Report& report, const HeldOut& held_out, const Outcome& subject,
                                       const Outcome* before, const EvaluationOptions& options) {
  std::vector<int64_t> positions;
  if (report.task != data::Task::classify) {
    positions = rows_to_generate(held_out, options);
  } else {
    for (size_t i = 0; i < subject.predicted.size(); ++i) {
      const bool asked = subject.predicted[i] >= 0 && (!before || before->predicted[i] >= 0);
      if (asked) positions.push_back(static_cast<int64_t>(i));
    }
    Random random(random_key({static_cast<uint64_t>(options.seed), 0x73686f77}));
    random.shuffle(positions);
  }
  const auto most = static_cast<size_t>(std::max<int64_t>(0, options.examples));
  if (positions.size() > most) positions.resize(most);
  return positions;
}

std::string said_by(const Outcome* outcome, int64_t position, const HeldOut& held_out) {
  if (!outcome) return {};
  const auto i = static_cast<size_t>(position);
  if (!outcome->predicted.empty()) return held_out.dataset.labels[static_cast<size_t>(outcome->predicted[i])];
  return outcome->texts.empty() ? std::string() : outcome->texts[i];
}

void add_examples(Report& report, const HeldOut& held_out, const Outcome& subject, const Outcome* before,
                  const EvaluationOptions& options) {
  for (int64_t position : positions_to_show(report, held_out, subject, before, options)) {
    const data::Example& example =
        held_out.dataset.examples[static_cast<size_t>(held_out.split.test[static_cast<size_t>(position)])];
    ExampleOutput shown{example.input, example.target, said_by(before, position, held_out),
                        said_by(&subject, position, held_out)};
    if (held_out.dataset.running_text) {
      Halves halves = halves_from(held_out, position);
      shown.input = halves.first;
      shown.target = halves.rest;
    }
    report.examples.push_back(std::move(shown));
  }
}

}  // namespace

Report compare(std::vector<Outcome> models, std::vector<Outcome> baselines, const HeldOut& held_out,
               const EvaluationOptions& options) {
  if (models.empty()) fail("evaluation.internal", {{"detail", "no model to compare"}});
  const auto seed = static_cast<uint64_t>(options.seed);
  const std::vector<int64_t> answered = rows_to_generate(held_out, options);
  Report report;
  report.task = held_out.dataset.task;
  report.running_text = held_out.dataset.running_text;
  report.labels = held_out.dataset.labels;
  report.generated_rows = static_cast<int64_t>(answered.size());
  count_rows(report, models.back());
  if (report.rows == 0) fail("evaluation.no_rows");

  const size_t subject_at = models.size() - 1;
  for (auto* outcomes : {&models, &baselines}) {
    for (Outcome& outcome : *outcomes) {
      std::vector<Score> scores = score_outcome(outcome, held_out, answered, seed);
      report.entries.push_back({std::move(outcome), std::move(scores)});
    }
  }
  const Outcome& subject = report.entries[subject_at].outcome;
  const Outcome* before =
      subject_at > 0 && report.entries[0].outcome.name == "before" ? &report.entries[0].outcome : nullptr;

  const std::string metric = verdict_metric(report.task);
  auto add = [&](const std::string& name, const Outcome* against) {
    if (!against) return;
    if (auto comparison = compare_pair(name, {subject, *against}, held_out, answered, seed)) {
      report.comparisons.push_back(std::move(*comparison));
    }
  };
  add(metric, before);
  std::span<const Report::Entry> rest = std::span(report.entries).subspan(subject_at + 1);
  if (const Report::Entry* best = best_baseline(rest, metric)) add(metric, &best->outcome);
  // Lead sentences have no likelihood: their measure is the summary itself.
  auto lead = std::ranges::find_if(rest, [](const Report::Entry& e) { return e.outcome.name == "lead"; });
  if (lead != rest.end()) add("rougeL-unicode", &lead->outcome);

  if (report.task == data::Task::classify) report.classification = classification_of(subject, held_out);
  add_examples(report, held_out, subject, before, options);
  return report;
}

}  // namespace afina::evaluation
