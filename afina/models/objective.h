// The one loss that tuning learns from and evaluation reports.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "afina/models/adapter.h"
#include "afina/models/causal_lm.h"

namespace afina::models {

// A row as the model sees it. learned[i] says that ids[i], predicted from what precedes it, counts.
struct Sequence {
  std::span<const int32_t> ids;
  std::span<const uint8_t> learned;
  int32_t label = -1;  // classification
  // Target replication (Lipton et al. 2015; the linear gain of Dai & Le 2015): while training, the label is asked after
  // every token from `text_begin` on as well, with this weight in all, growing linearly towards the end. A word's own
  // place learns what the word speaks for, and the last token only has to gather it. 0: the last token alone.
  float replication = 0;
  // While training, the text is also learned as language, with this weight for the mean over its tokens, so that words
  // the model has hardly met find their place (the auxiliary objective of Radford et al. 2018). 0: not.
  float language = 0;
  int32_t text_begin = 0;
};

struct BatchLoss {
  Tensor loss;               // sum of nats over everything supervised, a scalar
  int64_t supervised = 0;    // learned tokens, or rows with a label
  std::vector<double> nats;  // per sequence
  Tensor scores;             // [sequences, labels] before softmax; with a head and nothing recorded
};

// With a head: cross-entropy of each row's label from its last token's hidden state. Without: of each learned
// token. A row's first token is never predicted; nothing is predicted across rows.
BatchLoss batch_loss(Graph& graph, CausalLM& model, const ClassificationHead* head,
                     std::span<const Sequence> sequences);

// Scores [sequences, labels] of a classification head, before softmax.
Tensor classify_scores(Graph& graph, CausalLM& model, const ClassificationHead& head,
                       std::span<const Sequence> sequences);

}  // namespace afina::models
