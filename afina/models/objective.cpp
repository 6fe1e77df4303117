#include "afina/models/objective.h"

#include "afina/models/memory.h"

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

// What is asked of which token: the label of the last one, and of the others where the row replicates it.
struct LabelTargets {
  std::vector<int32_t> rows, labels;  // token, label
  std::vector<float> weights;
  std::vector<size_t> last;  // place in the three of each sequence's last token
};

LabelTargets label_targets(const Batch& batch, std::span<const Sequence> sequences, bool replicate) {
  LabelTargets targets;
  auto ask = [&](int32_t row, int32_t label, float weight) {
    targets.rows.push_back(row);
    targets.labels.push_back(label);
    targets.weights.push_back(weight);
  };
  for (size_t s = 0; s < sequences.size(); ++s) {
    const int32_t begin = (*batch.starts)[s], last = (*batch.starts)[s + 1] - 1;
    const int32_t places = last - begin - sequences[s].text_begin;
    if (replicate && sequences[s].replication > 0 && places > 0) {
      const float sum = 0.5f * static_cast<float>(places) * static_cast<float>(places + 1);
      for (int32_t i = 0; i < places; ++i) {
        ask(begin + sequences[s].text_begin + i, sequences[s].label,
            sequences[s].replication * static_cast<float>(i + 1) / sum);
      }
    }
    targets.last.push_back(targets.rows.size());
    ask(last, sequences[s].label, 1.f);
  }
  return targets;
}

// The language part of a batch to classify, as a sum; undefined where no row asks for it.
Tensor language_loss(Graph& graph, CausalLM& model, const Tensor& hidden, const Batch& batch,
                     std::span<const Sequence> sequences) {
  std::vector<int32_t> targets(batch.ids.size(), -1);
  std::vector<float> weights(batch.ids.size(), 0.f);
  bool any = false;
  for (size_t s = 0; s < sequences.size(); ++s) {
    const int32_t begin = (*batch.starts)[s] + sequences[s].text_begin, last = (*batch.starts)[s + 1] - 1;
    if (sequences[s].language <= 0 || last <= begin) continue;
    any = true;
    for (int32_t i = begin; i < last; ++i) {
      targets[static_cast<size_t>(i)] = batch.ids[static_cast<size_t>(i) + 1];
      weights[static_cast<size_t>(i)] = sequences[s].language / static_cast<float>(last - begin);
    }
  }
  return any ? model.cross_entropy(graph, hidden, {targets, weights, nullptr}) : Tensor();
}

BatchLoss label_loss(Graph& graph, CausalLM& model, const ClassificationHead& head, const Batch& batch,
                     std::span<const Sequence> sequences) {
  BatchLoss result;
  for (const Sequence& s : sequences) result.supervised += s.label >= 0;
  const LabelTargets targets = label_targets(batch, sequences, graph.training);
  std::vector<float> losses;
  Tensor hidden = model.hidden(graph, batch);
  Tensor pooled = ops::select_rows(graph, hidden, targets.rows);
  result.loss = ops::linear_cross_entropy(graph, pooled, head.score, {targets.labels, targets.weights, &losses});
  if (graph.training) {
    if (Tensor language = language_loss(graph, model, hidden, batch, sequences); language.defined()) {
      result.loss = ops::add(graph, result.loss, language);
    }
  }
  for (size_t place : targets.last) result.nats.push_back(losses[place]);
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
  result.loss = model.cross_entropy(graph, hidden, {targets, {}, &losses});
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
  check_room_for(model.shape(), {std::ssize(batch.ids), 0, 0});
  Tensor scores = ops::linear(graph, last_hidden(graph, model, batch), head.score, Tensor());
  refuse_not_finite(scores.values());
  return scores;
}

}  // namespace afina::models
