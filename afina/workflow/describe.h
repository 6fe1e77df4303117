// What the workflow knows, as JSON for front ends that are not C++.
#pragma once

#include "afina/base/json.h"
#include "afina/workflow/workflow.h"

namespace afina::workflow {

// A data set as it was understood: task, columns, examples, rows of each label and of each part, what was left out.
Json to_json(const PreparedData& data);
// Each sentence of a summary and where it comes from: `begin` and `end` are code points of the document, null where
// the sentence rests on no part of it; `sentence`, `paragraph` or `section`, counted from 1; `source`, the same in
// words.
Json sentences_json(const Summary& summary);
// run.json of a run folder, with its `curve` and its path. Errors: workflow.not_a_run, workflow.damaged_run.
Json describe_run(const std::filesystem::path& run);
// What was understood of the data that a run was tuned on. Errors: workflow.data_changed.
std::string describe_data_of_run(const std::filesystem::path& run);

}  // namespace afina::workflow
