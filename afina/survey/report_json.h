// The teacher's report as figures, the same in every language.
#pragma once

#include "afina/base/json.h"
#include "afina/survey/analysis.h"

namespace afina::survey {

// An estimate is {"value", "low", "high", "n"}, null where there is none; shares are of 1.
Json to_json(const ClassReport& report);

}  // namespace afina::survey
