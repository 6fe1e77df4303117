// Between a base model and what its adapters learned: weights interpolated after training (Wortsman et al. 2022,
// "Robust fine-tuning of zero-shot models"). A little less than all of what was learned reads the person's own texts as
// well or better, and forgets far less of everything else (docs/decisions/tuning.md).
#pragma once

#include <functional>
#include <span>

#include "afina/models/adapter.h"

namespace afina::tuning {

struct Interpolation {
  double share = 1;  // of what the adapters learned; the model's weights are base + share * (tuned - base)
  double loss = 0;   // at that share
};

// Leaves `share` of what the adapters among `parameters` learned. `share` in [0, 1].
void keep_share(std::span<const models::NamedTensor> parameters, double share);

// Tries 0.9, 0.8, ... 0.5 for as long as the loss falls below `whole`, the loss with all that was learned, and leaves
// the adapters at the best share.
Interpolation interpolate(std::span<const models::NamedTensor> parameters, double whole,
                          const std::function<double()>& loss);

}  // namespace afina::tuning
