#include "cli/data_arguments.h"

#include "afina/io/mapped_file.h"

namespace afina::cli {

void RoleArguments::declare(Arguments& arguments) {
  arguments.option(&task, "TASK",
                   OptionSpec{"task", "Qué se aprende (vacío: se reconoce por los datos).",
                              "What is learned (empty: recognised from the data)."}
                       .one_of({"classify", "instruct", "summarize", "continue"}));
  arguments.option(&input, "COL",
                   OptionSpec{"input", "Columna con el texto de entrada.", "Column with the input text."});
  arguments.option(&target, "COL",
                   OptionSpec{"target", "Columna con la etiqueta, la respuesta o el resumen.",
                              "Column with the label, the answer or the summary."});
}

data::RoleRequest RoleArguments::request() const { return data::role_request(task, input, target); }

void declare_generation(Arguments& arguments, generation::GenerationOptions& options, std::vector<std::string>& stops) {
  arguments.options(options);
  arguments.option(&stops, "TEXT",
                   OptionSpec{"stop", "Texto que termina la respuesta (se puede repetir).",
                              "Text that ends the answer (may be repeated)."});
}

void PromptArguments::declare(Arguments& arguments) {
  arguments.option(&prompt, "TEXT", OptionSpec{"prompt", "Texto de partida.", "Text to begin with."});
  arguments.option(&file, "FILE",
                   OptionSpec{"file", "Archivo con el texto de partida.", "File with the text to begin with."});
  declare_generation(arguments, options, stops);
}

std::string PromptArguments::text() const {
  if (!file.empty()) return read_text(file);
  if (!prompt) fail("cli.need_prompt");
  return *prompt;
}

}  // namespace afina::cli
