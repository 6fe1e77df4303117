// The layout of a plain or Markdown text: which lines belong together before sentences are looked for.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "afina/summarisation/sentences.h"

namespace afina::summarisation {

// A stretch of the document that no sentence crosses.
struct Unit {
  int64_t begin = 0, end = 0;  // bytes, trimmed
  int64_t paragraph = 0;
  SentenceKind kind = SentenceKind::prose;
};
std::vector<Unit> split_units(std::string_view document);

}  // namespace afina::summarisation
