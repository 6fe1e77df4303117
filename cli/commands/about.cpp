// bench, models, version: about the program itself.
#include <fmt/format.h>

#include "afina/base/json.h"
#include "afina/base/numbers.h"
#include "afina/models/registry.h"
#include "afina/workflow/inspect.h"
#include "afina/workflow/workflow.h"
#include "cli/commands/commands.h"
#include "cli/output.h"

namespace afina::cli {

namespace {

class Bench : public Command {
 public:
  std::string_view name() const override { return "bench"; }
  std::string_view help(Lang lang) const override {
    return lang == Lang::es ? "Mide la velocidad y la memoria de este ordenador con un modelo de cierta forma."
                            : "Measures this computer's speed and memory on a model of some shape.";
  }
  std::string_view example() const override { return "afina bench --shape smol135 --steps 5"; }
  void declare(Arguments& a) override {
    a.option(&request_.shape, "SHAPE",
             {"shape", "smol135, llama8m, semilla o una carpeta con config.json.",
              "smol135, llama8m, semilla or a folder with config.json."});
    a.option(
        &request_.model, "MODEL",
        {"weights", "Carpeta o .gguf con pesos (vacío: al azar).", "Folder or .gguf with weights (empty: random)."});
    a.option(&request_.ids, "F",
             {"ids", "JSON con listas de tokens (vacío: al azar).", "JSON with lists of tokens (empty: random)."});
    a.options(request_);
  }
  int run(Session& session) override {
    request_.threads = session.threads;
    Json r = workflow::bench(request_, session.control);
    if (session.json) {
      print_json(r);
      return kDone;
    }
    print("{}\n", text("cli.bench", {{"shape", r["shape"]},
                                     {"method", r["method"]},
                                     {"train", fmt::format("{:.0f}", r["tokens_per_second"].get<double>())},
                                     {"decode", decimal(r["decode_tokens_per_second"].get<double>(), 1)},
                                     {"memory", decimal(r["peak_anonymous_bytes"].get<double>() / 1e9, 2)},
                                     {"threads", r["threads"].dump()},
                                     {"set", r["instruction_set"]}}));
    return kDone;
  }

 private:
  workflow::BenchRequest request_;
};

class Models : public Command {
 public:
  std::string_view name() const override { return "models"; }
  std::string_view help(Lang lang) const override {
    return lang == Lang::es ? "Qué modelos se pueden usar, y cómo es uno: «models list», «models show MODELO»."
                            : "Which models can be used, and what one is like: \"models list\", \"models show MODEL\".";
  }
  void declare(Arguments& a) override {
    a.positional(&action_, "ACTION", OptionSpec{"action", "list o show.", "list or show."}, false);
    a.positional(&model_, "MODEL", {"model", "Modelo.", "Model."}, false);
  }
  int run(Session& session) override {
    if (action_ == "show") return show(session);
    if (action_ == "download" || action_ == "verify" || action_ == "remove")
      fail("cli.later", {{"part", "models " + action_}});
    if (action_ != "list") fail("cli.unknown_action", {{"action", action_}});
    Json architectures = Json::array();
    std::string names;
    for (const auto& a : models::architectures()) {
      architectures.push_back(a.model_type);
      names += (names.empty() ? "" : ", ") + std::string(a.model_type);
    }
    bool semilla = !workflow::semilla_files().empty();
    if (session.json)
      print_json({{"embedded", semilla ? Json::array({"semilla"}) : Json::array()}, {"architectures", architectures}});
    else
      print("{}\n", text(semilla ? "cli.models_list" : "cli.models_list_bare", {{"architectures", names}}));
    return kDone;
  }

 private:
  int show(Session& session) {
    if (model_.empty()) fail("cli.need_model");
    auto loaded = workflow::load_model_source(model_);
    Json json = workflow::shape_json(*loaded.model);
    json["name"] = loaded.name;
    if (loaded.head) json["labels"] = loaded.head->labels;
    if (session.json)
      print_json(json);
    else
      for (const auto& [key, value] : json.items())
        print("{:14} {}\n", key, value.is_string() ? value.get<std::string>() : dump_json(value));
    return kDone;
  }

  std::string action_ = "list", model_;
};

class Version : public Command {
 public:
  std::string_view name() const override { return "version"; }
  std::string_view help(Lang lang) const override {
    return lang == Lang::es ? "Versión del programa y del procesador." : "Version of the program and the processor.";
  }
  void declare(Arguments&) override {}
  int run(Session& session) override {
    if (session.json)
      print_json({{"version", workflow::version()}, {"instruction_set", workflow::instruction_set()}});
    else
      print("afina {} ({})\n", workflow::version(), workflow::instruction_set());
    return kDone;
  }
};

}  // namespace

std::unique_ptr<Command> make_bench() { return std::make_unique<Bench>(); }
std::unique_ptr<Command> make_models() { return std::make_unique<Models>(); }
std::unique_ptr<Command> make_version() { return std::make_unique<Version>(); }

}  // namespace afina::cli
