// Summaries made of the document's own sentences: ranked by LexRank-style centrality (Erkan & Radev 2004) over
// TF-IDF weights with a position prior, chosen with redundancy control (MMR, Carbonell & Goldstein 1998), and
// given in their original order. Linear in the document: long documents are ranked section by section.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "afina/base/observer.h"
#include "afina/base/thread_pool.h"

namespace afina::summarisation {

struct ExtractiveOptions {
  int64_t words = 0;      // at most so many words; 0: not limited by words
  int64_t sentences = 0;  // so many sentences; 0 with words 0: chosen from the length (3 to 12)
};

struct ChosenSentence {
  std::string text;                     // as in the document, line breaks folded to spaces
  int64_t begin = 0, end = 0;           // bytes in the document
  int64_t sentence = 0, paragraph = 0;  // numbers from 1
  double score = 0;
};

struct ExtractiveSummary {
  std::vector<ChosenSentence> sentences;  // in the order of the document
  int64_t document_bytes = 0, document_sentences = 0, document_words = 0;
  int64_t read_bytes = 0;  // equals document_bytes: nothing is cut silently
};
// Errors: summarisation.empty_document, summarisation.budget_too_small, summarisation.bad_budget.
ExtractiveSummary summarise_extractive(std::string_view document, const ExtractiveOptions& options, ThreadPool& pool,
                                       const Control& control = {});

// Which of some sentences of a document, given apart and in order, make the summary: indices, rising. The same errors.
std::vector<size_t> choose_sentences(const std::vector<std::string>& sentences, const ExtractiveOptions& options,
                                     ThreadPool& pool, const Control& control = {});

// How many sentences a summary has where nothing is asked, by the document's sentences that can stand in one.
int64_t usual_sentences(int64_t usable);

}  // namespace afina::summarisation
