// forms: the course's answers, handed in, joined, read, erased.
#include "afina/workflow/forms.h"

#include <fmt/format.h>

#include "cli/commands/commands.h"
#include "cli/output.h"

namespace afina::cli {

namespace {

constexpr const char* kPage = "afina-forms.html";
constexpr const char* kClass = "afina-class.json";

class Forms : public Command {
 public:
  std::string_view name() const override { return "forms"; }
  std::string_view help(Lang lang) const override {
    return lang == Lang::es ? "Respuestas del curso: «report» hace el informe de la clase, «merge» junta entregas, "
                              "«export» escribe la "
                              "tuya y «erase» la borra."
                            : "The course's answers: \"report\" makes the class's report, \"merge\" joins hand-ins, "
                              "\"export\" writes "
                              "yours and \"erase\" erases it.";
  }
  std::string_view example() const override { return "afina forms report entregas --out informe.html"; }
  void declare(Arguments& a) override {
    a.positional(&action_, "ACTION", {"action", "report, merge, export o erase.", "report, merge, export or erase."});
    a.positional(&files_, "FILE",
                 {"file", "Entregas, o carpetas con ellas (vacío: las respuestas guardadas en este ordenador).",
                  "Hand-ins, or folders of them (empty: the answers kept on this computer)."},
                 false);
    a.option(&out_, "F",
             {"out", "Dónde escribir: report, afina-forms.html; merge, afina-class.json; export, afina-CÓDIGO.json.",
              "Where to write: report, afina-forms.html; merge, afina-class.json; export, afina-CODE.json."});
    a.flag(yes_, {"yes", "Confirma que erase borre las respuestas.", "Confirms that erase erases the answers."});
  }
  int run(Session& session) override {
    if (action_ == "report") return report(session);
    if (action_ == "merge") return merge(session);
    if (action_ == "export") return export_own(session);
    if (action_ == "erase") return erase(session);
    fail("cli.unknown_forms_action", {{"action", action_}});
  }

 private:
  workflow::Paths sources() const { return {files_.begin(), files_.end()}; }

  // The one store that export and erase take.
  std::filesystem::path store() const {
    if (files_.size() > 1) fail("cli.one_store", {{"action", action_}});
    return files_.empty() ? std::filesystem::path() : std::filesystem::path(files_.front());
  }

  // With --json the figures are the answer, and the page is written only where it was asked for.
  int report(Session& session) {
    if (out_.empty() && !session.json) out_ = kPage;
    const workflow::FormsReport made = workflow::report_forms(sources(), out_, session.control);
    if (session.json)
      print_json(made.figures);
    else
      print("{}\n{}\n", made.text, text("cli.forms_report", {{"path", out_.string()}}));
    return kDone;
  }

  int merge(Session& session) {
    if (out_.empty()) out_ = kClass;
    const Json made = workflow::merge_forms(sources(), out_, session.control);
    say(session, made, "cli.forms_merged",
        {{"people", made["people"].dump()}, {"files", made["files"].dump()}, {"path", out_.string()}});
    return kDone;
  }

  int export_own(Session& session) {
    const Json made = workflow::export_forms(store(), out_);
    say(session, made, "cli.forms_exported",
        {{"path", made["file"].get<std::string>()}, {"code", made["code"].get<std::string>()}});
    return kDone;
  }

  int erase(Session& session) {
    if (!yes_) fail("cli.need_yes");
    const Json made = workflow::erase_forms(store());
    say(session, made, made["erased"].get<bool>() ? "cli.forms_erased" : "cli.forms_nothing",
        {{"path", made["path"].get<std::string>()}});
    return kDone;
  }

  static void say(const Session& session, const Json& json, const char* key, const TextArgs& args) {
    if (session.json)
      print_json(json);
    else
      print("{}\n", text(key, args));
  }

  std::string action_;
  std::vector<std::string> files_;
  std::filesystem::path out_;
  bool yes_ = false;
};

}  // namespace

std::unique_ptr<Command> make_forms() { return std::make_unique<Forms>(); }

}  // namespace afina::cli
