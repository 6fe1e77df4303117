#include <fmt/format.h>

#include <algorithm>

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
  for (const auto& o : s.abstractive->sentences) print("  · {}\n    {}\n", o.text, workflow::source_of(o));
}

// What the model wrote, a section a paragraph.
void print_draft(const workflow::Summary& s, bool sources) {
  int64_t section = 0;
  bool first = true;
  for (const auto& sentence : s.abstractive->draft) {
    if (!sources && !first) print_result(sentence.section == section ? " " : "\n\n");
    if (sources) print_result("  · ");
    if (sentence.supported)
      print_result(sentence.text);
    else
      print_struck(sentence.text);
    if (sources) print("\n    {}\n", workflow::source_of(sentence));
    section = sentence.section;
    first = false;
  }
  if (!sources) print_result("\n");
}

std::string draft_statement(const workflow::Summary& s, const std::string& model) {
  const auto& draft = s.abstractive->draft;
  const auto unsupported = std::ranges::count_if(draft, [](const auto& sentence) { return !sentence.supported; });
  const std::string count = std::to_string(draft.size());
  return text("cli.draft", {{"model", model},
                            {"sentences", draft.size() == 1 ? text("workflow.sentences_one")
                                                            : text("workflow.sentences_many", {{"count", count}})},
                            {"unsupported", std::to_string(unsupported)}});
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
    a.flag(sources_, {"sources", "Muestra de dónde sale cada frase.", "Shows where each sentence comes from."});
    a.flag(draft_, {"draft", "Muestra lo que escribió el modelo y tacha lo que no se apoya en el documento.",
                    "Shows what the model wrote and strikes out what does not rest on the document."});
  }
  int run(Session& session) override {
    if (draft_ && request_.method == "extractive") fail("workflow.no_draft");
    if (draft_) request_.method = "abstractive";
    request_.threads = session.threads;
    for (const std::string& file : files_) {
      if (session.control.cancelled()) return kInterrupted;
      request_.file = file;
      workflow::Summary s = workflow::summarise(request_, session.control);
      if (session.json) {
        Json json{{"file", file},
                  {"summary", s.text},
                  {"statement", s.statement},
                  {"method", s.extractive ? "extractive" : "abstractive"},
                  {"sentences", workflow::sentences_json(s)}};
        if (draft_) json["draft"] = workflow::draft_json(s);
        print_json(json);
        continue;
      }
      if (files_.size() > 1) print("== {}\n", file);
      if (draft_)
        print_draft(s, sources_);
      else if (sources_)
        print_origins(s);
      else
        print_result(s.text + "\n");
      print("\n[{}]\n", draft_ ? draft_statement(s, request_.model.empty() ? "semilla" : request_.model) : s.statement);
    }
    return kDone;
  }

 private:
  std::vector<std::string> files_;
  workflow::SummariseRequest request_;
  bool sources_ = false, draft_ = false;
};

}  // namespace

std::unique_ptr<Command> make_summarize() { return std::make_unique<Summarize>(); }

}  // namespace afina::cli
