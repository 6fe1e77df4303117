#include "afina/page/chart.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "afina/page/html.h"

namespace afina::page {

namespace {

constexpr double kBarWidth = 150, kBarHeight = 18;

}  // namespace

std::string bar_svg(const Bar& bar, std::string_view label) {
  if (!std::isfinite(bar.value)) return "";
  auto x = [&](double value) { return kBarWidth * std::clamp((value - bar.least) / (bar.most - bar.least), 0.0, 1.0); };
  const double middle = kBarHeight / 2;
  std::string svg = fmt::format(
      "<svg role=\"img\" aria-label=\"{0}\" width=\"{1}\" height=\"{2}\" viewBox=\"0 0 {1} {2}\"><title>{0}</title>"
      "<rect x=\"0.5\" y=\"3.5\" width=\"{3}\" height=\"{4}\" fill=\"none\" stroke=\"#767676\"/>"
      "<rect x=\"0.5\" y=\"3.5\" width=\"{5:.1f}\" height=\"{4}\" fill=\"#9fb8d8\"/>",
      escape_html(label), kBarWidth, kBarHeight, kBarWidth - 1, kBarHeight - 7, x(bar.value));
  if (bar.interval) {
    svg += fmt::format(
        "<path d=\"M{0:.1f} {2} H{1:.1f} M{0:.1f} {3} V{4} M{1:.1f} {3} V{4}\" stroke=\"#1b1b1b\" stroke-width=\"2\"/>",
        x(bar.interval->first), x(bar.interval->second), middle, middle - 4, middle + 4);
  }
  if (bar.threshold > bar.least) {
    svg += fmt::format("<path d=\"M{0:.1f} 0 V{1}\" stroke=\"#7d1010\" stroke-width=\"2\" stroke-dasharray=\"3 2\"/>",
                       x(bar.threshold), kBarHeight);
  }
  return svg + "</svg>";
}

}  // namespace afina::page
