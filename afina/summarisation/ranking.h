// Sentences as TF-IDF vectors, and their centrality (continuous LexRank, Erkan & Radev 2004).
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "afina/base/thread_pool.h"
#include "afina/summarisation/sentences.h"

namespace afina::summarisation {

struct WeightedTerm {
  int32_t term;
  float weight;
};
// Sorted by term, of length one (or empty).
using TermVector = std::vector<WeightedTerm>;

// What ranking needs to know of a sentence.
struct SentenceFacts {
  TermVector terms;      // content words, cut to their beginnings so that inflected forms meet
  uint64_t wording = 0;  // hash of all words in order: equal for the same sentence again
  int32_t words = 0;     // the larger of Unicode words and white-space separated ones
  int32_t content_words = 0;
  bool leans_back = false;  // opens with «sin embargo», "however", «esto»…
};
std::vector<SentenceFacts> sentence_facts(std::string_view document, std::span<const Sentence> sentences,
                                          ThreadPool& pool);

double cosine(const TermVector& a, const TermVector& b) noexcept;

// Stationary share of each sentence in a random walk between similar ones, times their number (mean 1).
std::vector<double> lexrank(std::span<const TermVector* const> vectors);

}  // namespace afina::summarisation
