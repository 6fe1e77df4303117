// "Choose for me": the numbers a run uses where the person gave none.
#include <algorithm>
#include <cmath>

#include "afina/base/error.h"
#include "afina/base/json.h"
#include "afina/tuning/batches.h"
#include "afina/tuning/trainer.h"

namespace afina::tuning {

namespace {

constexpr int64_t kRank = 16;
constexpr double kMostAlpha = 1e6;  // as an adapter's file may say
constexpr double kLoraDropout = 0.05;
constexpr double kTokenDropout = 0.25;
constexpr double kLanguageWeight = 0.5;
constexpr double kReplay = 0.05;
constexpr double kSearched = -1;  // TuneOptions::interpolation stays open until there is something to interpolate
// Models with more channels have learned from so much text that there is something to lose.
constexpr int64_t kNarrow = 384;

// All weights of a model of this size, their gradients and AdamW's moments fit in half a gigabyte, so adapters would
// save nothing; and they learn less (docs/decisions/tuning.md).
constexpr int64_t kSmallModel = 32'000'000;

// Of the embedding and of the blocks' matrices; norms and biases are a thousandth of that.
int64_t approximate_parameters(const models::ModelShape& s) {
  int64_t attention = 2 * s.channels * s.head_size * (s.heads + s.kv_heads);
  return s.vocabulary * s.channels + s.layers * (attention + 3 * s.channels * s.intermediate);
}

// Adapters take larger steps than whole models, and narrow models larger ones than wide ones. What a model of some size
// has learned from much text is soon overwritten: its adapters take the small steps of the recipes in use.
double default_learning_rate(bool lora, int64_t channels) {
  if (lora && channels > kNarrow) return 2e-4;
  double width = 1024.0 / static_cast<double>(std::max<int64_t>(64, channels));
  return lora ? 1e-3 * std::sqrt(width) : 1.25e-4 * std::pow(width, 1.5);
}

// Small data need more passes, large data fewer; a model small enough to be trained whole can afford more of them.
double default_epochs(data::Task task, bool lora, size_t rows) {
  double wanted_rows = task == data::Task::classify ? 24000 : lora ? 6000 : 12000;
  double most = task == data::Task::classify ? 12 : 6;
  return std::clamp(std::round(wanted_rows / static_cast<double>(std::max<size_t>(1, rows))), lora ? 2.0 : 3.0, most);
}

// The first option a person gave that only adapters have; empty where there is none.
std::string_view named_lora_option(const TuneOptions& options) {
  if (options.rank != 0) return "rank";
  if (options.alpha != 0) return "alpha";
  if (options.lora_dropout >= 0) return "lora-dropout";
  if (options.interpolation >= 0 && options.interpolation < 1) return "interpolation";
  return options.targets.empty() ? "" : "targets";
}

void resolve_method(TuneOptions& options, const models::ModelShape& shape, bool quantised) {
  const std::string_view named = named_lora_option(options);
  if (options.method == "auto") {
    const bool small = approximate_parameters(shape) < kSmallModel && !quantised && options.quantize == "none";
    options.method = named.empty() && small ? "full" : "lora";
  }
  if (options.method == "full") {
    if (!named.empty()) fail("tuning.option_needs_lora", {{"option", "--" + std::string(named)}});
    if (options.quantize != "none") fail("tuning.option_needs_lora", {{"option", "--quantize"}});
    if (options.precision == "bf16") fail("tuning.option_needs_lora", {{"option", "--precision bf16"}});
    options.precision = "f32";
    return;
  }
  if (options.save_dtype != "f32") fail("tuning.option_needs_full", {{"option", "--save-dtype"}});
  if (options.method == "qlora") {
    options.method = "lora";
    if (options.quantize == "none" && !quantised) options.quantize = "q8_0";
  }
  options.precision = compute_dtype(options.precision) == DType::bf16 ? "bf16" : "f32";
  if (options.rank == 0) options.rank = kRank;
  if (options.alpha == 0) options.alpha = 2.0 * static_cast<double>(options.rank);
  if (options.lora_dropout < 0) options.lora_dropout = kLoraDropout;
}

// A classifier's answers come from its labels, and it writes nothing. Only adapters leave a base to go back towards.
bool could_forget(const TuneOptions& options, data::Task task, const models::ModelShape& shape) {
  return options.method != "full" && task != data::Task::classify && shape.channels > kNarrow;
}

}  // namespace

DType compute_dtype(std::string_view precision) {
  const bool rounds = precision == "bf16" || (precision == "auto" && kernels::has_bf16_products());
  return rounds ? DType::bf16 : DType::f32;
}

double resolve_replay(TuneOptions options, data::Task task, const models::ModelShape& shape, bool quantised) {
  resolve_method(options, shape, quantised);
  if (options.replay > 0 && task == data::Task::classify) fail("tuning.replay_classifies");
  if (options.replay >= 0) return options.replay;
  return could_forget(options, task, shape) ? kReplay : 0;
}

TuneOptions resolve_options(TuneOptions options, data::Task task, const models::ModelShape& shape,
                            std::span<const data::EncodedRow> train, bool quantised) {
  resolve_method(options, shape, quantised);
  options.replay = resolve_replay(options, task, shape, quantised);
  const bool lora = options.method != "full";
  if (options.interpolation < 0) options.interpolation = could_forget(options, task, shape) ? kSearched : 1;
  if (options.token_dropout < 0) options.token_dropout = task == data::Task::classify ? kTokenDropout : 0;
  // Adapters leave the words of a model as they are, and a large model knows them; all weights of a small one can learn
  // them.
  if (options.language_weight < 0)
    options.language_weight = task == data::Task::classify && !lora ? kLanguageWeight : 0;
  if (options.batch_size == 0) options.batch_size = options.batch_tokens > 0 ? 4096 : 16;
  if (options.learning_rate == 0) options.learning_rate = default_learning_rate(lora, shape.channels);
  if (options.epochs == 0) options.epochs = default_epochs(task, lora, train.size());
  if (options.max_steps == 0) {
    auto batches =
        make_batches(train, options.batch_size, options.batch_tokens, static_cast<uint64_t>(options.seed), 0);
    double steps = options.epochs * static_cast<double>(batches.size()) / static_cast<double>(options.accumulate);
    options.max_steps = std::max<int64_t>(1, static_cast<int64_t>(std::ceil(steps)));
  }
  if (options.evaluate_every == 0) options.evaluate_every = std::max<int64_t>(1, options.max_steps / 8);
  check_resolved(options);
  return options;
}

void check_resolved(const TuneOptions& options) {
  auto require = [](bool good, const char* option, const auto& value) {
    if (!good) fail("tuning.unresolved_option", {{"option", option}, {"value", Json(value).dump()}});
  };
  const bool lora = options.method == "lora";
  require(lora || options.method == "full", "method", options.method);
  if (lora) {
    require(options.rank >= 1, "rank", options.rank);
    require(options.alpha > 0 && options.alpha <= kMostAlpha, "alpha", options.alpha);
    require(options.interpolation == kSearched || options.interpolation >= 0, "interpolation", options.interpolation);
    require(options.lora_dropout >= 0, "lora-dropout", options.lora_dropout);
  }
  require(options.token_dropout >= 0, "token-dropout", options.token_dropout);
  require(options.language_weight >= 0, "language-weight", options.language_weight);
  require(options.replay >= 0, "replay", options.replay);
  require(options.batch_size >= 1, "batch-size", options.batch_size);
  require(options.accumulate >= 1, "accumulate", options.accumulate);
  require(options.learning_rate > 0, "learning-rate", options.learning_rate);
  require(options.max_steps >= 1, "max-steps", options.max_steps);
  require(options.evaluate_every >= 1, "evaluate-every", options.evaluate_every);
}

}  // namespace afina::tuning
