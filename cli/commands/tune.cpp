#include <fmt/format.h>

#include "afina/base/json.h"
#include "afina/base/numbers.h"
#include "afina/base/options_json.h"
#include "afina/workflow/workflow.h"
#include "cli/commands/commands.h"
#include "cli/data_arguments.h"
#include "cli/output.h"
#include "cli/terminal.h"

namespace afina::cli {

namespace {

// What both tune and resume say at the end.
int report(const workflow::TuneSummary& summary, const std::filesystem::path& out, const Session& session) {
  const auto& r = summary.result;
  if (session.json) {
    Json json{{"run", out.string()},
              {"status", summary.manifest.status},
              {"result", summary.manifest.result},
              {"options", options_to_json(summary.manifest.options)},
              {"labels", summary.manifest.labels}};
    print_json(json);
  } else if (r.interrupted) {
    print("{}\n", text("cli.interrupted", {{"run", out.string()}, {"step", std::to_string(r.steps)}}));
  } else {
    print("{}\n",
          text(r.stopped_early ? "cli.tuned_early" : "cli.tuned", {{"run", out.string()},
                                                                   {"steps", std::to_string(r.steps)},
                                                                   {"best", std::to_string(r.best_step)},
                                                                   {"seconds", human_seconds(r.seconds)},
                                                                   {"loss", decimal(r.best_validation_loss, 3)}}));
  }
  return r.interrupted ? kInterrupted : kDone;
}

class Tune : public Command {
 public:
  std::string_view name() const override { return "tune"; }
  std::string_view help(Lang lang) const override {
    return lang == Lang::es ? "Ajusta un modelo con tus datos y guarda el resultado en una carpeta."
                            : "Tunes a model on your data and saves the result in a folder.";
  }
  std::string_view example() const override {
    return "afina tune assets/demo/quejas.csv --model semilla --out ejecuciones/quejas";
  }
  void declare(Arguments& a) override {
    a.positional(&request_.data.path, "DATA",
                 {"data", "Archivo con tus datos: CSV, TSV, JSON, JSONL, TXT o una carpeta de TXT.",
                  "File with your data: CSV, TSV, JSON, JSONL, TXT or a folder of TXT."});
    a.option(&request_.model, "MODEL",
             {"model", "Modelo de partida: «semilla», una carpeta de Hugging Face o un archivo .gguf.",
              "Model to start from: \"semilla\", a Hugging Face folder or a .gguf file."});
    a.option(&request_.out, "RUN",
             {"out", "Carpeta nueva donde se guarda todo.", "New folder where everything is saved."});
    roles_.declare(a);
    a.options(request_.options);
  }
  int run(Session& session) override {
    request_.data.roles = roles_.request();
    request_.data.seed = request_.options.seed;
    request_.threads = session.threads;
    return report(workflow::tune(request_, session.control), request_.out, session);
  }

 private:
  workflow::TuneRequest request_;
  RoleArguments roles_;
};

class Resume : public Command {
 public:
  std::string_view name() const override { return "resume"; }
  std::string_view help(Lang lang) const override {
    return lang == Lang::es ? "Sigue un ajuste interrumpido donde se quedó; el resultado es el mismo que sin parar."
                            : "Goes on with an interrupted run; the result is the same as without stopping.";
  }
  void declare(Arguments& a) override {
    a.positional(&run_, "RUN", {"run", "Carpeta de la ejecución.", "Folder of the run."});
  }
  int run(Session& session) override {
    return report(workflow::resume(run_, session.threads, session.control), run_, session);
  }

 private:
  std::filesystem::path run_;
};

}  // namespace

std::unique_ptr<Command> make_tune() { return std::make_unique<Tune>(); }
std::unique_ptr<Command> make_resume() { return std::make_unique<Resume>(); }

}  // namespace afina::cli
