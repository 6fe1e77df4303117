// Ordinary text among the rows of a task, so that adapters keep what their base knows: rehearsal (Robins 1995), for
// language models Ibrahim et al. 2024, "Simple and Scalable Strategies to Continually Pre-train Large Language Models".
#pragma once

#include <span>
#include <vector>

#include "afina/data/encode.h"
#include "afina/workflow/model_source.h"

namespace afina::workflow {

// Rows of the program's own texts (assets/general), in Spanish and English by turns and around again, as near to
// `share` of the tokens of all rows as whole texts come. Each is learned whole, and none says that it ends.
std::vector<data::EncodedRow> replay_rows(const LoadedModel& loaded, std::span<const data::EncodedRow> rows,
                                          double share, int64_t max_length);

}  // namespace afina::workflow
