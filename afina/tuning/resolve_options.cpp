// "Choose for me": the numbers a run uses where the person gave none.
#include <algorithm>
#include <cmath>

#include "afina/tuning/batches.h"
#include "afina/tuning/trainer.h"

namespace afina::tuning {

namespace {

// Adapters take larger steps than whole models, and narrow models larger ones than wide ones.
double default_learning_rate(bool lora, int64_t channels) {
  double width = std::sqrt(1024.0 / static_cast<double>(std::max<int64_t>(64, channels)));
  return (lora ? 5e-4 : 1e-4) * width * (lora ? 2 : 3);
}

// Small data need more passes; large data fewer.
double default_epochs(data::Task task, size_t rows) {
  double wanted_rows = task == data::Task::classify ? 24000 : 6000;
  double most = task == data::Task::classify ? 20 : 6;
  return std::clamp(std::round(wanted_rows / static_cast<double>(std::max<size_t>(1, rows))), 2.0, most);
}

}  // namespace

TuneOptions resolve_options(TuneOptions options, data::Task task, const models::ModelShape& shape,
                            std::span<const data::EncodedRow> train) {
  const bool lora = options.method != "full";
  if (options.alpha == 0) options.alpha = 2.0 * static_cast<double>(options.rank);
  if (options.batch_size == 0) options.batch_size = options.batch_tokens > 0 ? 4096 : 16;
  if (options.learning_rate == 0) options.learning_rate = default_learning_rate(lora, shape.channels);
  if (options.epochs == 0) options.epochs = default_epochs(task, train.size());
  if (options.max_steps == 0) {
    auto batches = make_batches(train, options.batch_size, options.batch_tokens, static_cast<uint64_t>(options.seed), 0);
    double steps = options.epochs * static_cast<double>(batches.size()) / static_cast<double>(options.accumulate);
    options.max_steps = std::max<int64_t>(1, static_cast<int64_t>(std::ceil(steps)));
  }
  if (options.evaluate_every == 0) options.evaluate_every = std::max<int64_t>(1, options.max_steps / 8);
  return options;
}

}  // namespace afina::tuning
