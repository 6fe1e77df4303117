// Charts as SVG, with the same in words for who does not see them.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace afina::page {

// A bar for a value, a line for its interval, a dashed one for the threshold; all end where the scale does.
struct Bar {
  double value = 0;
  std::optional<std::pair<double, double>> interval;
  double least = 0, most = 1;  // of the scale
  double threshold = 0;        // none where it is not above `least`
};
// Empty where the value is not a number. `label` is text.
std::string bar_svg(const Bar& bar, std::string_view label);

}  // namespace afina::page
