#include <fmt/format.h>

#include "afina/base/json.h"
#include "afina/workflow/workflow.h"
#include "cli/commands/commands.h"
#include "cli/data_arguments.h"
#include "cli/output.h"
#include "cli/terminal.h"

namespace afina::cli {

namespace {

class Eval : public Command {
 public:
  std::string_view name() const override { return "eval"; }
  std::string_view help(Lang lang) const override {
    return lang == Lang::es
               ? "Mide antes y después con ejemplos que no se usaron para aprender, y dice si ha mejorado."
               : "Measures before and after on examples that were not learned from, and says whether it got better.";
  }
  std::string_view example() const override { return "afina eval ejecuciones/quejas"; }
  void declare(Arguments& a) override {
    a.positional(&request_.model, "RUN",
                 {"model", "Carpeta de una ejecución, o un modelo.", "Folder of a run, or a model."});
    a.positional(&request_.data, "DATA",
                 {"data", "Otros datos con los que medir (vacío: los apartados al ajustar).",
                  "Other data to measure on (empty: those set aside when tuning)."},
                 false);
    a.option(&request_.baseline, "MODEL",
             {"baseline", "Modelo con el que comparar (vacío: el de partida).",
              "Model to compare with (empty: the one it started from)."});
    roles_.declare(a);
    a.options(request_.options);
  }
  int run(Session& session) override {
    request_.roles = roles_.request();
    request_.threads = session.threads;
    evaluation::Report report = workflow::evaluate(request_, session.control);
    if (session.json)
      print_json(evaluation::to_json(report));
    else
      print("{}", evaluation::to_text(report, terminal_columns()));
    return kDone;
  }

 private:
  workflow::EvaluateRequest request_;
  RoleArguments roles_;
};

}  // namespace

std::unique_ptr<Command> make_eval() { return std::make_unique<Eval>(); }

}  // namespace afina::cli
