// Commands whose parts do not exist yet: they say so and end 1, rather than half-work.
#include "cli/commands/commands.h"

namespace afina::cli {

namespace {

class Later : public Command {
 public:
  explicit Later(std::string name) : name_(std::move(name)) {}
  std::string_view name() const override { return name_; }
  std::string_view help(Lang lang) const override {
    return lang == Lang::es ? "Todavía no existe en esta versión." : "Does not exist in this version yet.";
  }
  bool hidden() const override { return true; }
  void declare(Arguments& a) override { a.positional(&ignored_, "…", {"rest", "Se ignora.", "Ignored."}, false); }
  int run(Session&) override { fail("cli.later", {{"part", "afina " + name_}}); }

 private:
  std::string name_;
  std::vector<std::string> ignored_;
};

}  // namespace

std::vector<std::unique_ptr<Command>> later_commands() {
  std::vector<std::unique_ptr<Command>> all;
  for (const char* name : {"doctor", "plan", "sweep", "report", "export", "serve"}) {
    all.push_back(std::make_unique<Later>(name));
  }
  return all;
}

}  // namespace afina::cli
