// Summaries by a language model of documents of any length. Each section is cut to its weightiest sentences, the model
// writes of it, and what it wrote is compared with the section: a sentence stays where it rests on one of the
// document's, which is then named as its source, and gives way to that one where it does not. The sections' sentences
// are joined by choosing among them: a model never reads what a model wrote. Every part of the document is read.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "afina/base/error.h"
#include "afina/base/observer.h"
#include "afina/base/thread_pool.h"

namespace afina::summarisation {

struct Section {
  int64_t begin = 0, end = 0;  // bytes of the document
};

// Where in the document a sentence comes from.
struct Source {
  int64_t begin = 0, end = 0;           // bytes
  int64_t sentence = 0, paragraph = 0;  // numbers from 1
  std::string text;                     // as in the document, line breaks folded to spaces
  double share = 0;                     // of the content stems of what was said that stand in it
};

// A sentence as the model wrote it.
struct DraftSentence {
  std::string text;
  int64_t section = 0;           // index
  bool supported = false;        // it rests on its source (faithfulness.h)
  bool unfinished = false;       // the room for the answer ended before it did
  std::optional<Source> source;  // the nearest sentence of its section; none where nothing is near
};

struct SummarySentence {
  std::string text;
  int64_t section = 0;
  bool quoted = false;  // the document's own
  Source source;
};

struct ModelSummary {
  std::string text;
  std::vector<SummarySentence> sentences;  // of the text, in order
  std::vector<DraftSentence> draft;        // all that the model wrote, section by section
  std::vector<Section> sections;           // in order, covering the document without gaps
  int64_t dropped = 0;                     // sentences of the model that rested on nothing
  int64_t quoted = 0;                      // sentences of the text that are the document's
  int64_t document_bytes = 0, read_bytes = 0;
};

// What a model said; `finished` is false where it was cut off.
struct Said {
  std::string text;
  bool finished = true;
};

// What is needed from a model: the length of a text in tokens, what it says of one, and how much it reads at once.
struct SectionSummariser {
  std::function<int64_t(std::string_view)> tokens;
  std::function<Said(std::string_view)> summarise;
  int64_t section_tokens = 1200;  // most tokens of one section
  int64_t digest_words = 0;       // most words of it that the model reads, the weightiest sentences; 0: all
  int64_t digest_tokens = 0;      // and most tokens; 0: as many as there are
};

struct AbstractiveOptions {
  int64_t words = 0;                  // most words of the result; 0: not limited by words
  int64_t sentences = 0;              // most sentences; 0 with words 0: chosen from the document's length (3 to 12)
  std::optional<Lang> language = {};  // of the document, for its stems
};

// Errors: summarisation.empty_document, summarisation.bad_budget, summarisation.cancelled.
ModelSummary summarise_abstractive(std::string_view document, const SectionSummariser& summariser,
                                   const AbstractiveOptions& options, ThreadPool& pool, const Control& control = {});

}  // namespace afina::summarisation
