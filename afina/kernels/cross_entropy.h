// Softmax cross-entropy over rows of logits, which may be capped first: cap * tanh(logit / cap) where cap > 0
// (Gemma 2).
#pragma once

#include <cstdint>
#include <span>

#include "afina/kernels/context.h"

namespace afina::kernels {

// losses[m] = logsumexp(logits[m]) - logits[m, targets[m]] (nats). With `gradient`, logits are overwritten by
// d loss / d logits = softmax(logits) - onehot(target), through the cap; otherwise they are left capped. Targets are
// in [0, V): rows without a target are not passed in.
void cross_entropy_rows(Context&, float cap, Matrix logits, std::span<const int32_t> targets, bool gradient,
                        std::span<float> losses);

// In place: logits[i] <- cap * tanh(logits[i] / cap).
void softcap(Context&, float cap, std::span<float> logits);

// In place: logits[m] <- softmax(logits[m]).
void softmax_rows(Context&, Matrix logits);

}  // namespace afina::kernels
