// The course's forms and tests for whoever shows them.
#pragma once

#include <string_view>

#include "afina/base/json.h"
#include "afina/survey/instruments.h"

namespace afina::survey {

// {"name", "title", "introduction", "items": [{"id", "kind", "prompt", "low", "high",
// "options": [{"id", "text"}]}]}. Tests give neither the right option nor the explanations: see grade().
Json to_json(const Instrument& instrument, Lang lang);
// {"correct": bool, "why": the explanation of what was chosen, "right": the id of the right option}.
Json grade(const Item& item, std::string_view value, Lang lang);

// An embedded file of the course, parsed; std::logic_error where there is none.
Json course_file(std::string_view name);
// A member {"es", "en"}; empty where it is absent.
BilingualText bilingual(const Json& object, const char* key);

}  // namespace afina::survey
