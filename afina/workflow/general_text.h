// How well a model still reads ordinary text: what a tuning made it forget.
#pragma once

#include <string>
#include <string_view>

#include "afina/base/json.h"
#include "afina/base/thread_pool.h"
#include "afina/workflow/model_source.h"

namespace afina::workflow {

// A file of assets/general, by its name.
std::string_view general_file(std::string_view name);

struct GeneralText {
  double spanish = 0, english = 0;  // bits per byte
};
// Errors: models.not_finite, base.cancelled.
GeneralText read_general_text(kernels::Context& context, const LoadedModel& loaded);

// {"general_es_before": bits per byte, "general_es_after": ..., "general_en_before": ...}
Json forgotten_json(const GeneralText& before, const GeneralText& after);
// One sentence in the person's language.
std::string forgotten_text(const GeneralText& before, const GeneralText& after);

}  // namespace afina::workflow
