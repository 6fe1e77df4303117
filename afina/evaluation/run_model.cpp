// A model on the held-out rows: how surprising it finds the learned text, and what it answers.
#include <algorithm>

#include "afina/base/error.h"
#include "afina/base/utf8.h"
#include "afina/evaluation/rows.h"
#include "afina/evaluation/runners.h"
#include "afina/models/memory.h"

namespace afina::evaluation {

std::string_view stage_of(std::string_view name) {
  return name == "before"  ? "evaluation.stage_before"
         : name == "after" ? "evaluation.stage_after"
                           : "evaluation.stage_model";
}

void run_learned_text(kernels::Context& context, const Contestant& contestant, const HeldOut& held_out,
                      Outcome& outcome, const Control& control) {
  const std::vector<data::EncodedRow> rows = encode_part(held_out, held_out.split.test);
  outcome.nats.assign(rows.size(), kNotMeasured);
  outcome.bytes.assign(rows.size(), 0);
  outcome.tokens.assign(rows.size(), 0);
  Steps steps(stage_of(contestant.name), static_cast<int64_t>(rows.size()), control);
  for (const auto& batch : batches_of(rows)) {
    std::vector<models::Sequence> sequences;
    models::PassSize pass;
    for (size_t i : batch) {
      sequences.push_back({rows[i].ids, rows[i].learned, -1});
      pass.tokens += std::ssize(rows[i].ids);
      pass.predicted += std::ranges::count(rows[i].learned, uint8_t{1});
    }
    models::check_room_for(contestant.model->shape(), pass);
    Graph graph{context};
    models::BatchLoss loss = models::batch_loss(graph, *contestant.model, nullptr, sequences);
    for (size_t k = 0; k < batch.size(); ++k) {
      const data::EncodedRow& row = rows[batch[k]];
      outcome.nats[batch[k]] = loss.nats[k];
      outcome.bytes[batch[k]] = row.learned_bytes;
      outcome.tokens[batch[k]] = std::ranges::count(row.learned, uint8_t{1});
    }
    steps.advance(static_cast<int64_t>(batch.size()));
  }
}

void run_answers(kernels::Context& context, const Contestant& contestant, const HeldOut& held_out,
                 const EvaluationOptions& options, Outcome& outcome, const Control& control) {
  const auto& test = held_out.split.test;
  const std::vector<int64_t> positions = rows_to_generate(held_out, options);
  outcome.texts.assign(test.size(), {});
  generation::GenerationOptions generation;  // greedy
  generation.max_new_tokens = options.max_new_tokens;
  generation.stop_ids = held_out.encoder.stop_ids();
  // Reserve at most half the row for the answer.
  const int64_t limit = std::min(held_out.encoder.options().max_length, contestant.model->shape().context);
  const int64_t room = std::min(options.max_new_tokens, limit / 2);
  Steps steps("evaluation.stage_answers", static_cast<int64_t>(positions.size()), control);
  for (int64_t position : positions) {
    data::Example example = held_out.dataset.examples[static_cast<size_t>(test[static_cast<size_t>(position)])];
    if (held_out.dataset.running_text) example.input = halves_from(held_out, position).first;
    const std::vector<int32_t> prompt = held_out.encoder.encode_prompt(example, room);
    outcome.texts[static_cast<size_t>(position)] =
        std::string(trim(generation::generate(context, *contestant.model, held_out.encoder.tokenizer(), prompt,
                                              generation, {}, control.cancel)
                             .text));
    steps.advance();
  }
}

Outcome run_model(kernels::Context& context, const Contestant& contestant, const HeldOut& held_out,
                  const EvaluationOptions& options, const Control& control) {
  Outcome outcome{contestant.name, {}};
  if (held_out.dataset.task == data::Task::classify) {
    if (contestant.head)
      run_head(context, contestant, held_out, outcome, control);
    else
      run_label_names(context, contestant, held_out, options.seed, outcome, control);
    return outcome;
  }
  run_learned_text(context, contestant, held_out, outcome, control);
  run_answers(context, contestant, held_out, options, outcome, control);
  return outcome;
}

}  // namespace afina::evaluation
