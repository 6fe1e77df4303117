#include "afina/survey/report_pieces.h"

#include <fmt/format.h>

#include "afina/page/chart.h"
#include "afina/page/html.h"

namespace afina::survey {

std::string verdict_html(Verdict verdict) {
  return fmt::format("<span class=\"verdict {}\">{}</span>", to_string(verdict),
                     page::escape_html(verdict_words(verdict)));
}

std::string estimate_bar(const Estimate& estimate, Unit unit, double threshold) {
  std::string label = say("bar", {{"value", written(estimate, unit)}, {"interval", written_interval(estimate, unit)}});
  if (threshold > 0) label += " " + say("bar_wanted", {{"wanted", written(threshold, unit)}});
  const Interval scale = scale_of(unit);
  page::Bar bar{estimate.value, std::nullopt, scale.low, scale.high, threshold};
  if (estimate.interval) bar.interval = {estimate.interval->low, estimate.interval->high};
  return page::bar_svg(bar, label);
}

std::string with_interval(const Estimate& estimate, Unit unit) {
  return fmt::format("{}<br><span class=\"small\">{}</span>", written(estimate, unit),
                     written_interval(estimate, unit));
}

}  // namespace afina::survey
