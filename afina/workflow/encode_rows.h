// Rows of a data set as tuning, the preview and the evaluation read them.
#pragma once

#include <cstdint>
#include <vector>

#include "afina/base/error.h"
#include "afina/data/dataset.h"
#include "afina/data/encode.h"
#include "afina/workflow/model_source.h"

namespace afina::workflow {

// The encoder of a model for a task: rows of at most `max_length` tokens, and never more than the model's context.
// What is asked before a text is the model's own where it is a run, else `instruction`.
data::Encoder make_encoder(const LoadedModel& loaded, data::Task task, int64_t max_length,
                           const std::string& instruction);

// The tokens that end an answer of a model.
std::vector<int32_t> stop_ids(const LoadedModel& loaded);

// A row that nothing can be learned from, with the reason.
struct RefusedRow {
  int64_t place = 0;  // in the source
  Error reason;       // data.answer_too_long or data.nothing_to_learn
};

struct EncodedRows {
  std::vector<data::EncodedRow> rows;
  std::vector<int64_t> examples;    // of each row, its example in the data set; -1 for a window of running text
  int64_t cut_rows = 0;             // rows of which a part did not fit
  std::vector<RefusedRow> refused;  // left out
};

// The rows named by `indices`; running text becomes windows.
EncodedRows encode_rows(const data::Encoder& encoder, const data::Dataset& dataset,
                        const std::vector<int64_t>& indices);

}  // namespace afina::workflow
