// A model kept loaded, to look inside: what it expects next, its logits, how well it knows a text.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "afina/models/model_files.h"
#include "afina/tokenizer/tokenizer.h"
#include "afina/workflow/workflow.h"

namespace afina::workflow {

// Logits [T, V] of each token's successor. `owner` keeps the values alive.
struct Logits {
  std::span<float> values;
  int64_t tokens = 0, vocabulary = 0;
  std::vector<int32_t> ids;  // [T]: what was read
  std::shared_ptr<void> owner;
};

struct TextScore {
  double bits_per_byte = 0, perplexity = 0;
  int64_t tokens = 0, bytes = 0;  // that were predicted: the first token is not, where the model has no BOS
};

// Safe to use from several threads: calls wait for one another. Where `cancel` says so they end with base.cancelled,
// and the model is as before.
class Inspector {
 public:
  // Errors: those of load_model_source; workflow.run_classifies (a run that writes no text).
  Inspector(const std::string& model, int threads);
  ~Inspector();
  Inspector(Inspector&&) noexcept;

  // `raw`: the text as it is; otherwise as a question in the model's conversation format, where it has one.
  // Errors: generation.empty_prompt, generation.prompt_too_long (tokens, context).
  Logits logits(std::string_view text, bool raw, const CancelToken* cancel = nullptr) const;
  // The `count` likeliest next tokens as they read, with their probabilities, likeliest first.
  std::vector<std::pair<std::string, double>> next_tokens(std::string_view text, int64_t count, bool raw,
                                                          const CancelToken* cancel = nullptr) const;
  // Texts longer than the context are read in windows. Errors: generation.empty_prompt.
  TextScore score(std::string_view text, const CancelToken* cancel = nullptr) const;

  const tokenizer::Tokenizer& tokenizer() const;
  // As shape_json.
  Json shape() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

// architecture, parameters, vocabulary (V), hidden_size (C), intermediate_size, layers, heads (H), kv_heads (K),
// head_size (D), context (most tokens), tied_head.
Json shape_json(models::CausalLM& model);

// Tokens [rows] of each example as `model` reads it, before anything is cut; 0 where nothing is left to learn.
std::vector<int32_t> row_lengths(const PreparedData& data, const std::string& model);

}  // namespace afina::workflow
