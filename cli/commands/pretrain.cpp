#include <fmt/format.h>

#include "afina/base/json.h"
#include "afina/base/numbers.h"
#include "afina/workflow/workflow.h"
#include "cli/commands/commands.h"
#include "cli/output.h"
#include "cli/terminal.h"

namespace afina::cli {

namespace {

class Pretrain : public Command {
 public:
  Pretrain() {
    request_.options.method = "full";
    request_.options.weight_decay = 0.4;
    request_.options.beta2 = 0.98;
    request_.options.warmup = 0.02;
    request_.options.batch_tokens = 2048;
    request_.options.learning_rate = 1.5e-3;
    request_.options.epochs = 1;
    request_.options.max_length = 512;
    request_.options.patience = 0;
  }
  std::string_view name() const override { return "pretrain"; }
  std::string_view help(Lang lang) const override {
    return lang == Lang::es ? "Entrena un modelo desde cero con un corpus (así se hace semilla)."
                            : "Trains a model from nothing on a corpus (this is how semilla is made).";
  }
  std::string_view example() const override {
    return "afina pretrain corpus/train.jsonl --validation corpus/validation.jsonl --tokenizer tokenizer.json --config "
           "config.json --out modelo";
  }
  void declare(Arguments& a) override {
    a.positional(&request_.corpus, "CORPUS",
                 {"corpus", "JSONL con «text» o «messages».", "JSONL with \"text\" or \"messages\"."});
    a.option(&request_.validation, "F", {"validation", "JSONL con el que comprobar.", "JSONL to check on."});
    a.option(&request_.tokenizer, "F", {"tokenizer", "tokenizer.json.", "tokenizer.json."});
    a.option(&request_.config, "F",
             {"config", "config.json con la forma del modelo.", "config.json with the model's shape."});
    a.option(&request_.start, "DIR",
             {"from", "Modelo del que se parte (vacío: de cero).", "Model to go on from (empty: from nothing)."});
    a.flag(request_.answers_only, {"answers-only", "De las conversaciones se aprenden solo las respuestas.",
                                   "Of conversations only the answers are learned."});
    a.option(&request_.out, "DIR",
             {"out", "Carpeta del modelo; si tiene un entrenamiento a medias, sigue.",
              "Folder of the model; an unfinished training there goes on."});
    a.options(request_.options, {"method", "rank", "alpha", "lora-dropout", "targets", "token-dropout",
                                 "target-replication", "language-weight"});
  }
  int run(Session& session) override {
    if (request_.tokenizer.empty() || request_.config.empty() || request_.out.empty()) fail("cli.need_pretrain_files");
    request_.threads = session.threads;
    tuning::TrainResult r = workflow::pretrain(request_, session.control);
    if (session.json) {
      print_json({{"steps", r.steps},
                  {"seconds", r.seconds},
                  {"tokens", r.tokens},
                  {"validation_loss", r.best_validation_loss},
                  {"interrupted", r.interrupted}});
    } else {
      print("{}\n", text(r.interrupted ? "cli.interrupted_pretrain" : "cli.pretrained",
                         {{"out", request_.out.string()},
                          {"steps", std::to_string(r.steps)},
                          {"seconds", human_seconds(r.seconds)},
                          {"loss", decimal(r.best_validation_loss, 3)}}));
    }
    return r.interrupted ? kInterrupted : kDone;
  }

 private:
  workflow::PretrainRequest request_;
};

}  // namespace

std::unique_ptr<Command> make_pretrain() { return std::make_unique<Pretrain>(); }

}  // namespace afina::cli
