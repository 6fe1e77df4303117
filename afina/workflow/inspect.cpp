#include "afina/workflow/inspect.h"

#include <algorithm>
#include <limits>
#include <mutex>
#include <numeric>

#include "afina/base/error.h"
#include "afina/base/option_check.h"
#include "afina/base/stop.h"
#include "afina/data/instruction.h"
#include "afina/kernels/cross_entropy.h"
#include "afina/metrics/metrics.h"
#include "afina/models/objective.h"
#include "afina/workflow/encode_rows.h"
#include "afina/workflow/token_text.h"

namespace afina::workflow {

struct Inspector::Impl {
  LoadedModel loaded;
  ThreadPool pool;
  std::mutex busy;  // the pool serves one call at a time

  Impl(const std::string& model, int threads) : loaded(load_model_source(model)), pool(threads) {
    if (loaded.head) fail("workflow.run_classifies", {{"model", model}});
    loaded.encoder.max_length = loaded.model->shape().context;
  }

  std::vector<int32_t> ids_of(std::string_view text, bool raw) const {
    const bool asked = !raw && loaded.encoder.form.chat != nullptr;
    const data::Encoder encoder(loaded.tokenizer, loaded.task.value_or(data::Task::instruct), loaded.encoder);
    data::Example example;
    example.input = std::string(text);
    std::vector<int32_t> ids = asked ? encoder.encode_prompt(example) : encoder.encode_text(text);
    if (ids.empty()) fail("generation.empty_prompt");
    if (auto tokens = static_cast<int64_t>(ids.size()); tokens > loaded.model->shape().context) {
      fail("generation.prompt_too_long",
           {{"tokens", std::to_string(tokens)}, {"context", std::to_string(loaded.model->shape().context)}});
    }
    return ids;
  }

  // Logits of the last `rows` tokens, [rows, V].
  Tensor run(const std::vector<int32_t>& ids, int64_t rows, const CancelToken* cancel) {
    const StopScope scope(cancel);
    const std::lock_guard lock(busy);
    models::check_weights(*loaded.model);
    kernels::Context context{pool};
    Graph graph{context};
    Tensor hidden = loaded.model->hidden(graph, models::pack({&ids, 1}));
    std::vector<int32_t> kept(static_cast<size_t>(rows));
    std::iota(kept.begin(), kept.end(), static_cast<int32_t>(static_cast<int64_t>(ids.size()) - rows));
    Tensor logits = loaded.model->logits(graph, ops::select_rows(graph, hidden, kept));
    check_stop();
    return logits;
  }
};

Inspector::Inspector(const std::string& model, int threads) {
  check_any(threads_option(), threads);
  impl_ = std::make_unique<Impl>(model, threads);
}
Inspector::~Inspector() = default;
Inspector::Inspector(Inspector&&) noexcept = default;

Logits Inspector::logits(std::string_view text, bool raw, const CancelToken* cancel) const {
  Logits result;
  result.ids = impl_->ids_of(text, raw);
  result.tokens = static_cast<int64_t>(result.ids.size());
  auto owner = std::make_shared<Tensor>(impl_->run(result.ids, result.tokens, cancel));
  result.vocabulary = owner->cols();
  result.values = owner->mutable_values();
  result.owner = std::move(owner);
  return result;
}

std::vector<std::pair<std::string, double>> Inspector::next_tokens(std::string_view text, int64_t count, bool raw,
                                                                   const CancelToken* cancel) const {
  Tensor logits = impl_->run(impl_->ids_of(text, raw), 1, cancel);
  const tokenizer::Tokenizer& tok = impl_->loaded.tokenizer;
  // A head may be larger than its tokenizer; what no token stands for is never chosen.
  std::span<float> values = logits.mutable_values();
  for (auto id = static_cast<size_t>(tok.vocabulary_size()); id < values.size(); ++id) {
    values[id] = -std::numeric_limits<float>::infinity();
  }
  {
    const std::lock_guard lock(impl_->busy);
    kernels::Context context{impl_->pool};
    kernels::softmax_rows(context, logits.mutable_matrix());
  }
  std::vector<int32_t> order(values.size());
  std::iota(order.begin(), order.end(), 0);
  const auto kept = std::clamp<int64_t>(count, 0, static_cast<int64_t>(order.size()));
  std::ranges::partial_sort(order, order.begin() + kept, [&](int32_t a, int32_t b) {
    return values[static_cast<size_t>(a)] != values[static_cast<size_t>(b)]
               ? values[static_cast<size_t>(a)] > values[static_cast<size_t>(b)]
               : a < b;
  });
  std::vector<std::pair<std::string, double>> next;
  for (int64_t i = 0; i < kept; ++i) {
    const int32_t id = order[static_cast<size_t>(i)];
    next.emplace_back(token_text(tok, id), values[static_cast<size_t>(id)]);
  }
  return next;
}

TextScore Inspector::score(std::string_view text, const CancelToken* cancel) const {
  const data::Encoder encoder(impl_->loaded.tokenizer, data::Task::continuation, impl_->loaded.encoder);
  const StopScope scope(cancel);
  const std::vector<data::EncodedRow> windows = encoder.encode_running(text);
  if (windows.empty()) fail("generation.empty_prompt");
  const std::lock_guard lock(impl_->busy);
  models::check_weights(*impl_->loaded.model);
  kernels::Context context{impl_->pool};
  TextScore score;
  double nats = 0;
  for (const data::EncodedRow& window : windows) {
    Graph graph{context};
    const models::Sequence sequence{window.ids, window.learned, -1};
    const models::BatchLoss loss = models::batch_loss(graph, *impl_->loaded.model, nullptr, {&sequence, 1});
    models::refuse_not_finite(loss.nats);
    nats += loss.nats[0];
    score.tokens += std::ranges::count(window.learned, uint8_t{1});
    score.bytes += window.learned_bytes;
  }
  check_stop();
  score.bits_per_byte = metrics::bits_per_byte(nats, score.bytes);
  score.perplexity = metrics::perplexity(nats, score.tokens);
  return score;
}

const tokenizer::Tokenizer& Inspector::tokenizer() const { return impl_->loaded.tokenizer; }
Json Inspector::shape() const { return shape_json(*impl_->loaded.model); }

Json shape_json(models::CausalLM& model) {
  const models::ModelShape& s = model.shape();
  return {{"architecture", s.architecture},
          {"parameters", models::count_parameters(model)},
          {"vocabulary", s.vocabulary},
          {"hidden_size", s.channels},
          {"intermediate_size", s.intermediate},
          {"layers", s.layers},
          {"heads", s.heads},
          {"kv_heads", s.kv_heads},
          {"head_size", s.head_size},
          {"context", s.context},
          {"tied_head", model.tied_head()}};
}

std::vector<int32_t> row_lengths(const PreparedData& data, const std::string& model) {
  const LoadedModel loaded = load_model_source(model);
  const data::Dataset& dataset = data.dataset;
  data::EncoderOptions options = make_encoder(loaded, dataset.task, loaded.encoder.max_length,
                                              data::default_instruction(dataset.task, data::language_of(dataset)))
                                     .options();
  options.max_length = std::numeric_limits<int32_t>::max();
  const data::Encoder encoder(loaded.tokenizer, dataset.task, options);
  std::vector<int32_t> lengths;
  for (const data::Example& example : dataset.examples) {
    check_stop();
    const auto row = encoder.try_encode(example, dataset.labels);
    lengths.push_back(row ? static_cast<int32_t>(row->ids.size()) : 0);
  }
  return lengths;
}

}  // namespace afina::workflow
