// A document read for ranking: its sentences, which of them may be chosen, and what each is worth apart from how
// central it is.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "afina/base/thread_pool.h"
#include "afina/summarisation/ranking.h"
#include "afina/summarisation/sentences.h"

namespace afina::summarisation {

enum class Tier : uint8_t {
  good,
  spare,  // short, very long, unfinished or spoken: where the good ones do not suffice
  last,   // headings: where there is nothing else
  never,  // markup, signs without words
};

struct Document {
  std::string_view text;
  std::vector<Sentence> sentences;
  std::vector<SentenceFacts> facts;
  std::vector<Tier> tiers;
  std::vector<int64_t> heading_of;  // the heading above each sentence, or -1
  std::vector<double> priors;       // what a sentence is worth apart from its centrality
  std::vector<double> scores;       // zero until ranked

  std::string_view of(size_t i) const {
    return text.substr(static_cast<size_t>(sentences[i].begin),
                       static_cast<size_t>(sentences[i].end - sentences[i].begin));
  }
};

// `sentences` are those of the text, in order. Errors: summarisation.empty_document.
Document read_document(std::string_view text, std::vector<Sentence> sentences, ThreadPool& pool);

}  // namespace afina::summarisation
