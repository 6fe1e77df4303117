// Scores of labels as scikit-learn defines them; a precision without predictions and a recall without rows are 0.
#include <map>

#include "afina/base/error.h"
#include "afina/base/utf8.h"
#include "afina/metrics/entries.h"
#include "afina/metrics/metrics.h"

namespace afina::metrics {

namespace {

double ratio(int64_t part, int64_t whole) {
  return whole == 0 ? 0 : static_cast<double>(part) / static_cast<double>(whole);
}

void check_labels(std::span<const int32_t> numbers, size_t labels) {
  for (int32_t number : numbers) {
    if (number < 0 || static_cast<size_t>(number) >= labels) {
      fail("metrics.bad_label", {{"label", std::to_string(number)}, {"labels", std::to_string(labels)}});
    }
  }
}

// Labels of both files, numbered in the order of first appearance.
struct LabelledFiles {
  std::vector<int32_t> truth, predicted;
  std::vector<std::string> labels;

  LabelledFiles(std::span<const std::string> predictions, std::span<const std::string> references) {
    check_texts(predictions, references);
    std::map<std::string_view, int32_t> numbers;
    auto number = [&](const std::string& line) {
      auto [found, fresh] = numbers.try_emplace(trim(line), static_cast<int32_t>(labels.size()));
      if (fresh) labels.emplace_back(found->first);
      return found->second;
    };
    for (const std::string& line : references) truth.push_back(number(line));
    for (const std::string& line : predictions) predicted.push_back(number(line));
  }
};

Json score_accuracy(std::span<const std::string> predictions, std::span<const std::string> references) {
  const LabelledFiles files(predictions, references);
  std::vector<double> rows;
  for (size_t i = 0; i < files.truth.size(); ++i) rows.push_back(files.truth[i] == files.predicted[i] ? 1 : 0);
  Json out = Json::object();
  out["accuracy"] = mean_with_interval(rows);
  return out;
}

// Over the labels of the chosen rows, without the whole confusion matrix: the bootstrap asks 2,000 times.
double macro_f1_of(const LabelledFiles& files, std::span<const int32_t> chosen) {
  std::vector<int64_t> hits(files.labels.size()), seen(files.labels.size());
  for (int32_t row : chosen) {
    const auto truth = static_cast<size_t>(files.truth[static_cast<size_t>(row)]);
    const auto predicted = static_cast<size_t>(files.predicted[static_cast<size_t>(row)]);
    ++seen[truth];
    ++seen[predicted];
    hits[truth] += truth == predicted;
  }
  double sum = 0;
  int64_t present = 0;
  for (size_t k = 0; k < seen.size(); ++k) {
    present += seen[k] > 0;
    sum += ratio(2 * hits[k], seen[k]);
  }
  return present == 0 ? 0 : sum / static_cast<double>(present);
}

Json score_macro_f1(std::span<const std::string> predictions, std::span<const std::string> references) {
  const LabelledFiles files(predictions, references);
  Json out = Json::object();
  out["macro-f1"] = statistic_with_interval(static_cast<int64_t>(files.truth.size()),
                                            [&](std::span<const int32_t> rows) { return macro_f1_of(files, rows); });
  return out;
}

}  // namespace

ClassificationScores classification(std::span<const int32_t> truth, std::span<const int32_t> predicted,
                                    const std::vector<std::string>& labels) {
  if (truth.size() != predicted.size()) {
    fail("metrics.different_counts",
         {{"predictions", std::to_string(predicted.size())}, {"references", std::to_string(truth.size())}});
  }
  check_labels(truth, labels.size());
  check_labels(predicted, labels.size());
  ClassificationScores scores;
  scores.confusion.assign(labels.size(), std::vector<int64_t>(labels.size(), 0));
  for (size_t i = 0; i < truth.size(); ++i)
    ++scores.confusion[static_cast<size_t>(truth[i])][static_cast<size_t>(predicted[i])];

  std::vector<int64_t> times_predicted(labels.size(), 0);
  for (const auto& row : scores.confusion) {
    for (size_t k = 0; k < row.size(); ++k) times_predicted[k] += row[k];
  }
  int64_t hits = 0, present = 0;
  double f1_sum = 0;
  for (size_t k = 0; k < labels.size(); ++k) {
    ClassScore score;
    score.label = labels[k];
    for (int64_t count : scores.confusion[k]) score.support += count;
    const int64_t hit = scores.confusion[k][k];
    score.precision = ratio(hit, times_predicted[k]);
    score.recall = ratio(hit, score.support);
    score.f1 = ratio(2 * hit, times_predicted[k] + score.support);
    hits += hit;
    present += times_predicted[k] + score.support > 0;
    f1_sum += score.f1;
    scores.classes.push_back(std::move(score));
  }
  scores.accuracy = ratio(hits, static_cast<int64_t>(truth.size()));
  scores.macro_f1 = present == 0 ? 0 : f1_sum / static_cast<double>(present);
  return scores;
}

constinit const MetricEntry kAccuracy{"accuracy", "Parte de las etiquetas acertadas, de 0 a 1.",
                                      "Share of labels that are right, from 0 to 1.", score_accuracy};
constinit const MetricEntry kMacroF1{"macro-f1", "Media del F1 de cada etiqueta: las raras cuentan igual, de 0 a 1.",
                                     "Mean of the F1 of each label: rare ones count the same, from 0 to 1.",
                                     score_macro_f1};

}  // namespace afina::metrics
