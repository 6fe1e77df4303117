#include "afina/survey/report_pieces.h"

#include <fmt/format.h>

#include "afina/survey/html.h"

namespace afina::survey {

namespace {

BarScale scale_of(Unit unit, double threshold) {
  if (unit == Unit::score) return {0, 100, threshold};
  if (unit == Unit::rating) return {1, 5, threshold};
  return {0, 1, threshold};
}

}  // namespace

std::string verdict_html(Verdict verdict) {
  return fmt::format("<span class=\"verdict {}\">{}</span>", to_string(verdict), escape_html(verdict_words(verdict)));
}

std::string estimate_bar(const Estimate& estimate, Unit unit, double threshold) {
  std::string label = say("bar", {{"value", written(estimate, unit)}, {"interval", written_interval(estimate, unit)}});
  if (threshold > 0) label += " " + say("bar_wanted", {{"wanted", written(threshold, unit)}});
  return interval_bar(estimate, scale_of(unit, threshold), label);
}

std::string with_interval(const Estimate& estimate, Unit unit) {
  return fmt::format("{}<br><span class=\"small\">{}</span>", written(estimate, unit),
                     written_interval(estimate, unit));
}

}  // namespace afina::survey
