#include "afina/workflow/preview.h"

#include <fmt/format.h>

#include "afina/base/json.h"
#include "afina/io/atomic_file.h"
#include "cli/commands/commands.h"
#include "cli/data_arguments.h"
#include "cli/output.h"
#include "cli/terminal.h"

namespace afina::cli {

namespace {

class Preview : public Command {
 public:
  std::string_view name() const override { return "preview"; }
  std::string_view help(Lang lang) const override {
    return lang == Lang::es ? "Muestra, token a token, qué lee el modelo de tus datos y qué aprende, sin ajustar nada."
                            : "Shows, token by token, what the model reads of your data and what it learns, without "
                              "tuning anything.";
  }
  std::string_view example() const override { return "afina preview assets/demo/oficina.csv --model semilla --rows 2"; }
  void declare(Arguments& a) override {
    a.positional(
        &request_.data.path, "DATA",
        {"data", "Archivo con tus datos, como en «afina tune».", "File with your data, as in \"afina tune\"."});
    a.option(&request_.model, "MODEL",
             {"model", "Modelo que los leería: «semilla», una carpeta de Hugging Face o un archivo .gguf.",
              "Model that would read them: \"semilla\", a Hugging Face folder or a .gguf file."});
    a.options(request_);
    roles_.declare(a);
    a.option(&html_, "FILE",
             {"html", "Página web que se escribe en lugar del texto.", "Web page to write instead of the text."});
  }
  int run(Session& session) override {
    request_.data.roles = roles_.request();
    const workflow::Preview shown = workflow::preview(request_);
    if (!html_.empty()) write_file_atomically(html_, workflow::to_html(shown), Links::follow);
    if (session.json)
      print_json(workflow::to_json(shown));
    else if (html_.empty())
      print("{}", workflow::to_text(shown, terminal_columns()));
    else
      print("{}\n", text("preview.saved", {{"path", html_.string()}}));
    return kDone;
  }

 private:
  workflow::PreviewRequest request_;
  RoleArguments roles_;
  std::filesystem::path html_;
};

}  // namespace

std::unique_ptr<Command> make_preview() { return std::make_unique<Preview>(); }

}  // namespace afina::cli
