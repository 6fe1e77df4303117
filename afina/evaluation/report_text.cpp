// The report as plain text that somebody without training can read.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "afina/base/error.h"
#include "afina/base/numbers.h"
#include "afina/base/one_line.h"
#include "afina/base/utf8.h"
#include "afina/evaluation/evaluate.h"

namespace afina::evaluation {

namespace {

constexpr size_t kShownConfusions = 10;
constexpr size_t kShownCharacters = 300;
constexpr size_t kShownLabelCharacters = 40;

std::string pad(const std::string& s, size_t width) {
  const size_t have = display_width(s);
  return have < width ? s + std::string(width - have, ' ') : s;
}

bool is_share(const std::string& metric) {
  return metric != "bits_per_byte" && metric != "perplexity" && metric != "chrf";
}

// "84.2 (79.6–88.3)"; shares of one are said in percent.
std::string cell(const Score& s) {
  if (is_share(s.name))
    return fmt::format("{} % ({}–{})", decimal(100 * s.value, 1), decimal(100 * s.interval.low, 1),
                       decimal(100 * s.interval.high, 1));
  const int digits = s.name == "bits_per_byte" ? 3 : 1;
  return fmt::format("{} ({}–{})", decimal(s.value, digits), decimal(s.interval.low, digits),
                     decimal(s.interval.high, digits));
}

// The catalogue key of a metric: "rougeL-unicode" is rougel_unicode there.
std::string key_of(std::string_view prefix, const std::string& metric) {
  std::string key = to_lower(metric);
  std::ranges::replace(key, '-', '_');
  return std::string(prefix) + key;
}

std::string name_of(const Outcome& outcome) { return text("evaluation.name_" + outcome.name); }

std::vector<std::string> metric_names(const Report& report) {
  std::vector<std::string> names;
  for (const Report::Entry& entry : report.entries) {
    for (const Score& s : entry.scores) {
      if (std::ranges::find(names, s.name) == names.end()) names.push_back(s.name);
    }
  }
  return names;
}

const Score* find_score(const Report::Entry& entry, const std::string& name) {
  auto found = std::ranges::find(entry.scores, name, &Score::name);
  return found == entry.scores.end() ? nullptr : &*found;
}

// Rows are contestants; scores that do not fit beside one another go into a further table.
std::string score_table(const Report& report, size_t columns) {
  size_t name_width = 0;
  for (const Report::Entry& e : report.entries) name_width = std::max(name_width, display_width(name_of(e.outcome)));
  std::vector<std::vector<std::string>> blocks;  // lines of each column, heading first
  for (const std::string& metric : metric_names(report)) {
    std::vector<std::string> column{text(key_of("evaluation.score_", metric))};
    for (const Report::Entry& e : report.entries) {
      const Score* score = find_score(e, metric);
      column.push_back(score ? cell(*score) : "·");
    }
    size_t width = 0;
    for (const std::string& s : column) width = std::max(width, display_width(s));
    for (std::string& s : column) s = pad(s, width);
    blocks.push_back(std::move(column));
  }
  std::string out;
  for (size_t first = 0; first < blocks.size();) {
    size_t last = first, width = name_width;
    while (last < blocks.size() && (last == first || width + 2 + display_width(blocks[last][0]) <= columns)) {
      width += 2 + display_width(blocks[last++][0]);
    }
    for (size_t line = 0; line <= report.entries.size(); ++line) {
      std::string row = pad(line == 0 ? "" : name_of(report.entries[line - 1].outcome), name_width);
      for (size_t b = first; b < last; ++b) row += "  " + blocks[b][line];
      row.erase(row.find_last_not_of(' ') + 1);
      out += row + "\n";
    }
    out += "\n";
    first = last;
  }
  return out;
}

std::string details(const Report& report) {
  std::string out;
  for (const Report::Entry& e : report.entries) {
    if (!e.outcome.detail.empty()) out += fmt::format("{}: {}\n", name_of(e.outcome), e.outcome.detail);
  }
  return out;
}

struct Confusion {
  int64_t rows;
  size_t truth, predicted;
};

std::string confusions(const metrics::ClassificationScores& scores) {
  std::vector<Confusion> all;
  for (size_t t = 0; t < scores.confusion.size(); ++t) {
    for (size_t p = 0; p < scores.confusion[t].size(); ++p) {
      if (t != p && scores.confusion[t][p] > 0) all.push_back({scores.confusion[t][p], t, p});
    }
  }
  if (all.empty()) return {};
  std::ranges::stable_sort(all, [](const Confusion& a, const Confusion& b) { return a.rows > b.rows; });
  if (all.size() > kShownConfusions) all.resize(kShownConfusions);
  std::string out = text("evaluation.confusions_title") + "\n";
  for (const Confusion& c : all) {
    out += "  " +
           text("evaluation.confusion",
                {{"rows", std::to_string(c.rows)},
                 {"truth", one_line(scores.classes[c.truth].label, kShownLabelCharacters)},
                 {"predicted", one_line(scores.classes[c.predicted].label, kShownLabelCharacters)}}) +
           "\n";
  }
  return out + "\n";
}

std::string examples(const Report& report) {
  if (report.examples.empty()) return {};
  const bool compared = report.entries.size() > 1 && report.entries[0].outcome.name == "before";
  std::vector<std::string> names{text("evaluation.example_target"), text("evaluation.name_before"),
                                 text(compared ? "evaluation.name_after" : "evaluation.name_model")};
  size_t width = 0;
  for (const std::string& name : names) width = std::max(width, display_width(name));
  std::string out = text("evaluation.examples_title") + "\n";
  for (const ExampleOutput& e : report.examples) {
    out += "  «" + one_line(e.input, kShownCharacters) + "»\n";
    out += "    " + pad(names[0], width) + "  " + one_line(e.target, kShownCharacters) + "\n";
    if (compared) out += "    " + pad(names[1], width) + "  " + one_line(e.before, kShownCharacters) + "\n";
    out += "    " + pad(names[2], width) + "  " + one_line(e.after, kShownCharacters) + "\n";
  }
  return out + "\n";
}

// A value and the ends of a difference, as the sentence for this metric says them.
struct Numbers {
  std::string value, against, low, high;
};

Numbers numbers_of(const Comparison& c) {
  double scale = c.metric == "bits_per_byte" ? 1 : 100;
  int digits = c.metric == "bits_per_byte" ? 3 : c.metric == "accuracy" ? 0 : 1;
  // Scores less than two in a hundred apart need the decimal to be told apart.
  if (c.metric == "accuracy" && std::abs(c.difference) < 0.02) digits = 1;
  auto say = [&](double x) { return decimal(scale * x, digits); };
  auto signed_say = [&](double x) { return decimal(scale * x, std::max(digits, 1), true); };
  return {say(c.value), say(c.against_value), signed_say(c.interval.low), signed_say(c.interval.high)};
}

}  // namespace

std::string verdict_sentence(const Report& report, const Comparison& comparison) {
  const Numbers n = numbers_of(comparison);
  const char* unit = report.running_text ? "evaluation.unit_windows" : "evaluation.unit_rows";
  const TextArgs counted{{"rows", std::to_string(comparison.rows)}};
  const std::string values = text(key_of("evaluation.values_", comparison.metric),
                                  {{"value", n.value}, {"against", n.against}, {"low", n.low}, {"high", n.high}});
  const char* verdict = comparison.verdict == metrics::Verdict::better  ? "evaluation.verdict_better"
                        : comparison.verdict == metrics::Verdict::worse ? "evaluation.verdict_worse"
                                                                        : "evaluation.verdict_none";
  return text(verdict, {{"against", text("evaluation.against_" + comparison.against)},
                        {"rows", text(unit, counted)},
                        {"values", values}});
}

std::string to_text(const Report& report, int columns) {
  const auto width = static_cast<size_t>(std::max(columns, 40));
  std::string out = text(report.running_text ? "evaluation.title_running" : "evaluation.title",
                         {{"rows", std::to_string(report.rows)}, {"bytes", std::to_string(report.bytes)}}) +
                    "\n";
  for (const std::string& note : report.notes) out += note + "\n";
  out += "\n" + score_table(report, width);
  out += text("evaluation.interval_note") + "\n";
  if (report.task != data::Task::classify) {
    out += text("evaluation.bits_note") + "\n";
    if (report.generated_rows > 0 && !report.running_text) {
      out += text("evaluation.answers_note", {{"rows", std::to_string(report.generated_rows)}}) + "\n";
    }
  }
  out += details(report) + "\n";
  if (!report.comparisons.empty()) {
    out += text("evaluation.verdict_title") + "\n";
    for (const Comparison& c : report.comparisons) out += "  · " + verdict_sentence(report, c) + "\n";
    out += "\n";
  }
  if (report.classification) out += confusions(*report.classification);
  return out + examples(report);
}

}  // namespace afina::evaluation
