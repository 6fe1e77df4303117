#include "afina/models/objective.h"

namespace afina::models {

namespace {

Batch pack_sequences(std::span<const Sequence> sequences) {
  std::vector<std::vector<int32_t>> ids;
  for (const Sequence& s : sequences) ids.emplace_back(s.ids.begin(), s.ids.end());
  return pack(ids);
}

// Hidden states [S, C] of the last token of each sequence.
Tensor last_hidden(Graph& graph, CausalLM& model, const Batch& batch) {
  std::vector<int32_t> last;
  for (size_t s = 1; s < batch.starts->size(); ++s) last.push_back((*batch.starts)[s] - 1);
  return ops::select_rows(graph, model.hidden(graph, batch), last);
}

BatchLoss label_loss(Graph& graph, CausalLM& model, const ClassificationHead& head, const Batch& batch,
                     std::span<const Sequence> sequences) {
  BatchLoss result;
  std::vector<int32_t> labels;
  for (const Sequence& s : sequences) {
    labels.push_back(s.label);
    result.supervised += s.label >= 0;
  }
  std::vector<float> losses;
  Tensor pooled = last_hidden(graph, model, batch);
  result.loss = ops::linear_cross_entropy(graph, pooled, head.score, {labels, {}, &losses});
  result.nats.assign(losses.begin(), losses.end());
  if (!graph.tape) result.scores = ops::linear(graph, pooled, head.score, Tensor());
  return result;
}

}  // namespace

BatchLoss batch_loss(Graph& graph, CausalLM& model, const ClassificationHead* head,
                     std::span<const Sequence> sequences) {
  Batch batch = pack_sequences(sequences);
  if (head) return label_loss(graph, model, *head, batch, sequences);

  BatchLoss result;
  std::vector<int32_t> targets;
  targets.reserve(batch.ids.size());
  for (const Sequence& s : sequences) {
    for (size_t i = 0; i < s.ids.size(); ++i) {
      bool learned = i + 1 < s.ids.size() && s.learned[i + 1];
      targets.push_back(learned ? s.ids[i + 1] : -1);
      result.supervised += learned;
    }
  }
  std::vector<float> losses;
  Tensor hidden = model.hidden(graph, batch);
  result.loss = ops::linear_cross_entropy(graph, hidden, model.head(), {targets, {}, &losses});
  size_t row = 0;
  for (const Sequence& s : sequences) {
    double nats = 0;
    for (size_t i = 0; i < s.ids.size(); ++i) nats += losses[row++];
    result.nats.push_back(nats);
  }
  return result;
}

Tensor classify_scores(Graph& graph, CausalLM& model, const ClassificationHead& head,
                       std::span<const Sequence> sequences) {
  Batch batch = pack_sequences(sequences);
  return ops::linear(graph, last_hidden(graph, model, batch), head.score, Tensor());
}

}  // namespace afina::models
