// Held-out runs and their comparison: before against after, and against what needs no neural network.
// Pure of files and models' origin: the workflow hands it loaded models and rows.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "afina/base/json.h"
#include "afina/base/observer.h"
#include "afina/data/encode.h"
#include "afina/generation/generator.h"
#include "afina/metrics/metrics.h"
#include "afina/models/objective.h"

namespace afina::evaluation {

// One contestant's result on every held-out row; only what the task has is filled in.
struct Outcome {
  std::string name;                      // "before", "after", "majority", "tfidf", "ngram", "lead", ...
  std::string detail;                    // "words 1-2, C = 10"
  std::vector<int32_t> predicted;        // classify
  std::vector<std::string> texts;        // instruct, summarize: what it answered (where rows were generated)
  std::vector<double> nats;              // per row, of the learned text
};

// A named score with its 95 % interval. Larger is better unless `lower_is_better`.
struct Score {
  std::string name;                      // "accuracy", "macro_f1", "bits_per_byte", "perplexity", "rouge1", "chrf"...
  double value = 0;
  metrics::Interval interval;
  bool lower_is_better = false;
};

struct Comparison {
  std::string metric;                    // the one the verdict rests on
  std::string against;                   // an Outcome's name
  double difference = 0;                 // after - against, positive where after is better
  metrics::Interval interval;            // of the difference, 95 %, paired bootstrap
  metrics::Verdict verdict = metrics::Verdict::no_difference_shown;
};

struct ExampleOutput {
  std::string input, target, before, after;
};

struct Report {
  data::Task task = data::Task::classify;
  int64_t rows = 0;                      // held-out rows
  int64_t generated_rows = 0;            // of them, answered in full for text scores
  int64_t bytes = 0, tokens = 0;         // of learned text (tokens of the model's tokenizer)
  std::vector<std::string> labels;
  struct Entry {
    Outcome outcome;
    std::vector<Score> scores;
  };
  std::vector<Entry> entries;            // before, after, then baselines
  std::vector<Comparison> comparisons;   // after against before, after against the best baseline
  std::optional<metrics::ClassificationScores> classification;   // of "after": per class and confusion matrix
  std::vector<ExampleOutput> examples;
};

// A model in one state (before or after), as the runner needs it.
struct Contestant {
  std::string name;
  models::CausalLM* model = nullptr;
  const models::ClassificationHead* head = nullptr;   // classification after tuning; null before
};

struct EvaluationOptions {
  int64_t max_generated_rows = 100;      // text scores need generation, which is slow; the first rows by a seeded shuffle
  int64_t max_new_tokens = 96;
  int64_t examples = 5;
  int64_t seed = 1;
};

struct HeldOut {
  const data::Dataset& dataset;
  const data::Split& split;
  const data::Encoder& encoder;
};

// Runs one model over the held-out rows. A classifier without a head chooses the label whose name it finds
// likeliest after the text (nats per token of the label).
Outcome run_model(kernels::Context& context, const Contestant& contestant, const HeldOut& held_out,
                  const EvaluationOptions& options, const Control& control);
// The baselines of the task: majority and TF-IDF; n-gram (bytes and tokens, the better on validation); lead.
std::vector<Outcome> run_baselines(const HeldOut& held_out, ThreadPool& pool, const Control& control);
// Scores, intervals, comparisons, verdicts and examples. `before` and `after` are outcomes by those names; with
// no "before" (a model evaluated alone) comparisons are against the baselines only.
Report compare(std::vector<Outcome> models, std::vector<Outcome> baselines, const HeldOut& held_out,
               const EvaluationOptions& options);

Json to_json(const Report& report);
// The verdict in one sentence for a person, in the current language: «mejor», «peor» or «no se puede mostrar
// diferencia con N ejemplos», naming the score and both values.
std::string verdict_sentence(const Report& report, const Comparison& comparison);
// The whole report as plain text: a table of scores with intervals, the verdicts, the confusion matrix (largest
// confusions where there are many labels), examples side by side.
std::string to_text(const Report& report, int columns);

}  // namespace afina::evaluation
