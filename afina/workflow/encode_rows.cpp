#include "afina/workflow/encode_rows.h"

#include <algorithm>

#include "afina/base/stop.h"

namespace afina::workflow {

data::Encoder make_encoder(const LoadedModel& loaded, data::Task task, int64_t max_length,
                           const std::string& instruction) {
  data::EncoderOptions options = loaded.encoder;
  options.max_length = std::min(max_length, loaded.model->shape().context);
  if (loaded.kind != SourceKind::run && options.form.instruction.empty()) options.form.instruction = instruction;
  return {loaded.tokenizer, task, options};
}

std::vector<int32_t> stop_ids(const LoadedModel& loaded) {
  return data::Encoder(loaded.tokenizer, data::Task::instruct, loaded.encoder).stop_ids();
}

EncodedRows encode_rows(const data::Encoder& encoder, const data::Dataset& dataset,
                        const std::vector<int64_t>& indices) {
  EncodedRows encoded;
  auto add = [&](data::EncodedRow row, int64_t example) {
    encoded.cut_rows += row.cut_tokens > 0;
    encoded.rows.push_back(std::move(row));
    encoded.examples.push_back(example);
  };
  if (dataset.running_text) {
    for (auto& row : encoder.encode_running(data::running_text(dataset, indices))) add(std::move(row), -1);
    return encoded;
  }
  for (int64_t index : indices) {
    check_stop();
    const data::Example& example = dataset.examples[static_cast<size_t>(index)];
    try {
      add(encoder.encode(example, dataset.labels), index);
    } catch (const Error& error) {
      // What is wrong with one row is the caller's to count; every other error ends the work.
      if (!data::is_about_a_row(error)) throw;
      encoded.refused.push_back({example.place, error});
    }
  }
  return encoded;
}

}  // namespace afina::workflow
