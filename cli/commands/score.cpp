#include <fmt/format.h>

#include "afina/base/json.h"
#include "afina/base/utf8.h"
#include "afina/io/mapped_file.h"
#include "afina/metrics/registry.h"
#include "cli/commands/commands.h"
#include "cli/output.h"

namespace afina::cli {

namespace {

// One text a line; the last line may lack its break.
std::vector<std::string> texts_of(const std::filesystem::path& path) {
  std::vector<std::string> lines;
  std::string all = read_text(path);
  for (std::string_view line : split_lines(all)) {
    if (line.ends_with('\r')) line.remove_suffix(1);
    lines.emplace_back(line);
  }
  return lines;
}

class Score : public Command {
 public:
  std::string_view name() const override { return "score"; }
  std::string_view help(Lang lang) const override {
    return lang == Lang::es ? "Puntúa predicciones contra referencias, una por línea (rouge, chrf, bleu, accuracy…)."
                            : "Scores predictions against references, one a line (rouge, chrf, bleu, accuracy…).";
  }
  std::string_view example() const override { return "afina score rouge --predictions p.txt --references r.txt"; }
  void declare(Arguments& a) override {
    a.positional(&metric_, "METRIC", {"metric", "Medida.", "Metric."});
    a.option(&predictions_, "F", {"predictions", "Archivo con las predicciones.", "File with the predictions."});
    a.option(&references_, "F", {"references", "Archivo con las referencias.", "File with the references."});
  }
  int run(Session& session) override {
    const metrics::MetricEntry& metric = metrics::find_metric(metric_);
    if (predictions_.empty() || references_.empty()) fail("cli.need_predictions");
    auto predictions = texts_of(predictions_), references = texts_of(references_);
    if (predictions.size() != references.size()) {
      fail("cli.unequal_lines",
           {{"predictions", std::to_string(predictions.size())}, {"references", std::to_string(references.size())}});
    }
    if (predictions.empty()) fail("data.empty_file", {{"place", predictions_.string()}});
    Json scores = metric.score(predictions, references);
    if (session.json) {
      print_json(scores);
      return kDone;
    }
    for (const auto& [name, s] : scores.items()) {
      print("{:16} {:.5f}", name, s.at("value").get<double>());
      if (s.contains("low")) print("   [{:.5f}, {:.5f}]", s.at("low").get<double>(), s.at("high").get<double>());
      print("\n");
    }
    return kDone;
  }

 private:
  std::string metric_;
  std::filesystem::path predictions_, references_;
};

}  // namespace

std::unique_ptr<Command> make_score() { return std::make_unique<Score>(); }

}  // namespace afina::cli
