// Choosing the next token from logits, in the order of Hugging Face's processors (DESIGN decision 12): repetition
// penalty and repeated n-grams (both with the prompt), temperature, top-k, top-p, min-p. Ids beyond the vocabulary are
// masked.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "afina/base/options.h"
#include "afina/base/random.h"

namespace afina::generation {

struct SamplingOptions {
  double temperature = 0;            // 0 is greedy
  int64_t top_k = 0;                 // 0: all
  double top_p = 1;                  // nucleus (Holtzman et al. 2020)
  double min_p = 0;                  // at least this share of the most probable token
  double repetition_penalty = 1;     // Keskar et al. 2019: positive logits divided, negative multiplied
  int64_t no_repeat_ngram_size = 0;  // so many tokens in a row never come twice, prompt included; 0: they may
  int64_t seed = 1;

  template <class Self, class Visitor>
  static void visit(Self& self, Visitor&& visit) {
    visit(self.temperature, OptionSpec{"temperature", "Cuánto azar hay al elegir cada palabra (0: ninguno).",
                                       "How much chance there is in choosing each word (0: none)."}
                                .range(0, 100));
    visit(self.top_k, OptionSpec{"top-k", "Se elige solo entre las K más probables (0: todas).",
                                 "Only the K most probable are chosen from (0: all)."}
                          .range(0, 1e7));
    visit(self.top_p, OptionSpec{"top-p", "Se elige entre las más probables que suman P.",
                                 "The most probable that add up to P are chosen from."}
                          .range(0, 1));
    visit(self.min_p, OptionSpec{"min-p", "Se descartan las que no llegan a esta parte de la más probable.",
                                 "Those below this share of the most probable are dropped."}
                          .range(0, 1));
    visit(self.repetition_penalty, OptionSpec{"repetition-penalty", "Cuánto se evita repetir lo ya dicho (1: nada).",
                                              "How strongly repetition is avoided (1: not at all)."}
                                       .range(0.1, 10));
    visit(self.no_repeat_ngram_size,
          OptionSpec{"no-repeat-ngram-size",
                     "Nunca salen dos veces los mismos N tokens seguidos, ni los del texto dado (0: sí).",
                     "The same N tokens in a row never come twice, nor those of the prompt (0: they may)."}
              .range(0, kMostTokens)
              .in("tokens"));
    visit(self.seed, OptionSpec{"seed", "Número que fija el azar: con el mismo sale lo mismo.",
                                "Number that fixes chance: the same one gives the same result."}
                         .range(0, kMostSeed));
  }
};

// The ids that would end an n-gram of `size` which stands in `seen` already, each once, as transformers'
// NoRepeatNGramLogitsProcessor bans them. Empty where size is 0.
std::vector<int32_t> repeated_ngram_ends(std::span<const int32_t> seen, int64_t size);

class Sampler {
 public:
  // `vocabulary`: ids from here on are masked (a model's head may be larger than its tokenizer).
  Sampler(const SamplingOptions& options, int64_t vocabulary);
  // The chosen id. `logits` [V] are overwritten; `seen` are the ids so far, prompt included, of which the first `free`
  // may come again in whatever order. Where every id would repeat an n-gram, they may.
  int32_t choose(std::span<float> logits, std::span<const int32_t> seen, size_t free = 0);

 private:
  SamplingOptions options_;
  int64_t vocabulary_;
  Random random_;
};

}  // namespace afina::generation
