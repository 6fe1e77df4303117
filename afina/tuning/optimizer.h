// AdamW over named parameters, with clipping by global norm.
#pragma once

#include <cstdint>
#include <vector>

#include "afina/models/causal_lm.h"

namespace afina::tuning {

struct OptimizerOptions {
  double beta1 = 0.9;
  double beta2 = 0.999;
  double epsilon = 1e-8;
  double weight_decay = 0;   // on parameters whose `decays` is set
  double max_grad_norm = 0;  // 0: no clipping
};

class Optimizer {
 public:
  Optimizer(std::vector<models::NamedTensor> parameters, const OptimizerOptions& options);

  // One step from the gradients there are, which are released. Returns the gradient's norm before clipping.
  // A norm that is not finite leaves every parameter as it was; the caller decides what to do.
  double step(kernels::Context& context, double learning_rate);

  // Lets go of gradients that no step will take.
  void clear_gradients() noexcept;

  int64_t steps() const noexcept { return steps_; }
  void set_steps(int64_t steps) noexcept { steps_ = steps; }
  std::vector<models::NamedTensor>& parameters() noexcept { return parameters_; }
  // Moments, one tensor a parameter, for checkpoints.
  std::vector<Tensor>& first_moments() noexcept { return first_; }
  std::vector<Tensor>& second_moments() noexcept { return second_; }

 private:
  std::vector<models::NamedTensor> parameters_;
  OptimizerOptions options_;
  std::vector<Tensor> first_, second_;
  int64_t steps_ = 0;
};

}  // namespace afina::tuning
