#include <fmt/format.h>

#include <cstdio>

#include "afina/base/json.h"
#include "afina/workflow/workflow.h"
#include "cli/commands/commands.h"
#include "cli/output.h"

namespace afina::cli {

namespace {

class Demo : public Command {
 public:
  std::string_view name() const override { return "demo"; }
  std::string_view help(Lang lang) const override {
    return lang == Lang::es
               ? "Todo el recorrido en un par de minutos, sin conexión: ajustar, evaluar, escribir y resumir."
               : "The whole tour in a couple of minutes, offline: tune, evaluate, write and summarise.";
  }
  void declare(Arguments& a) override {
    a.option(&request_.out, "DIR", {"out", "Carpeta donde queda todo.", "Folder where everything is left."});
  }
  int run(Session& session) override {
    request_.threads = session.threads;
    auto show = [&](std::string_view piece) {
      session.json ? write_error(piece) : write_out(piece);
      flush_output();
    };
    workflow::DemoResult result = workflow::demo(request_, show, session.control);
    if (session.json) {
      print_json({{"complaints", evaluation::to_json(result.complaints)},
                  {"complaints_seconds", result.complaints_seconds},
                  {"office_seconds", result.office_seconds}});
    }
    return result.interrupted ? kInterrupted : kDone;
  }

 private:
  workflow::DemoRequest request_;
};

}  // namespace

std::unique_ptr<Command> make_demo() { return std::make_unique<Demo>(); }

}  // namespace afina::cli
