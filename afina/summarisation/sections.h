// A document cut into stretches that a model can read one by one.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "afina/summarisation/abstractive.h"

namespace afina::summarisation {

// Whole sentences up to section_tokens each, preferably up to a heading, else whole paragraphs; only a sentence longer
// than that is cut, at a blank where it has one. The sections tile the document: the first begins at 0, each begins
// where the one before ends, the last ends with the document. Empty for a document without sentences.
std::vector<Section> split_sections(std::string_view document, const SectionSummariser& summariser);

}  // namespace afina::summarisation
