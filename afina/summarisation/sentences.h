// Sentences of Spanish and English text. Survives «Sr.», «art. 3.º», figures (3.500,25), initials, ellipses,
// quotations and dialogue dashes; headings and list items end at their line.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace afina::summarisation {

struct Sentence {
  int64_t begin = 0, end = 0;    // bytes of the document, trimmed, end exclusive
  int64_t paragraph = 0;         // number of the paragraph, from 0
};
std::vector<Sentence> split_sentences(std::string_view document);

}  // namespace afina::summarisation
