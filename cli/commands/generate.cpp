#include <fmt/format.h>
#include <unistd.h>

#include <cstdio>
#include <optional>

#include "afina/base/json.h"
#include "afina/base/stop.h"
#include "afina/base/utf8.h"
#include "afina/io/input_file.h"
#include "afina/workflow/workflow.h"
#include "cli/commands/commands.h"
#include "cli/data_arguments.h"
#include "cli/output.h"
#include "cli/signals.h"

namespace afina::cli {

namespace {

void stream(std::string_view piece) {
  print_result(piece);
  flush_output();
}

class Generate : public Command {
 public:
  std::string_view name() const override { return "generate"; }
  std::string_view help(Lang lang) const override {
    return lang == Lang::es ? "Continúa un texto, o contesta si el modelo se ajustó para contestar."
                            : "Continues a text, or answers where the model was tuned to answer.";
  }
  std::string_view example() const override {
    return "afina generate semilla --prompt \"Había una vez\" --temperature 0.8";
  }
  void declare(Arguments& a) override {
    a.positional(&request_.model, "MODEL",
                 {"model", "«semilla», una carpeta de Hugging Face, un archivo .gguf o una ejecución.",
                  "\"semilla\", a Hugging Face folder, a .gguf file or a run."});
    prompt_.declare(a);
    a.flag(request_.raw, {"raw", "El texto va tal cual, sin el formato de conversación.",
                          "The text goes as it is, without a conversation format."});
    a.flag(chat_, {"chat", "El texto es lo que se dice al modelo, en su formato de conversación.",
                   "The text is what is said to the model, in its conversation format."});
  }
  int run(Session& session) override {
    request_.prompt = prompt_.text();
    request_.options = prompt_.options;
    request_.options.stop_strings = prompt_.stops;
    request_.threads = session.threads;
    std::function<void(std::string_view)> show;
    if (!session.json) show = stream;
    generation::Generated g = chat_ ? said(session, show) : workflow::generate(request_, show, session.control);
    if (session.json) {
      print_json({{"prompt_ids", g.prompt_ids}, {"ids", g.ids}, {"text", g.text}, {"stop", g.stop}});
    } else {
      print("\n");
    }
    return g.stop == "cancelled" ? kInterrupted : kDone;
  }

 private:
  generation::Generated said(Session& session, const std::function<void(std::string_view)>& show) {
    workflow::Chat chat(request_.model, request_.threads);
    return chat.say(request_.prompt, request_.options, show, session.control.cancel);
  }

  workflow::GenerateRequest request_;
  PromptArguments prompt_;
  bool chat_ = false;
};

// Ctrl-C at the prompt is a way to leave, and no error.
bool next_line(LineReader& input, std::string& line) {
  try {
    return input.next(line);
  } catch (const Error& error) {
    if (!is_cancelled(error)) throw;
    return false;
  }
}

class Chat : public Command {
 public:
  Chat() {
    options_.sampling.temperature = 0.7;
    options_.sampling.top_p = 0.9;
    options_.sampling.repetition_penalty = 1.1;
  }
  std::string_view name() const override { return "chat"; }
  std::string_view help(Lang lang) const override {
    return lang == Lang::es ? "Conversa con un modelo, línea a línea." : "Converses with a model, line by line.";
  }
  std::string_view example() const override { return "afina chat semilla"; }
  void declare(Arguments& a) override {
    a.positional(&model_, "MODEL",
                 {"model", "«semilla», una carpeta o un .gguf que sepa conversar, o una ejecución.",
                  "\"semilla\", a folder or .gguf that can converse, or a run."});
    declare_generation(a, options_, stops_);
  }
  int run(Session& session) override {
    options_.stop_strings = stops_;
    workflow::Chat chat(model_, session.threads);
    print_error("{}\n", text("cli.chat_intro"));
    LineReader input(InputFile::standard_input());
    const bool person = isatty(STDIN_FILENO) == 1;
    std::string line;
    while (!session.control.cancelled()) {
      if (!session.json) stream("> ");
      if (!next_line(input, line)) break;
      std::string said(trim(line));
      if (said == "/salir" || said == "/exit") break;
      if (said == "/nuevo" || said == "/new") {
        chat.reset();
        continue;
      }
      if (said.empty()) continue;
      std::function<void(std::string_view)> show;
      if (!session.json) show = stream;
      // A person's Ctrl-C stops the answer; at the prompt it ends the conversation.
      CancelToken own;
      std::optional<AnswerScope> answer;
      if (person) answer.emplace(own);
      const generation::Generated g = chat.say(said, options_, show, person ? &own : session.control.cancel);
      answer.reset();
      if (session.json)
        print_json({{"text", g.text}, {"stop", g.stop}});
      else
        print("\n");
      flush_output();
    }
    if (!session.control.cancelled()) return kDone;
    if (!session.json) stream("\n");
    return kInterrupted;
  }

 private:
  std::string model_;
  generation::GenerationOptions options_;
  std::vector<std::string> stops_;
};

}  // namespace

std::unique_ptr<Command> make_generate() { return std::make_unique<Generate>(); }
std::unique_ptr<Command> make_chat() { return std::make_unique<Chat>(); }

}  // namespace afina::cli
