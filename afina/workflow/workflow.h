// What a person asks for, whole. The command line and the bindings call these and nothing below them.
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "afina/base/json.h"
#include "afina/base/observer.h"
#include "afina/base/options.h"
#include "afina/data/dataset.h"
#include "afina/evaluation/evaluate.h"
#include "afina/generation/generator.h"
#include "afina/summarisation/abstractive.h"
#include "afina/summarisation/extractive.h"
#include "afina/tuning/options.h"
#include "afina/tuning/trainer.h"
#include "afina/workflow/model_source.h"
#include "afina/workflow/run_folder.h"

namespace afina::workflow {

// ---- data -----------------------------------------------------------------------------------------------
struct DataRequest {
  std::filesystem::path path;
  data::RoleRequest roles;
  double validation = 0.1, test = 0.2;
  int64_t seed = 1;
};
struct PreparedData {
  data::Table table;
  data::Roles roles;
  data::Dataset dataset;
  data::Split split;
  std::string summary;  // what was understood in one sentence, three examples, exclusions, sizes of the parts
};
PreparedData prepare_data(const DataRequest& request);

// ---- tune, resume -----------------------------------------------------------------------------------------
struct TuneRequest {
  DataRequest data;
  std::string model = "semilla";
  std::filesystem::path out;
  tuning::TuneOptions options;
  int threads = 0;  // 0: all
};
struct TuneSummary {
  RunManifest manifest;
  tuning::TrainResult result;
};
// Says what was understood (control.message) before anything runs. Errors: those of RunFolder::create and of its parts;
// workflow.run_paused (reason, folder) where the disk stops it: `resume` goes on.
TuneSummary tune(const TuneRequest& request, const Control& control);
// From the last checkpoint, or from the start where there is none yet. Errors: workflow.nothing_to_resume,
// workflow.run_busy, workflow.run_paused, workflow.data_changed (path), workflow.model_changed (model, file).
TuneSummary resume(const std::filesystem::path& run, int threads, const Control& control);

// ---- evaluate ---------------------------------------------------------------------------------------------
struct EvaluateRequest {
  std::string model;           // a run, or a model
  std::filesystem::path data;  // empty: the run's own held-out rows
  std::string baseline;        // MODEL to compare with; empty: the run's base model
  data::RoleRequest roles;     // for a model that is not a run
  evaluation::EvaluationOptions options;
  int threads = 0;
};
// A run on its own data: its test part, which neither trained nor stopped it. On other data: every usable row
// that is not (nearly) one of the run's training rows.
evaluation::Report evaluate(const EvaluateRequest& request, const Control& control);

// ---- use --------------------------------------------------------------------------------------------------
struct GenerateRequest {
  std::string model;
  std::string prompt;
  generation::GenerationOptions options;
  bool raw = false;  // no template, even where the model has one
  int threads = 0;
  std::string asked_as;  // a run: `model` gets the prompt and the stops that it would; empty: the model's own
};
generation::Generated generate(const GenerateRequest& request, const std::function<void(std::string_view)>& on_text,
                               const Control& control);

// A conversation that keeps its model loaded.
class Chat {
 public:
  Chat(const std::string& model, int threads);
  ~Chat();
  // Errors: workflow.no_chat (a model without a conversation format), generation.prompt_too_long.
  generation::Generated say(std::string_view text, const generation::GenerationOptions& options,
                            const std::function<void(std::string_view)>& on_text, const CancelToken* cancel);
  void reset();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

struct Classified {
  std::string text;
  std::vector<std::pair<std::string, double>> labels;  // most probable first, probabilities
};
// Errors: workflow.not_a_classifier; base.cancelled, where `cancel` says so.
std::vector<Classified> classify(const std::string& run, const std::vector<std::string>& texts, int threads,
                                 const CancelToken* cancel = nullptr);

struct SummariseRequest {
  std::filesystem::path file;
  std::string model;                 // empty: extractive, or semilla where the method says abstractive
  int64_t words = 0, sentences = 0;  // most of them; 0: from the document's length
  int threads = 0;
  // auto: by the model. One taught to summarise writes, and so does one of 500 million parameters or more; for a
  // smaller one, which would invent, sentences of the document are chosen, and the statement says why.
  std::string method = "auto";

  template <class Self, class Visitor>
  static void visit(Self& self, Visitor&& visit) {
    visit(self.words,
          OptionSpec{"words", "Máximo de palabras (0: según la longitud).", "Most words (0: from the length)."}
              .range(0, kMostCount)
              .in("words"));
    visit(self.sentences,
          OptionSpec{"sentences", "Máximo de frases (0: según la longitud).", "Most sentences (0: from the length)."}
              .range(0, kMostCount)
              .in("sentences"));
    visit(self.method,
          OptionSpec{"method", "Con frases del documento o redactado por un modelo (auto: según el modelo).",
                     "With the document's sentences or written by a model (auto: by the model)."}
              .one_of({"auto", "extractive", "abstractive"}));
  }
};
struct Summary {
  std::string document;   // as read, UTF-8
  std::string text;       // the summary
  std::string statement;  // what part was read, by which method and why
  std::optional<summarisation::ExtractiveSummary> extractive;
  std::optional<summarisation::ModelSummary> abstractive;
};
Summary summarise(const SummariseRequest& request, const Control& control);

// ---- demo -----------------------------------------------------------------------------------------------------
struct DemoRequest {
  std::filesystem::path out = "afina-demo";  // replaced where an earlier demo made it
  int threads = 0;
};
struct DemoResult {
  evaluation::Report complaints, office;
  double complaints_seconds = 0, office_seconds = 0;  // of training
  bool interrupted = false;
};
// The whole cycle on the embedded model and data. What a person reads goes to `print`, piece by piece.
// Errors: workflow.demo_folder_taken (out).
DemoResult demo(const DemoRequest& request, const std::function<void(std::string_view)>& print, const Control& control);

// ---- make -------------------------------------------------------------------------------------------------
struct PretrainRequest {
  std::filesystem::path corpus, validation;  // JSON lines: {"text"} or {"messages"}
  std::filesystem::path tokenizer, config;   // tokenizer.json, config.json
  std::filesystem::path start;               // weights to go on from, a model folder; empty: from nothing
  bool answers_only = false;                 // of conversations the answers alone are learned, not the questions
  std::filesystem::path out;                 // a Hugging Face folder (bf16)
  tuning::TuneOptions options;
  int threads = 0;
};
tuning::TrainResult pretrain(const PretrainRequest& request, const Control& control);

struct TrainTokenizerRequest {
  std::vector<std::filesystem::path> files;  // text, or JSON lines with "text" or "messages"
  int64_t vocabulary_size = 8192;
  std::vector<std::string> special_tokens;
  std::filesystem::path out;

  // 256 bytes and some merges at least.
  template <class Self, class Visitor>
  static void visit(Self& self, Visitor&& visit) {
    visit(self.vocabulary_size,
          OptionSpec{"vocab-size", "Tokens distintos.", "Distinct tokens."}.range(260, 1000000).in("tokens"));
  }
};
void train_tokenizer(const TrainTokenizerRequest& request, const Control& control);

// Speed of the engine on a model's shape: training and decoding tokens/s, peak memory.
struct BenchRequest {
  std::string shape = "smol135";  // or a folder with a config.json
  int64_t batch = 4, length = 256, steps = 5;
  std::string method = "lora";
  int64_t rank = 16;
  std::string precision = "auto";
  std::filesystem::path model;  // weights to use (for equal losses with a peer); empty: random
  std::filesystem::path ids;    // JSON [[...], ...] of token ids; empty: random
  int threads = 0;

  template <class Self, class Visitor>
  static void visit(Self& self, Visitor&& visit) {
    visit(self.method, OptionSpec{"method", "lora o full.", "lora or full."}.one_of({"lora", "full"}));
    visit(self.rank, OptionSpec{"rank", "Rango de LoRA.", "LoRA's rank."}.range(1, 1024));
    visit(self.precision, OptionSpec{"precision", "Números de los productos con el modelo base, como en tune.",
                                     "Numbers of the products with the base model, as in tune."}
                              .one_of({"auto", "f32", "bf16"}));
    visit(self.batch, OptionSpec{"batch", "Filas por paso.", "Rows a step."}.range(1, 4096).in("rows"));
    visit(self.length, OptionSpec{"length", "Tokens por fila.", "Tokens a row."}.range(2, kMostTokens).in("tokens"));
    visit(self.steps, OptionSpec{"steps", "Pasos.", "Steps."}.range(1, kMostCount).in("steps"));
  }
};
Json bench(const BenchRequest& request, const Control& control);

std::string version();
std::string instruction_set();

}  // namespace afina::workflow
