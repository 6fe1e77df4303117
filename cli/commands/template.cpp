#include "afina/jinja/template.h"

#include "afina/base/error.h"
#include "afina/io/input_file.h"
#include "afina/jinja/json.h"
#include "afina/workflow/chat_template_source.h"
#include "cli/commands/commands.h"
#include "cli/output.h"

namespace afina::cli {

namespace {

std::string read_standard_input() {
  const InputFile file = InputFile::standard_input();
  std::string all, piece(size_t{1} << 16, '\0');
  for (size_t got; (got = file.read(piece.data(), piece.size())) > 0;) {
    all.append(piece, 0, got);
    if (all.size() <= kMostPipedBytes) continue;
    const std::string limit = std::to_string(kMostPipedBytes >> 20);
    fail("io.too_large", {{"path", "stdin"}, {"size", std::to_string(all.size() >> 20)}, {"limit", limit}});
  }
  return all;
}

class TemplateCommand : public Command {
 public:
  std::string_view name() const override { return "template"; }
  std::string_view help(Lang lang) const override {
    return lang == Lang::es ? "Escribe una conversación como la ve un modelo, con su propia plantilla."
                            : "Writes a conversation as a model sees it, by the model's own template.";
  }
  std::string_view example() const override {
    return "echo '{\"messages\":[{\"role\":\"user\",\"content\":\"Hola\"}]}' | afina template semilla";
  }
  void declare(Arguments& a) override {
    a.positional(&source_, "MODEL",
                 {"model", "Modelo, tokenizer_config.json o plantilla .jinja.",
                  "Model, tokenizer_config.json or .jinja template."});
    a.option(&clock_, "ISO8601",
             {"clock", "Fecha y hora que ve la plantilla (vacío: ahora).",
              "Date and time that the template sees (empty: now)."});
  }
  int run(Session& session) override {
    const std::tm clock = clock_.empty() ? jinja::clock_now() : jinja::clock_from(clock_);
    const jinja::Value context = jinja::parse_ordered_json(read_standard_input(), "stdin");
    if (!context.is(jinja::Kind::dict)) fail("base.json_type", {{"place", "stdin"}, {"key", "messages"}});
    const jinja::Value* tools = context.as<jinja::Dict>().find("tools");
    const auto chat = workflow::load_template_source(source_, tools && jinja::truth(*tools));
    const std::string text = chat.render_context(context, clock);
    if (session.json)
      print_json({{"text", text}});
    else
      print_result(text);
    return kDone;
  }

 private:
  std::string source_, clock_;
};

}  // namespace

std::unique_ptr<Command> make_template() { return std::make_unique<TemplateCommand>(); }

}  // namespace afina::cli
