#include <fmt/format.h>

#include "afina/base/utf8.h"
#include "afina/survey/report.h"
#include "afina/survey/report_words.h"

namespace afina::survey {

namespace {

constexpr size_t kChangesShown = 3;

std::string padded(std::string text, size_t width) {
  const size_t taken = display_width(text);
  if (taken < width) text.append(width - taken, ' ');
  return text;
}

}  // namespace

std::string report_text(const ClassReport& report) {
  std::string out = say("people", {{"people", std::to_string(report.people)},
                                   {"first", report.first_at ? written_day(report.first_at) : "—"},
                                   {"last", report.last_at ? written_day(report.last_at) : "—"}}) +
                    "\n";
  if (report.generated > 0) {
    out +=
        say("generated", {{"generated", std::to_string(report.generated)}, {"people", std::to_string(report.people)}}) +
        "\n";
  }
  out += "\n";
  for (const Criterion& criterion : report.criteria) {
    const Unit unit = unit_of(criterion);
    std::string line = fmt::format(
        "{} {} {}  {} (n = {})", padded(verdict_words(criterion.verdict), 16), padded(criterion_name(criterion), 44),
        padded(say("at_least", {{"wanted", written(criterion.threshold, unit)}}), 14),
        criterion.estimate.interval
            ? fmt::format("{} [{}]", written(criterion.estimate, unit), written_interval(criterion.estimate, unit))
            : written(criterion.estimate, unit),
        criterion.estimate.n);
    out += line + "\n";
    if (const std::string counts = count_words(criterion); !counts.empty()) out += std::string(17, ' ') + counts + "\n";
  }
  if (report.changes.empty()) return out + "\n" + say("no_changes") + "\n";
  out += "\n" + say("heading_changes") + "\n";
  for (size_t i = 0; i < report.changes.size() && i < kChangesShown; ++i)
    out += fmt::format("  {}. {} {}\n", i + 1, change_finding(report.changes[i]), change_advice(report.changes[i]));
  return out;
}

}  // namespace afina::survey
