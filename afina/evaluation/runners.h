// The ways in which a contestant meets the held-out rows (evaluate.h's run_model and run_baselines choose).
#pragma once

#include "afina/baselines/baselines.h"
#include "afina/evaluation/evaluate.h"

namespace afina::evaluation {

// Catalogue key of what is said while a contestant is measured.
std::string_view stage_of(std::string_view name);

void run_head(kernels::Context& context, const Contestant& contestant, const HeldOut& held_out, Outcome& outcome,
              const Control& control);
void run_label_names(kernels::Context& context, const Contestant& contestant, const HeldOut& held_out, int64_t seed,
                     Outcome& outcome, const Control& control);
// Nats of the learned text of every row.
void run_learned_text(kernels::Context& context, const Contestant& contestant, const HeldOut& held_out,
                      Outcome& outcome, const Control& control);
// Greedy answers to rows_to_generate().
void run_answers(kernels::Context& context, const Contestant& contestant, const HeldOut& held_out,
                 const EvaluationOptions& options, Outcome& outcome, const Control& control);

// Interpolated Kneser-Ney over bytes and over tokens, learned from the training part; the better on the
// validation part, charged for exactly the bytes the model is charged for.
Outcome run_ngram(const HeldOut& held_out, const Control& control);

}  // namespace afina::evaluation
