#include <fmt/format.h>

#include "afina/base/json.h"
#include "afina/base/utf8.h"
#include "afina/io/mapped_file.h"
#include "afina/workflow/workflow.h"
#include "cli/commands/commands.h"
#include "cli/output.h"

namespace afina::cli {

namespace {

constexpr size_t kShownLabels = 3;

std::vector<std::string> lines_of(const std::string& content) {
  std::vector<std::string> lines;
  for (std::string_view line : split_lines(content)) {
    if (!trim(line).empty()) lines.emplace_back(trim(line));
  }
  return lines;
}

class Classify : public Command {
 public:
  std::string_view name() const override { return "classify"; }
  std::string_view help(Lang lang) const override {
    return lang == Lang::es ? "Dice a qué categoría pertenece un texto, o cada línea de un archivo."
                            : "Says which category a text, or each line of a file, belongs to.";
  }
  std::string_view example() const override {
    return "afina classify ejecuciones/quejas --text \"La farola de mi calle lleva un mes apagada\"";
  }
  void declare(Arguments& a) override {
    a.positional(&run_, "RUN", {"run", "Carpeta de una ejecución que clasifica.", "Folder of a run that classifies."});
    a.option(&text_, "TEXT", {"text", "Texto que clasificar.", "Text to classify."});
    a.option(&file_, "FILE", {"file", "Archivo con un texto por línea.", "File with one text a line."});
  }
  int run(Session& session) override {
    std::vector<std::string> texts = file_.empty() ? std::vector<std::string>{text_} : lines_of(read_text(file_));
    if (texts.empty() || (file_.empty() && trim(text_).empty())) fail("cli.need_text");
    for (const workflow::Classified& c : workflow::classify(run_, texts, session.threads)) {
      if (session.json) {
        Json labels = Json::array();
        for (const auto& [label, p] : c.labels) labels.push_back({{"label", label}, {"probability", p}});
        print_json({{"text", c.text}, {"label", c.labels.front().first}, {"labels", labels}});
        continue;
      }
      std::string likely;
      for (size_t i = 0; i < std::min(kShownLabels, c.labels.size()); ++i) {
        likely += fmt::format("{}{} ({:.0f} %)", i ? ", " : "", c.labels[i].first, 100 * c.labels[i].second);
      }
      if (texts.size() > 1)
        print("{}\t{}\n", likely, c.text);
      else
        print("{}\n", likely);
    }
    return kDone;
  }

 private:
  std::string run_, text_;
  std::filesystem::path file_;
};

}  // namespace

std::unique_ptr<Command> make_classify() { return std::make_unique<Classify>(); }

}  // namespace afina::cli
