#include "afina/tuning/memory.h"

#include <algorithm>
#include <numeric>

#include "afina/base/error.h"
#include "afina/base/memory.h"
#include "afina/base/system_memory.h"
#include "afina/tuning/batches.h"

namespace afina::tuning {

using models::PassSize;
using models::tensor_bytes;

namespace {

// Values of what learns beside the model, and what it leaves on the tape.
struct Added {
  uint64_t values = 0, kept = 0;
};

Added added_by(const Learning& learning, int64_t tokens) {
  Added added;
  const models::ModelShape& shape = learning.model.shape();
  if (learning.labels > 0) added.values += tensor_bytes(learning.labels, shape.channels);
  if (!learning.lora) return added;
  for (const models::Linear* linear : learning.model.linears()) {
    if (!models::adapts(*learning.lora, linear->name)) continue;
    added.values += tensor_bytes(learning.lora->rank, linear->in()) + tensor_bytes(linear->out(), learning.lora->rank);
    added.kept += tensor_bytes(tokens, learning.lora->rank);
  }
  return added;
}

uint64_t block_kept(const models::ModelShape& shape, int64_t tokens) {
  uint64_t bytes = 0;
  for (int64_t columns : shape.kept) bytes += tensor_bytes(tokens, columns);
  return bytes;
}

// Of the loss while it is computed: gathered rows, their gradients, a chunk of logits.
uint64_t loss_bytes(const models::ModelShape& shape, const PassSize& pass) {
  return 2 * tensor_bytes(pass.predicted, shape.channels) + models::loss_chunk_bytes(shape, pass.predicted) +
         3 * tensor_bytes(pass.asked, shape.channels);
}

}  // namespace

TrainingMemory estimate_training(const Learning& learning, uint64_t owned, const PassSize& step,
                                 const PassSize& evaluation) {
  models::ModelShape shape = learning.model.shape();
  const bool full = !learning.lora;
  if (full) shape.panel = 0;  // floats before the first pass
  const Added added = added_by(learning, step.tokens);
  TrainingMemory m;
  uint64_t learning_values = added.values;
  m.weights = owned;
  if (full) {
    uint64_t copied = 0;
    for (const models::Parameter& p : learning.model.parameters()) {
      const uint64_t bytes = tensor_bytes(p.weight->rows(), p.weight->cols());
      learning_values += bytes;
      if (p.weight->packed() || p.weight->borrowed()) copied += bytes;
    }
    m.weights = std::max(owned, copied);
  }
  m.learned = added.values;
  m.moments = 2 * learning_values;
  m.gradients = learning_values;

  const uint64_t row = tensor_bytes(step.tokens, shape.channels), block = block_kept(shape, step.tokens);
  m.activations = static_cast<uint64_t>(shape.layers) * block + added.kept;
  const uint64_t head_gradient = full && step.predicted > 0 ? tensor_bytes(shape.vocabulary, shape.channels) : 0;
  const uint64_t loss = 2 * row + loss_bytes(shape, step) + head_gradient;
  // A block's gated product, its gradient and those of its two factors or of a copy with dropout.
  const uint64_t block_backward = 2 * row + 3 * tensor_bytes(step.tokens, shape.intermediate);
  m.working = std::max(loss, block_backward + head_gradient) + tensor_bytes(1, shape.panel);
  m.evaluation = models::inference_bytes(shape, evaluation);

  // As the backward pass walks down, each block's activations go and the gradients of its weights come.
  const uint64_t at_top = m.activations + m.working + (learning.accumulates ? m.gradients : 0);
  const uint64_t at_bottom = m.gradients + block + block_backward + tensor_bytes(1, shape.panel);
  m.peak = m.weights + m.learned + m.moments + std::max({at_top, at_bottom, m.evaluation});
  return m;
}

namespace {

constexpr int64_t kLeastLength = 8;
constexpr uint64_t kAside = 16 << 20;    // rows of data, libraries' scratch
constexpr int64_t kEvaluationRows = 32;  // of a pass over the validation part (trainer.cpp)

PassSize size_of(const TrainingRows& rows, const std::vector<int32_t>& batch, const TuneOptions& options,
                 bool classifies) {
  PassSize pass;
  double tokens = 0;
  for (int32_t index : batch) {
    const data::EncodedRow& row = rows.train[static_cast<size_t>(index)];
    double length = static_cast<double>(row.ids.size());
    if (classifies) length -= options.token_dropout * static_cast<double>(row.text_end - row.text_begin);
    tokens += length;
    if (!classifies) pass.predicted += std::count(row.learned.begin(), row.learned.end(), 1);
  }
  pass.tokens = static_cast<int64_t>(tokens);
  if (!classifies) return pass;
  pass.asked = options.target_replication > 0 ? pass.tokens : static_cast<int64_t>(batch.size());
  pass.predicted = options.language_weight > 0 ? pass.tokens : 0;
  return pass;
}

// A pass over `tokens` tokens in the proportions of another.
PassSize scaled(const PassSize& pass, int64_t tokens) {
  const double share = static_cast<double>(tokens) / static_cast<double>(std::max<int64_t>(1, pass.tokens));
  auto part = [&](int64_t n) { return static_cast<int64_t>(share * static_cast<double>(n) + 0.5); };
  return {tokens, part(pass.predicted), part(pass.asked)};
}

// The largest n in [1, most] for which fits(n), given that smaller ones fit wherever a larger one does; 0 for none.
template <class Fits>
int64_t largest(int64_t most, const Fits& fits) {
  int64_t least = 0;
  while (least < most) {
    const int64_t middle = least + (most - least + 1) / 2;
    if (fits(middle)) {
      least = middle;
    } else {
      most = middle - 1;
    }
  }
  return least;
}

// The peak of a step that the trainer cuts into passes (models::tokens_at_once).
uint64_t peak_of(Learning learning, uint64_t owned, const PassSize& step, int64_t longest, const PassSize& evaluation) {
  const int64_t most = std::max(models::tokens_at_once(learning.model.shape()), longest);
  if (step.tokens <= most) return estimate_training(learning, owned, step, evaluation).peak;
  learning.accumulates = true;
  return estimate_training(learning, owned, scaled(step, most), evaluation).peak;
}

// What the person may change, in words: the largest batch that fits, else the longest row, else another way.
std::string remedy(const Learning& learning, uint64_t owned, const Workload& work, uint64_t free) {
  // What is advised must run, so with room for what nobody counts.
  auto fits = [&](int64_t tokens, const PassSize& evaluation) {
    const int64_t longest = std::min(work.longest, tokens);
    const uint64_t peak = peak_of(learning, owned, scaled(work.step, tokens), longest, evaluation);
    return peak + peak / 32 + kAside <= free;
  };
  const int64_t batch =
      largest(work.batch - 1, [&](int64_t n) { return fits(work.tokens_of_rows(n), work.evaluation); });
  if (batch > 0) return text("tuning.memory_batch", {{"batch", std::to_string(batch)}});
  const int64_t length = largest(work.longest, [&](int64_t n) {
    return fits(n, scaled(work.evaluation, std::min(work.evaluation.tokens, kEvaluationRows * n)));
  });
  if (length >= kLeastLength) return text("tuning.memory_length", {{"length", std::to_string(length)}});
  return text(learning.lora ? "tuning.memory_model" : "tuning.memory_lora");
}

std::string megabytes(uint64_t bytes) { return std::to_string((bytes >> 20) + 1); }

}  // namespace

Workload workload_of(const TrainingRows& rows, const TuneOptions& options, bool classifies) {
  Workload work;
  const auto batches =
      make_batches(rows.train, options.batch_size, options.batch_tokens, static_cast<uint64_t>(options.seed), 0);
  // Of the first pass over the data, as far as the run gets: what will certainly be done.
  const auto count = static_cast<double>(batches.size());
  const double seen = static_cast<double>(options.max_steps) * static_cast<double>(options.accumulate);
  for (size_t i = 0; i < static_cast<size_t>(std::clamp(seen, std::min(1.0, count), count)); ++i) {
    const PassSize pass = size_of(rows, batches[i], options, classifies);
    if (pass.tokens > work.step.tokens) work.step = pass;
    work.batch = std::max(work.batch, std::ssize(batches[i]));
  }
  work.evaluation = largest_validation_pass(rows.validation, classifies);
  std::vector<int64_t> first{0};  // tokens of the longest n rows
  for (const data::EncodedRow& row : rows.train) first.push_back(std::ssize(row.ids));
  std::sort(first.begin() + 1, first.end(), std::greater<>());
  work.longest = first.size() > 1 ? first[1] : 0;
  std::partial_sum(first.begin(), first.end(), first.begin());
  work.tokens_of_rows = [first = std::move(first)](int64_t n) {
    return first[static_cast<size_t>(std::min<int64_t>(n, std::ssize(first) - 1))];
  };
  return work;
}

void check_memory(const Learning& learning, uint64_t owned, const Workload& work, const Control& control) {
  const uint64_t needed = peak_of(learning, owned, work.step, work.longest, work.evaluation);
  const AvailableMemory available = available_memory();
  const uint64_t kept = memory_stats().cached;  // ours already
  const uint64_t free = available.bytes + kept, comfortable = available.resident + kept;
  if (needed > free) {
    fail("tuning.needs_memory", {{"rows", std::to_string(work.batch)},
                                 {"tokens", std::to_string(work.step.tokens)},
                                 {"needed", megabytes(needed)},
                                 {"free", megabytes(free)},
                                 {"remedy", remedy(learning, owned, work, free)}});
  }
  if (needed + needed / 8 + kAside > comfortable) {
    control.message(text("tuning.memory_tight", {{"needed", megabytes(needed)}, {"free", megabytes(comfortable)}}));
  }
  limit_memory_cache(comfortable > needed ? (comfortable - needed) / 2 : 0);
}

}  // namespace afina::tuning
