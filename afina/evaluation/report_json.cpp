#include "afina/evaluation/evaluate.h"

namespace afina::evaluation {

namespace {

std::string_view verdict_name(metrics::Verdict verdict) {
  return verdict == metrics::Verdict::better  ? "better"
         : verdict == metrics::Verdict::worse ? "worse"
                                              : "no_difference_shown";
}

Json entry_json(const Report::Entry& entry) {
  Json scores = Json::object();
  for (const Score& s : entry.scores) {
    scores[s.name] = {
        {"value", s.value}, {"low", s.interval.low}, {"high", s.interval.high}, {"lower_is_better", s.lower_is_better}};
  }
  return {{"name", entry.outcome.name}, {"detail", entry.outcome.detail}, {"scores", std::move(scores)}};
}

Json comparison_json(const Report& report, const Comparison& c) {
  return {{"metric", c.metric},
          {"against", c.against},
          {"value", c.value},
          {"against_value", c.against_value},
          {"difference", c.difference},
          {"low", c.interval.low},
          {"high", c.interval.high},
          {"rows", c.rows},
          {"verdict", verdict_name(c.verdict)},
          {"sentence", verdict_sentence(report, c)}};
}

// The confusion matrix by its cells that are not empty, so that hundreds of labels stay readable.
Json classification_json(const metrics::ClassificationScores& scores) {
  Json classes = Json::array(), confusion = Json::array();
  for (const metrics::ClassScore& c : scores.classes) {
    classes.push_back(
        {{"label", c.label}, {"precision", c.precision}, {"recall", c.recall}, {"f1", c.f1}, {"support", c.support}});
  }
  for (size_t truth = 0; truth < scores.confusion.size(); ++truth) {
    for (size_t predicted = 0; predicted < scores.confusion[truth].size(); ++predicted) {
      if (int64_t rows = scores.confusion[truth][predicted]; rows > 0) {
        confusion.push_back(
            {{"truth", scores.classes[truth].label}, {"predicted", scores.classes[predicted].label}, {"rows", rows}});
      }
    }
  }
  return {{"accuracy", scores.accuracy},
          {"macro_f1", scores.macro_f1},
          {"classes", std::move(classes)},
          {"confusion", std::move(confusion)}};
}

}  // namespace

Json to_json(const Report& report) {
  Json json{{"task", data::task_name(report.task)},
            {"data", report.data},
            {"rows", report.rows},
            {"generated_rows", report.generated_rows},
            {"bytes", report.bytes},
            {"tokens", report.tokens},
            {"labels", report.labels},
            {"notes", report.notes}};
  json["entries"] = Json::array();
  for (const Report::Entry& entry : report.entries) json["entries"].push_back(entry_json(entry));
  json["comparisons"] = Json::array();
  for (const Comparison& c : report.comparisons) json["comparisons"].push_back(comparison_json(report, c));
  json["examples"] = Json::array();
  for (const ExampleOutput& e : report.examples) {
    json["examples"].push_back({{"input", e.input}, {"target", e.target}, {"before", e.before}, {"after", e.after}});
  }
  if (report.classification) json["classification"] = classification_json(*report.classification);
  return json;
}

}  // namespace afina::evaluation
