// The training loop: batches, loss, AdamW, validation, early stopping, checkpoints.
#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <vector>

#include "afina/base/observer.h"
#include "afina/data/encode.h"
#include "afina/models/adapter.h"
#include "afina/models/causal_lm.h"
#include "afina/models/memory.h"
#include "afina/tuning/options.h"
#include "afina/tuning/train_state.h"

namespace afina::tuning {

// What learns: the model, a classification head where the task has one, and the parameters that move.
struct Trainable {
  models::CausalLM& model;
  models::ClassificationHead* head = nullptr;
  std::vector<models::NamedTensor> parameters;
  std::string run = {};            // what its checkpoints are told apart by
  double checkpoint_seconds = 60;  // between checkpoints; the most that a killed run loses, but for one step
};

struct TrainingRows {
  std::vector<data::EncodedRow> train, validation;
};

struct TrainResult {
  int64_t steps = 0, best_step = 0;
  double best_validation_loss = 0;  // with all that was learned
  double interpolation = 1;         // share of it that the parameters hold (interpolation.h)
  bool interrupted = false;         // cancelled; resumable from the checkpoint
  bool stopped_early = false;
  double seconds = 0;  // of training, over all sittings
  int64_t tokens = 0;
  std::vector<CurvePoint> curve;
};

// The numbers a run will use once 0 ("choose for me") is replaced; pure, so that the run folder can record them.
TuneOptions resolve_options(TuneOptions options, data::Task task, const models::ModelShape& shape,
                            std::span<const data::EncodedRow> train, bool quantised = false);

// TuneOptions::replay by the same rules, for whoever adds those rows to `train` before.
double resolve_replay(TuneOptions options, data::Task task, const models::ModelShape& shape, bool quantised = false);

// What TuneOptions::precision means on this processor.
DType compute_dtype(std::string_view precision);

// Throws Error tuning.unresolved_option (option, value) where a number still says "choose for me", or what
// resolve_options would never choose. Read from a file, such options would divide by zero or never end.
void check_resolved(const TuneOptions& options);

// Trains from the checkpoint in `folder` where there is one, else from the start; the parameters hold the best
// step's values at the end, or the share of them that options.interpolation asks for. Cancelling saves a checkpoint
// and returns with `interrupted`. Results do not depend on the number of threads or on interruptions. Errors:
// tuning.diverged, tuning.checkpoint_mismatch, tuning.checkpoint_damaged.
TrainResult train(kernels::Context& context, const Trainable& what, const TrainingRows& rows,
                  const TuneOptions& options, const std::filesystem::path& folder, const Control& control);

struct Loss {
  double nats_per_token = 0;  // or per row for classification
  double accuracy = -1;
};
// The largest of the passes that validation_loss makes.
models::PassSize largest_validation_pass(std::span<const data::EncodedRow> rows, bool classifies);
Loss validation_loss(kernels::Context& context, const Trainable& what, std::span<const data::EncodedRow> rows);

}  // namespace afina::tuning
