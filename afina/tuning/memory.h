// What a tuning run takes, before it begins (docs/decisions/memory.md). Bytes; mapped weight files are apart.
#pragma once

#include <cstdint>
#include <functional>

#include "afina/base/observer.h"
#include "afina/models/memory.h"
#include "afina/tuning/trainer.h"

namespace afina::tuning {

// What learns, of a model loaded or outlined.
struct Learning {
  models::CausalLM& model;
  const models::LoraOptions* lora = nullptr;  // null: all weights
  int64_t labels = 0;
  bool accumulates = false;  // gradients wait for further batches
};

struct TrainingMemory {
  uint64_t weights = 0;      // what of the model is not mapped, or no longer once it learns
  uint64_t learned = 0;      // adapters and a label head
  uint64_t moments = 0;      // of AdamW, two numbers a parameter that learns
  uint64_t gradients = 0;    // one number a parameter that learns
  uint64_t activations = 0;  // what blocks leave for the backward pass
  uint64_t working = 0;      // the loss, and the block that is being worked on
  uint64_t evaluation = 0;   // a pass over the validation part, of which nothing is kept
  // The highest point. Less than the sum where gradients appear as activations go.
  uint64_t peak = 0;
};

// `owned` is ModelOutline::owned, or 0 where the model is in memory already and only what comes on top is asked for.
TrainingMemory estimate_training(const Learning& learning, uint64_t owned, const models::PassSize& step,
                                 const models::PassSize& evaluation);

// What a run passes over at a time, and how that changes with the rows of a batch.
struct Workload {
  models::PassSize step, evaluation;               // the largest
  int64_t batch = 1;                               // rows of a step
  int64_t longest = 0;                             // tokens of a row
  std::function<int64_t(int64_t)> tokens_of_rows;  // at most, of so many rows
};
Workload workload_of(const TrainingRows& rows, const TuneOptions& options, bool classifies);

// Refuses what cannot fit in the memory that there is, naming the largest batch or length that does; warns through
// `control` where it may not. `owned` as above; adapters, moments and copies of mapped weights are not made yet.
// Errors: tuning.needs_memory.
void check_memory(const Learning& learning, uint64_t owned, const Workload& work, const Control& control);

}  // namespace afina::tuning
