#include "afina/generation/generator.h"

#include <algorithm>
#include <chrono>

#include "afina/base/error.h"
#include "afina/base/stop.h"
#include "afina/generation/stop_filter.h"
#include "afina/models/memory.h"

namespace afina::generation {

namespace {

using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point begin) { return std::chrono::duration<double>(Clock::now() - begin).count(); }

// Logits [1, V] after `seen`, of which the cache holds a beginning.
Tensor next_logits(Graph& graph, models::CausalLM& model, std::span<const int32_t> seen, models::KvCache& cache) {
  const int64_t once = model.shape().refilled_after;
  if (once > 0 && cache.length() <= once && std::ssize(seen) > once) cache.truncate(0);
  const std::span<const int32_t> ids = seen.subspan(static_cast<size_t>(cache.length()));
  Tensor hidden = model.hidden(graph, models::continuation(ids, cache.length()), &cache);
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
      logits = next_logits(graph, model, seen, cache);
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
