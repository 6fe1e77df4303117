#include "afina/workflow/encode_rows.h"

#include "afina/base/error.h"

namespace afina::workflow {

EncodedRows encode_rows(const data::Encoder& encoder, const data::Dataset& dataset,
                        const std::vector<int64_t>& indices) {
  EncodedRows encoded;
  if (dataset.running_text) {
    encoded.rows = encoder.encode_running(data::running_text(dataset, indices));
    return encoded;
  }
  for (int64_t index : indices) {
    const data::Example& example = dataset.examples[static_cast<size_t>(index)];
    if (dataset.task == data::Task::continuation) {
      for (auto& row : encoder.encode_running(example.input)) encoded.rows.push_back(std::move(row));
      continue;
    }
    try {
      data::EncodedRow row = encoder.encode(example, dataset.labels);
      encoded.cut_rows += row.cut_tokens > 0;
      encoded.rows.push_back(std::move(row));
    } catch (const Error& error) {
      // Such a row is counted and said; every other error is the caller's.
      if (error.code() != "data.answer_too_long") throw;
      ++encoded.refused_rows;
    }
  }
  return encoded;
}

}  // namespace afina::workflow
