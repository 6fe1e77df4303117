#include "afina/workflow/general_text.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "afina/base/error.h"
#include "afina/base/numbers.h"
#include "afina/models/objective.h"

namespace afina::workflow {

std::string_view general_file(std::string_view name) {
  for (const EmbeddedFile& file : general_files()) {
    if (file.name == name) return file.bytes;
  }
  fail("base.internal", {{"detail", "general text " + std::string(name)}});
}

namespace {

double bits_per_byte(kernels::Context& context, const LoadedModel& loaded, std::string_view text) {
  constexpr int64_t kWindow = 512;  // long enough to know what a text is about
  data::EncoderOptions options = loaded.encoder;
  options.max_length = std::min(kWindow, loaded.model->shape().context);
  const data::Encoder encoder(loaded.tokenizer, data::Task::continuation, options);
  double nats = 0;
  int64_t bytes = 0;
  Graph graph{context};
  for (const data::EncodedRow& row : encoder.encode_running(text)) {
    const models::Sequence sequence{row.ids, row.learned};
    nats += models::batch_loss(graph, *loaded.model, nullptr, {&sequence, 1}).nats[0];
    bytes += row.learned_bytes;
  }
  return nats / std::numbers::ln2 / static_cast<double>(std::max<int64_t>(1, bytes));
}

double change(double before, double after) { return before > 0 ? 100 * (after - before) / before : 0; }

}  // namespace

GeneralText read_general_text(kernels::Context& context, const LoadedModel& loaded) {
  const GeneralText read{bits_per_byte(context, loaded, general_file("es.txt")),
                         bits_per_byte(context, loaded, general_file("en.txt"))};
  const double both[] = {read.spanish, read.english};
  models::refuse_not_finite(both);
  return read;
}

Json forgotten_json(const GeneralText& before, const GeneralText& after) {
  return {{"general_es_before", before.spanish},
          {"general_es_after", after.spanish},
          {"general_en_before", before.english},
          {"general_en_after", after.english}};
}

std::string forgotten_text(const GeneralText& before, const GeneralText& after) {
  auto bits = [](double value) { return decimal(value, 3); };
  auto percent = [](double from, double to) {
    constexpr double kShown = 0.05;  // less is shown as nothing, and without a sign
    const double by = change(from, to);
    return std::abs(by) < kShown ? decimal(0, 1) : decimal(by, 1, true);
  };
  return text("workflow.forgotten", {{"es_before", bits(before.spanish)},
                                     {"es_after", bits(after.spanish)},
                                     {"es_change", percent(before.spanish, after.spanish)},
                                     {"en_before", bits(before.english)},
                                     {"en_after", bits(after.english)},
                                     {"en_change", percent(before.english, after.english)}});
}

}  // namespace afina::workflow
