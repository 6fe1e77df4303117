// Classification: by a head, or by the likelihood of the labels' names.
#include <algorithm>
#include <cmath>
#include <numeric>

#include "afina/base/error.h"
#include "afina/base/random.h"
#include "afina/evaluation/rows.h"
#include "afina/evaluation/runners.h"

namespace afina::evaluation {

namespace {

// Scores of labels after texts that are worth the wait for a model of kUsualWeights weights; larger models are
// asked about fewer rows, never fewer than kFewestRows.
constexpr int64_t kMostLabelScores = 20000;
constexpr double kUsualWeights = 1e7;
constexpr int64_t kFewestRows = 50;

// For each of the head's labels its number in the data's labels, -1 where the data has no such label.
std::vector<int32_t> label_map(const models::ClassificationHead& head, const std::vector<std::string>& labels) {
  std::vector<int32_t> map;
  for (const std::string& label : head.labels) {
    auto found = std::ranges::find(labels, label);
    map.push_back(found == labels.end() ? -1 : static_cast<int32_t>(found - labels.begin()));
  }
  if (std::ranges::all_of(map, [](int32_t m) { return m < 0; })) fail("evaluation.other_labels");
  return map;
}

double log_sum_exp(std::span<const float> values) {
  const double most = *std::ranges::max_element(values);
  double sum = 0;
  for (float v : values) sum += std::exp(static_cast<double>(v) - most);
  return most + std::log(sum);
}

// The best-scored label that the data has, and the nats of the true one over all the head's labels.
void read_scores(std::span<const float> scores, const std::vector<int32_t>& map, int32_t truth, size_t row,
                 Outcome& outcome) {
  float best = -INFINITY;
  for (size_t i = 0; i < scores.size(); ++i) {
    if (map[i] < 0) continue;
    if (scores[i] > best) {
      best = scores[i];
      outcome.predicted[row] = map[i];
    }
    if (map[i] == truth) outcome.nats[row] = log_sum_exp(scores) - static_cast<double>(scores[i]);
  }
}

// Chooses the label whose name has the fewest nats per token after a text. The text is read once;
// each name continues the same cache. A name whose first token alone already costs more than the best one found
// cannot win and is not read further, which changes no answer.
class LabelReader {
 public:
  LabelReader(kernels::Context& context, models::CausalLM& model, const HeldOut& held_out)
      : graph_{context},
        model_(model),
        names_(names_in(held_out)),
        line_break_(line_break_in(held_out)),
        longest_(longest_of(names_)),
        encoder_(encoder_with_room(held_out, model)) {}

  int32_t choose(const data::Example& example) {
    std::vector<int32_t> prompt = encoder_.encode_prompt(example);
    prompt.insert(prompt.end(), line_break_.begin(), line_break_.end());
    models::KvCache cache = model_.make_cache(static_cast<int64_t>(prompt.size()) + longest_);
    std::vector<double> least = first_nats(prompt, cache);  // per token of the name, at least

    std::vector<size_t> order(names_.size());
    std::iota(order.begin(), order.end(), size_t{0});
    std::ranges::stable_sort(order, [&](size_t a, size_t b) { return least[a] < least[b]; });
    double best = INFINITY;
    int32_t chosen = 0;
    for (size_t label : order) {
      if (least[label] >= best) break;
      const double nats = least[label] + rest_nats(names_[label], cache) / static_cast<double>(names_[label].size());
      if (nats >= best) continue;
      best = nats;
      chosen = static_cast<int32_t>(label);
    }
    return chosen;
  }

 private:
  static std::vector<std::vector<int32_t>> names_in(const HeldOut& held_out) {
    std::vector<std::vector<int32_t>> names;
    for (const std::string& label : held_out.dataset.labels) {
      names.push_back(held_out.encoder.tokenizer().encode(label, data::kPlainText).ids);
    }
    return names;
  }
  // In a conversation format the prompt already ends where the answer begins.
  static std::vector<int32_t> line_break_in(const HeldOut& held_out) {
    if (held_out.encoder.options().form.chat) return {};
    return held_out.encoder.tokenizer().encode("\n", data::kPlainText).ids;
  }
  static int64_t longest_of(const std::vector<std::vector<int32_t>>& names) {
    size_t longest = 0;
    for (const auto& name : names) longest = std::max(longest, name.size());
    return static_cast<int64_t>(longest);
  }
  // A text so long that no name would fit after it loses its end.
  data::Encoder encoder_with_room(const HeldOut& held_out, const models::CausalLM& model) const {
    data::EncoderOptions options = held_out.encoder.options();
    const int64_t room = model.shape().context - longest_ - static_cast<int64_t>(line_break_.size());
    options.max_length = std::max<int64_t>(1, std::min(options.max_length, room));
    return {held_out.encoder.tokenizer(), held_out.encoder.task(), options};
  }

  // Reads the prompt; nats of each name's first token, divided by the name's tokens.
  std::vector<double> first_nats(std::span<const int32_t> prompt, models::KvCache& cache) {
    Tensor hidden = model_.hidden(graph_, models::continuation(prompt, 0), &cache);
    const auto last = static_cast<int32_t>(prompt.size()) - 1;
    Tensor logits = model_.logits(graph_, ops::select_rows(graph_, hidden, {&last, 1}));
    const double all = log_sum_exp(logits.values());
    std::vector<double> least;
    for (const auto& name : names_) {
      least.push_back(name.empty() ? INFINITY
                                   : (all - static_cast<double>(logits.values()[static_cast<size_t>(name[0])])) /
                                         static_cast<double>(name.size()));
    }
    return least;
  }

  // Nats of what follows a name's first token; the cache is left as it was.
  double rest_nats(const std::vector<int32_t>& name, models::KvCache& cache) {
    if (name.size() < 2) return 0;
    const int64_t length = cache.length();
    std::span<const int32_t> read(name.data(), name.size() - 1), targets(name.data() + 1, name.size() - 1);
    Tensor hidden = model_.hidden(graph_, models::continuation(read, length), &cache);
    cache.truncate(length);
    std::vector<float> losses;
    model_.cross_entropy(graph_, hidden, {targets, {}, &losses});
    models::refuse_not_finite(losses);
    return std::accumulate(losses.begin(), losses.end(), 0.0);
  }

  Graph graph_;
  models::CausalLM& model_;
  std::vector<std::vector<int32_t>> names_;
  std::vector<int32_t> line_break_;
  int64_t longest_;
  data::Encoder encoder_;
};

// Positions of the test part that an untuned model is asked about.
std::vector<size_t> rows_to_ask(models::CausalLM& model, const HeldOut& held_out, int64_t seed) {
  const auto weights = static_cast<double>(models::count_parameters(model));
  const double scores = static_cast<double>(kMostLabelScores) * std::min(1.0, kUsualWeights / std::max(1.0, weights));
  const auto labels = static_cast<double>(std::max<size_t>(1, held_out.dataset.labels.size()));
  const auto most = static_cast<size_t>(std::max<double>(kFewestRows, scores / labels));
  std::vector<size_t> rows(held_out.split.test.size());
  std::iota(rows.begin(), rows.end(), size_t{0});
  if (rows.size() <= most) return rows;
  Random random(random_key({static_cast<uint64_t>(seed), 0x6c6162656c}));
  random.shuffle(rows);
  rows.resize(most);
  return rows;
}

}  // namespace

void run_head(kernels::Context& context, const Contestant& contestant, const HeldOut& held_out, Outcome& outcome,
              const Control& control) {
  const std::vector<int32_t> map = label_map(*contestant.head, held_out.dataset.labels), truth = true_labels(held_out);
  const std::vector<data::EncodedRow> rows = encode_part(held_out, held_out.split.test);
  outcome.predicted.assign(rows.size(), -1);
  outcome.nats.assign(rows.size(), kNotMeasured);
  Steps steps(stage_of(contestant.name), static_cast<int64_t>(rows.size()), control);
  for (const auto& batch : batches_of(rows)) {
    std::vector<models::Sequence> sequences;
    for (size_t i : batch) sequences.push_back({rows[i].ids, rows[i].learned, rows[i].label});
    Graph graph{context};
    Tensor scores = models::classify_scores(graph, *contestant.model, *contestant.head, sequences);
    for (size_t k = 0; k < batch.size(); ++k) {
      std::span<const float> row(scores.matrix().row(static_cast<int64_t>(k)), static_cast<size_t>(scores.cols()));
      read_scores(row, map, truth[batch[k]], batch[k], outcome);
    }
    steps.advance(static_cast<int64_t>(batch.size()));
  }
}

void run_label_names(kernels::Context& context, const Contestant& contestant, const HeldOut& held_out, int64_t seed,
                     Outcome& outcome, const Control& control) {
  const auto& test = held_out.split.test;
  const std::vector<size_t> rows = rows_to_ask(*contestant.model, held_out, seed);
  outcome.detail = rows.size() == test.size()
                       ? text("evaluation.detail_untuned")
                       : text("evaluation.detail_untuned_sample",
                              {{"rows", std::to_string(rows.size())}, {"all", std::to_string(test.size())}});
  outcome.predicted.assign(test.size(), -1);
  LabelReader reader(context, *contestant.model, held_out);
  Steps steps(stage_of(contestant.name), static_cast<int64_t>(rows.size()), control);
  for (size_t i : rows) {
    outcome.predicted[i] = reader.choose(held_out.dataset.examples[static_cast<size_t>(test[i])]);
    steps.advance();
  }
}

}  // namespace afina::evaluation
