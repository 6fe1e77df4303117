// Text from a model: prefill, then one token at a time with a KV cache.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "afina/base/observer.h"
#include "afina/generation/sampler.h"
#include "afina/models/causal_lm.h"
#include "afina/tokenizer/tokenizer.h"

namespace afina::generation {

struct GenerationOptions {
  SamplingOptions sampling;
  int64_t max_new_tokens = 128;
  std::vector<int32_t> stop_ids;          // any of them ends the text and is not part of it
  std::vector<std::string> stop_strings;  // the text ends before the first of them
  // Whether no_repeat_ngram_size goes for what is written alone. A text that may not say what the prompt said cannot
  // report of it: names and figures come out changed.
  bool may_repeat_prompt = false;

  template <class Self, class Visitor>
  static void visit(Self& self, Visitor&& visit) {
    visit(self.max_new_tokens, OptionSpec{"max-new-tokens", "Máximo de tokens nuevos.", "Most new tokens."}
                                   .range(1, kMostTokens)
                                   .in("tokens"));
    SamplingOptions::visit(self.sampling, visit);
  }
};

struct Generated {
  std::vector<int32_t> prompt_ids, ids;  // ids without the stopping one
  std::string text;
  // "stop_id", "stop_string", "length" (max_new_tokens), "context" (the model's context is full), "cancelled"
  std::string stop;
  double prefill_seconds = 0, decode_seconds = 0;
};

// `on_text` receives pieces of text as they become certain (never half a character, never part of a stop
// string); it may be empty. Errors: generation.empty_prompt, generation.prompt_too_long (tokens, context).
Generated generate(kernels::Context& context, models::CausalLM& model, const tokenizer::Tokenizer& tokenizer,
                   std::span<const int32_t> prompt, const GenerationOptions& options,
                   const std::function<void(std::string_view)>& on_text = {}, const CancelToken* cancel = nullptr);

}  // namespace afina::generation
