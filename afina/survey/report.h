// The teacher's report, in the person's language (base/error.h).
#pragma once

#include <string>

#include "afina/survey/analysis.h"

namespace afina::survey {

// One self-contained page without scripts: criteria, what to change first, SUS, learning, notebooks, exercises,
// sections, errors, open answers, how it was computed. Open answers stay text whatever they hold.
std::string report_html(const ClassReport& report);
// A screenful: the criteria and the first things to change.
std::string report_text(const ClassReport& report);

}  // namespace afina::survey
