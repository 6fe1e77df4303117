// Held-out runs and their comparison: before against after, and against what needs no neural network.
// Knows nothing of files or model sources; callers pass loaded models and rows.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "afina/base/json.h"
#include "afina/base/observer.h"
#include "afina/base/options.h"
#include "afina/data/encode.h"
#include "afina/generation/generator.h"
#include "afina/metrics/metrics.h"
#include "afina/models/objective.h"

namespace afina::evaluation {

// One contestant's result on every held-out row; only what the task has is filled in. A row is an example of the
// test part; of running text, a window of the encoder.
struct Outcome {
  std::string name;                     // "before", "after", "model", "majority", "tfidf", "ngram", "lead"
  std::string detail;                   // "words 1-2, C = 10"
  std::vector<int32_t> predicted = {};  // classify: labels; -1 where the row was not measured
  std::vector<std::string> texts = {};  // one an example of the test part, filled in for rows_to_generate()
  std::vector<double> nats = {};        // per row, of the learned text (classify: of the label); NaN: not measured
  std::vector<int64_t> bytes = {};      // per row, UTF-8 bytes of the learned text; 0 where nats is NaN
  std::vector<int64_t> tokens = {};     // per row, of the model's tokenizer; empty for what has none
};

// A named score with its 95 % interval. Larger is better unless `lower_is_better`.
struct Score {
  std::string name;  // "accuracy", "macro_f1", "bits_per_byte", "perplexity", "rouge1", "chrf"...
  double value = 0;
  metrics::Interval interval;
  bool lower_is_better = false;
};

struct Comparison {
  std::string metric;                   // the one the verdict rests on
  std::string against;                  // an Outcome's name
  double value = 0, against_value = 0;  // of both, on the rows that both were measured on
  int64_t rows = 0;                     // how many those are
  double difference = 0;                // positive where after is better
  metrics::Interval interval;           // of the difference, 95 %, paired bootstrap
  metrics::Verdict verdict = metrics::Verdict::no_difference_shown;
};

struct ExampleOutput {
  std::string input, target, before, after;  // `before` is empty where there is no such outcome
};

struct Report {
  data::Task task = data::Task::classify;
  bool running_text = false;      // rows are windows of one text
  std::string data;               // where the held-out rows come from, for the reader; may be empty
  int64_t rows = 0;               // held-out rows
  int64_t generated_rows = 0;     // of them, answered in full for text scores
  int64_t bytes = 0, tokens = 0;  // of learned text (tokens of the model's tokenizer)
  std::vector<std::string> labels;
  struct Entry {
    Outcome outcome;
    std::vector<Score> scores;
  };
  std::vector<Entry> entries;                                   // before, after, then baselines
  std::vector<Comparison> comparisons;                          // after against before, after against the best baseline
  std::optional<metrics::ClassificationScores> classification;  // of "after": per class and confusion matrix
  std::vector<ExampleOutput> examples;
  std::vector<std::string> notes;  // what was left out and why, in the person's language
};

// A model in one state (before or after), as the runner needs it.
struct Contestant {
  std::string name;
  models::CausalLM* model = nullptr;
  const models::ClassificationHead* head = nullptr;  // classification after tuning; null before
};

struct EvaluationOptions {
  int64_t max_generated_rows = 100;  // text scores need generation, which is slow; the first rows by a seeded shuffle
  int64_t max_new_tokens = 96;
  int64_t examples = 5;
  int64_t seed = 1;

  template <class Self, class Visitor>
  static void visit(Self& self, Visitor&& visit) {
    visit(self.max_generated_rows, OptionSpec{"generate-rows", "Respuestas completas que se escriben para compararlas.",
                                              "Full answers written to be compared."}
                                       .range(0, kMostCount)
                                       .in("rows"));
    visit(self.max_new_tokens,
          OptionSpec{"max-new-tokens", "Máximo de tokens de cada respuesta.", "Most tokens of each answer."}
              .range(1, kMostTokens)
              .in("tokens"));
    visit(self.examples, OptionSpec{"examples", "Ejemplos que se muestran lado a lado.", "Examples shown side by side."}
                             .range(0, kMostCount)
                             .in("rows"));
    visit(self.seed, OptionSpec{"seed", "Número que fija el azar.", "Number that fixes chance."}.range(0, kMostSeed));
  }
};

struct HeldOut {
  const data::Dataset& dataset;
  const data::Split& split;
  const data::Encoder& encoder;
};

// Which examples of the test part (positions in split.test) are answered in full: the same ones for everybody, in
// a seeded order. Of running text a few passages, from which a stretch of text begins that is continued halfway.
std::vector<int64_t> rows_to_generate(const HeldOut& held_out, const EvaluationOptions& options);

// Runs one model over the held-out rows. A classifier without a head chooses the label whose name it finds
// likeliest after the text (nats per token of the label).
Outcome run_model(kernels::Context& context, const Contestant& contestant, const HeldOut& held_out,
                  const EvaluationOptions& options, const Control& control);
// The baselines of the task: majority and TF-IDF; n-gram (bytes and tokens, the better on validation); lead.
std::vector<Outcome> run_baselines(const HeldOut& held_out, ThreadPool& pool, const Control& control);
// Scores, intervals, comparisons, verdicts and examples. The last of `models` is the one judged ("after", or "model"
// where it is evaluated alone); an outcome named "before" is compared with it, and so is the best baseline.
// Errors: evaluation.no_rows.
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
