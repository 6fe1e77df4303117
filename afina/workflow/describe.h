// What the workflow knows, as JSON for front ends that are not C++.
#pragma once

#include "afina/base/json.h"
#include "afina/workflow/workflow.h"

namespace afina::workflow {

// A data set as it was understood: task, columns, examples, rows of each label and of each part, what was left out.
Json to_json(const PreparedData& data);
// Each sentence of a summary and where it comes from: `begin` and `end` are code points of the document; `sentence` and
// `paragraph`, counted from 1; `source`, the same in words. Where a model wrote also `supported` (true), `section`,
// `quoted` (it is the document's own sentence), `overlap` and `source_sentence`, that sentence's text.
Json sentences_json(const Summary& summary);
// Each sentence as a model wrote it, in order: the same fields, of the nearest sentence of the document (null where
// none is near), `supported` (it rests on that sentence) and `unfinished`. Empty where no model wrote.
Json draft_json(const Summary& summary);
// In words, where a sentence comes from.
std::string source_of(const summarisation::SummarySentence& sentence);
std::string source_of(const summarisation::DraftSentence& sentence);
// run.json of a run folder, with its `curve` and its path. Errors: those of load_manifest (run_folder.h).
Json describe_run(const std::filesystem::path& run);
// What was understood of the data that a run was tuned on. Errors: workflow.data_changed.
std::string describe_data_of_run(const std::filesystem::path& run);

}  // namespace afina::workflow
