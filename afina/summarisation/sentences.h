// Sentences of Spanish and English text. Survives «Sr.», «art. 3.º», figures (3.500,25), initials, ellipses,
// quotations and dialogue dashes; headings and list items end at their line. Lines of wrapped paragraphs are joined.
// Any bytes are accepted: ill-formed UTF-8 counts as U+FFFD, and positions are those of the given bytes.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace afina::summarisation {

enum class SentenceKind : uint8_t {
  prose,
  item,     // of a list; its bullet or number is left out
  verse,    // lines that are not wrapped prose
  heading,  // a line of its own without a final stop; Markdown's #
  markup,   // code blocks, tables, tags
};

struct Sentence {
  int64_t begin = 0, end = 0;  // bytes of the document, trimmed, end exclusive
  int64_t paragraph = 0;       // number of the paragraph, from 0
  SentenceKind kind = SentenceKind::prose;
};
std::vector<Sentence> split_sentences(std::string_view document);

}  // namespace afina::summarisation
