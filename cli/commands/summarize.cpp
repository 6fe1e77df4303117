#include <fmt/format.h>

#include "afina/base/json.h"
#include "afina/workflow/describe.h"
#include "afina/workflow/workflow.h"
#include "cli/commands/commands.h"
#include "cli/output.h"

namespace afina::cli {

namespace {

void print_origins(const workflow::Summary& s) {
  if (s.extractive) {
    for (const auto& c : s.extractive->sentences) {
      print("  · {}\n    {}\n", c.text,
            text("cli.from_sentence",
                 {{"sentence", std::to_string(c.sentence)}, {"paragraph", std::to_string(c.paragraph)}}));
    }
  }
  if (!s.abstractive) return;
  for (const auto& o : s.abstractive->origins) {
    auto part = s.text.substr(static_cast<size_t>(o.begin), static_cast<size_t>(o.end - o.begin));
    print("  · {}\n    {}\n", part,
          o.section >= 0 ? text("cli.from_section", {{"section", std::to_string(o.section + 1)},
                                                     {"share", fmt::format("{:.0f}", 100 * o.overlap)}})
                         : text("cli.from_nowhere"));
  }
}

class Summarize : public Command {
 public:
  std::string_view name() const override { return "summarize"; }
  std::string_view help(Lang lang) const override {
    return lang == Lang::es ? "Resume documentos de cualquier longitud y dice de dónde sale cada frase."
                            : "Summarises documents of any length and says where each sentence comes from.";
  }
  std::string_view example() const override { return "afina summarize informe.txt --words 120"; }
  void declare(Arguments& a) override {
    a.positional(&files_, "FILE", {"file", "Documentos (texto).", "Documents (text)."});
    a.option(&request_.model, "MODEL",
             {"model", "Modelo que redacta el resumen (vacío: se eligen frases del documento).",
              "Model that writes the summary (empty: sentences of the document are chosen)."});
    a.options(request_);
    a.option(&method_, "METHOD",
             OptionSpec{"method", "Con frases del documento o redactado por un modelo.",
                        "With the document's sentences or written by a model."}
                 .one_of({"extractive", "abstractive"}));
    a.flag(sources_, {"sources", "Muestra de dónde sale cada frase.", "Shows where each sentence comes from."});
  }
  int run(Session& session) override {
    if (method_ == "extractive") request_.model.clear();
    if (method_ == "abstractive" && request_.model.empty()) request_.model = "semilla";
    request_.threads = session.threads;
    for (const std::string& file : files_) {
      if (session.control.cancelled()) return kInterrupted;
      request_.file = file;
      workflow::Summary s = workflow::summarise(request_, session.control);
      if (session.json) {
        print_json({{"file", file},
                    {"summary", s.text},
                    {"statement", s.statement},
                    {"sentences", workflow::sentences_json(s)}});
        continue;
      }
      if (files_.size() > 1) print("== {}\n", file);
      if (sources_)
        print_origins(s);
      else
        print_result(s.text + "\n");
      print("\n[{}]\n", s.statement);
    }
    return kDone;
  }

 private:
  std::vector<std::string> files_;
  workflow::SummariseRequest request_;
  std::string method_;
  bool sources_ = false;
};

}  // namespace

std::unique_ptr<Command> make_summarize() { return std::make_unique<Summarize>(); }

}  // namespace afina::cli
