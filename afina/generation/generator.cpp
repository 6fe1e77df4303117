#include "afina/generation/generator.h"

#include <algorithm>
#include <chrono>
#include <numeric>

#include "afina/base/error.h"
#include "afina/base/stop.h"
#include "afina/generation/stop_filter.h"
#include "afina/models/memory.h"

namespace afina::generation {

namespace {

using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point begin) { return std::chrono::duration<double>(Clock::now() - begin).count(); }

// Logits [1, V] after `ids`, which continue what the cache holds.
Tensor next_logits(Graph& graph, models::CausalLM& model, std::span<const int32_t> ids, models::KvCache& cache) {
  models::Batch batch;
  batch.ids.assign(ids.begin(), ids.end());
  std::vector<int32_t> positions(ids.size());
  std::iota(positions.begin(), positions.end(), static_cast<int32_t>(cache.length()));
  batch.positions = std::make_shared<const std::vector<int32_t>>(std::move(positions));
  batch.starts =
      std::make_shared<const std::vector<int32_t>>(std::vector<int32_t>{0, static_cast<int32_t>(ids.size())});
  Tensor hidden = model.hidden(graph, batch, &cache);
  int32_t last = static_cast<int32_t>(ids.size()) - 1;
  return model.logits(graph, ops::select_rows(graph, hidden, {&last, 1}));
}

void check_prompt(std::span<const int32_t> prompt, int64_t context_length) {
  if (prompt.empty()) fail("generation.empty_prompt");
  if (static_cast<int64_t>(prompt.size()) >= context_length) {
    fail("generation.prompt_too_long",
         {{"tokens", std::to_string(prompt.size())}, {"context", std::to_string(context_length)}});
  }
}

}  // namespace

Generated generate(kernels::Context& context, models::CausalLM& model, const tokenizer::Tokenizer& tokenizer,
                   std::span<const int32_t> prompt, const GenerationOptions& options,
                   const std::function<void(std::string_view)>& on_text, const CancelToken* cancel) {
  const int64_t limit = model.shape().context;
  const StopScope scope(cancel);
  check_prompt(prompt, limit);
  Generated result;
  result.prompt_ids.assign(prompt.begin(), prompt.end());
  std::vector<int32_t> seen = result.prompt_ids;

  Graph graph{context};
  models::check_room_for(model.shape(), {std::ssize(prompt), 0, 0}, true);
  // The limit of the context first: the most new tokens may be any number.
  models::KvCache cache =
      model.make_cache(std::ssize(prompt) + std::min(limit - std::ssize(prompt), options.max_new_tokens));
  Sampler sampler(options.sampling, std::min<int64_t>(tokenizer.vocabulary_size(), model.shape().vocabulary));
  tokenizer::StreamDecoder decoder(tokenizer);
  StopFilter filter(options.stop_strings);
  auto show = [&](const std::string& text) {
    result.text += text;
    if (on_text && !text.empty()) on_text(text);
  };

  auto begin = Clock::now();
  std::span<const int32_t> input = prompt;
  result.stop = "length";
  for (int64_t n = 0; n < options.max_new_tokens; ++n) {
    if (cancel && cancel->cancelled()) {
      result.stop = "cancelled";
      break;
    }
    if (static_cast<int64_t>(seen.size()) > limit) {
      result.stop = "context";
      break;
    }
    Tensor logits;
    try {
      logits = next_logits(graph, model, input, cache);
      check_stop();  // a broken weight file: nothing computed from it is shown
    } catch (const Error& error) {
      if (!is_cancelled(error)) throw;
      result.stop = "cancelled";
      break;
    }
    if (n == 0) {
      result.prefill_seconds = seconds_since(begin);
      begin = Clock::now();
    }
    int32_t id = sampler.choose(logits.mutable_values(), seen, options.may_repeat_prompt ? prompt.size() : 0);
    if (std::ranges::find(options.stop_ids, id) != options.stop_ids.end()) {
      result.stop = "stop_id";
      break;
    }
    result.ids.push_back(id);
    seen.push_back(id);
    input = std::span(seen).last(1);
    show(filter.push(decoder.push(id)));
    if (filter.stopped()) {
      result.stop = "stop_string";
      break;
    }
  }
  result.decode_seconds = seconds_since(begin);
  show(filter.push(decoder.finish()));
  show(filter.finish());
  return result;
}

}  // namespace afina::generation
