#include "afina/evaluation/rows.h"

#include <algorithm>
#include <chrono>

#include "afina/base/error.h"
#include "afina/base/random.h"
#include "afina/base/utf8.h"

namespace afina::evaluation {

namespace {

constexpr size_t kLeastStretchBytes = 60;  // a shorter one has no halves worth showing
constexpr size_t kStretchBytes = 240;      // passages (single verses, say) are joined up to here

double now() { return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count(); }

std::string stretch_from(const HeldOut& held_out, size_t position) {
  const auto& test = held_out.split.test;
  std::string stretch;
  for (; position < test.size() && stretch.size() < kStretchBytes; ++position) {
    stretch += held_out.dataset.examples[static_cast<size_t>(test[position])].input;
  }
  return stretch;
}

}  // namespace

std::vector<data::EncodedRow> encode_part(const HeldOut& held_out, const std::vector<int64_t>& part) {
  if (held_out.dataset.running_text) {
    return held_out.encoder.encode_running(data::running_text(held_out.dataset, part));
  }
  std::vector<data::EncodedRow> rows;
  rows.reserve(part.size());
  for (int64_t index : part) {
    const data::Example& example = held_out.dataset.examples[static_cast<size_t>(index)];
    rows.push_back(held_out.encoder.try_encode(example, held_out.dataset.labels).value_or(data::EncodedRow{}));
  }
  return rows;
}

std::vector<std::vector<size_t>> batches_of(const std::vector<data::EncodedRow>& rows) {
  std::vector<std::vector<size_t>> batches;
  int64_t tokens = 0;
  for (size_t i = 0; i < rows.size(); ++i) {
    const auto length = static_cast<int64_t>(rows[i].ids.size());
    if (length == 0) continue;
    if (batches.empty() || tokens + length > kBatchTokens) {
      batches.emplace_back();
      tokens = 0;
    }
    batches.back().push_back(i);
    tokens += length;
  }
  return batches;
}

std::vector<int32_t> true_labels(const HeldOut& held_out) {
  const auto& labels = held_out.dataset.labels;
  std::vector<int32_t> truth;
  for (int64_t index : held_out.split.test) {
    auto found = std::ranges::find(labels, held_out.dataset.examples[static_cast<size_t>(index)].target);
    truth.push_back(found == labels.end() ? -1 : static_cast<int32_t>(found - labels.begin()));
  }
  return truth;
}

Halves halves_from(const HeldOut& held_out, int64_t position) {
  const std::string stretch = stretch_from(held_out, static_cast<size_t>(position));
  std::string_view text = trim(stretch);
  size_t cut = std::min(text.size(), kStretchBytes) / 2;
  while (cut < text.size() && text[cut] != ' ' && text[cut] != '\n') ++cut;
  return {std::string(text.substr(0, cut)), std::string(text.substr(cut))};
}

std::vector<int64_t> rows_to_generate(const HeldOut& held_out, const EvaluationOptions& options) {
  if (held_out.dataset.task == data::Task::classify) return {};
  const bool running = held_out.dataset.running_text;
  std::vector<int64_t> positions;
  for (size_t i = 0; i < held_out.split.test.size(); ++i) {
    if (!running || stretch_from(held_out, i).size() >= kLeastStretchBytes)
      positions.push_back(static_cast<int64_t>(i));
  }
  Random random(random_key({static_cast<uint64_t>(options.seed), 0x67656e}));
  random.shuffle(positions);
  const int64_t most = running ? std::min(options.examples, options.max_generated_rows) : options.max_generated_rows;
  if (static_cast<int64_t>(positions.size()) > most) positions.resize(static_cast<size_t>(std::max<int64_t>(0, most)));
  return positions;
}

Steps::Steps(std::string_view stage, int64_t total, const Control& control)
    : stage_(stage), total_(total), begin_(now()), control_(control) {
  if (control_.cancelled()) fail("evaluation.cancelled");
}

void Steps::advance(int64_t steps) {
  done_ += steps;
  const double left =
      (now() - begin_) / static_cast<double>(std::max<int64_t>(1, done_)) * static_cast<double>(total_ - done_);
  control_.progress({.stage = stage_, .done = done_, .total = total_, .seconds_left = left});
  if (control_.cancelled()) fail("evaluation.cancelled");
}

}  // namespace afina::evaluation
