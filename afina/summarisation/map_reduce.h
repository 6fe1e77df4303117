// Summaries by a language model of documents of any length: sections that fit the context are summarised one by
// one (map), their summaries joined and, where they are still too long, summarised again (reduce). Every part of
// the document is read; what was read and where each sentence comes from is stated.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "afina/base/observer.h"
#include "afina/generation/generator.h"

namespace afina::summarisation {

struct Section {
  int64_t begin = 0, end = 0;  // bytes of the document
  std::string summary;
};

struct ModelSummary {
  std::string text;
  std::vector<Section> sections;  // the map step, in order, covering the document without gaps
  // For each sentence of the text: the section of the document it is closest to (Unicode word overlap), or -1
  // where it does not rest on that section either (faithfulness.h): a likely invention, to be said.
  struct Origin {
    int64_t begin = 0, end = 0;  // bytes of `text`
    int64_t section = -1;
    double overlap = 0;  // share of the sentence's content words found in that section
  };
  std::vector<Origin> origins;
  int64_t rounds = 1;   // map, then how many reductions
  int64_t dropped = 0;  // sentences of the model that did not rest on what it read
  int64_t quoted = 0;   // sections of which for that reason nothing was left, so that they speak for themselves
  int64_t document_bytes = 0, read_bytes = 0;
};

// What the summariser needs from a model: the length of a text in tokens, and a summary of one section.
struct SectionSummariser {
  std::function<int64_t(std::string_view)> tokens;
  std::function<std::string(std::string_view)> summarise;
  int64_t section_tokens = 192;  // most tokens of one section
};

struct MapReduceOptions {
  int64_t words = 0;      // most words of the result; 0: not limited
  int64_t sentences = 0;  // most sentences; 0: not limited
};

// Errors: summarisation.empty_document.
ModelSummary summarise_map_reduce(std::string_view document, const SectionSummariser& summariser,
                                  const MapReduceOptions& options, const Control& control = {});

}  // namespace afina::summarisation
