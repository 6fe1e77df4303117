// HTML that several sections share.
#pragma once

#include <string>

#include "afina/survey/analysis.h"
#include "afina/survey/report_words.h"

namespace afina::survey {

std::string verdict_html(Verdict verdict);
// The bar of an estimate on its unit's scale, with the threshold where there is one, and all of it in words.
std::string estimate_bar(const Estimate& estimate, Unit unit, double threshold = 0);
// Value, and its interval on a line below.
std::string with_interval(const Estimate& estimate, Unit unit);

}  // namespace afina::survey
