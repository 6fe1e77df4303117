// What can be reached without a neural network, on the same rows.
#include <algorithm>

#include "afina/base/error.h"
#include "afina/base/stop.h"
#include "afina/baselines/lead.h"
#include "afina/evaluation/rows.h"
#include "afina/evaluation/runners.h"

namespace afina::evaluation {

namespace {

std::vector<baselines::LabelledText> labelled(const data::Dataset& dataset, const std::vector<int64_t>& part) {
  std::vector<baselines::LabelledText> rows;
  for (int64_t index : part) {
    const data::Example& example = dataset.examples[static_cast<size_t>(index)];
    auto found = std::ranges::find(dataset.labels, example.target);
    if (found != dataset.labels.end())
      rows.push_back({example.input, static_cast<int32_t>(found - dataset.labels.begin())});
  }
  return rows;
}

std::vector<Outcome> run_classifiers(const HeldOut& held_out, ThreadPool& pool, const Control& control) {
  const data::Dataset& dataset = held_out.dataset;
  const auto labels = static_cast<int32_t>(dataset.labels.size());
  const auto train = labelled(dataset, held_out.split.train), validation = labelled(dataset, held_out.split.validation);
  const int32_t majority = baselines::majority_label(train, labels);
  auto tfidf = baselines::TfidfClassifier::fit(train, validation, labels, pool, control);

  Outcome by_majority{"majority", dataset.labels[static_cast<size_t>(majority)]};
  Outcome by_tfidf{"tfidf", tfidf.description()};
  for (int64_t index : held_out.split.test) {
    check_stop();
    by_majority.predicted.push_back(majority);
    by_tfidf.predicted.push_back(tfidf.predict(dataset.examples[static_cast<size_t>(index)].input));
  }
  return {std::move(by_majority), std::move(by_tfidf)};
}

// As many words as the median summary of the training part.
Outcome run_lead(const HeldOut& held_out) {
  std::vector<int64_t> lengths;
  for (int64_t index : held_out.split.train) {
    lengths.push_back(baselines::count_words(held_out.dataset.examples[static_cast<size_t>(index)].target));
  }
  if (lengths.empty()) lengths.push_back(1);
  auto middle = lengths.begin() + static_cast<std::ptrdiff_t>(lengths.size() / 2);
  std::nth_element(lengths.begin(), middle, lengths.end());
  Outcome lead{"lead", text("evaluation.detail_lead", {{"words", std::to_string(*middle)}})};
  for (int64_t index : held_out.split.test) {
    lead.texts.push_back(
        baselines::lead_sentences(held_out.dataset.examples[static_cast<size_t>(index)].input, *middle));
  }
  return lead;
}

}  // namespace

std::vector<Outcome> run_baselines(const HeldOut& held_out, ThreadPool& pool, const Control& control) {
  if (held_out.dataset.task == data::Task::classify) return run_classifiers(held_out, pool, control);
  std::vector<Outcome> outcomes;
  outcomes.push_back(run_ngram(held_out, control));
  if (held_out.dataset.task == data::Task::summarize) outcomes.push_back(run_lead(held_out));
  return outcomes;
}

}  // namespace afina::evaluation
