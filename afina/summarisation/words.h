// Small helpers over the words of a text.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace afina::summarisation {

bool has_words(std::string_view text);

// Words of a text that is given piece by piece, each ending where a word ends: as a person or a word processor counts
// them, or as metrics do, the larger, so that a limit holds either way.
class WordCount {
 public:
  int64_t add(std::string_view piece);  // the words so far

 private:
  int64_t separated_ = 0, words_ = 0;
  bool inside_ = false;
};
int64_t count_words(std::string_view text);

// The beginning of a sentence that alone is longer than `words`, with an ellipsis.
std::string first_words(std::string_view sentence, int64_t words);

// Line breaks and runs of blanks as one space; those that do not break a line stay.
std::string fold_blanks(std::string_view text);

}  // namespace afina::summarisation
