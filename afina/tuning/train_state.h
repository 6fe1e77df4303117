// What the training loop knows between two steps, as a checkpoint carries it.
#pragma once

#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "afina/base/json.h"
#include "afina/tuning/options.h"

namespace afina::tuning {

struct CurvePoint {
  int64_t step = 0;
  double epoch = 0;
  double train_loss = 0;  // nats per supervised token since the last point
  double validation_loss = 0;
  double validation_accuracy = -1;  // classification; -1 otherwise
};

// The loop's state that a checkpoint must carry.
struct TrainState {
  int64_t step = 0;              // steps done
  int64_t epoch = 0, batch = 0;  // the next batch
  int64_t tokens = 0, supervised_tokens = 0;
  double nats = 0;  // since the last evaluation
  double seconds = 0;
  int64_t best_step = 0, evaluations_without_better = 0;
  double best_loss = std::numeric_limits<double>::infinity();
  double best_accuracy = -1;
  std::string best_checksum;  // of the file that holds the best step's parameters
  bool finished = false, stopped_early = false;
  std::vector<CurvePoint> curve;
};

Json to_json(const TrainState& state);
// Throws std::out_of_range with the field's name, or Json::exception where one is missing or of another type.
TrainState train_state_from_json(const Json& json, const TuneOptions& options);

}  // namespace afina::tuning
