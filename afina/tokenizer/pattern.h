// "pattern": {"String": …} or {"Regex": …} of Replace and Split, and the ways to cut a text at its matches.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "afina/tokenizer/piece_text.h"
#include "afina/tokenizer/regex.h"

namespace afina::tokenizer {

class Config;

class Pattern {
 public:
  static Pattern read(const Config& owner, const char* key);
  static Pattern literal(std::string text);
  static Pattern regex(std::string_view expression, std::string_view place);

  void find_all(std::string_view text, std::vector<Match>& matches) const;

 private:
  std::string literal_;
  std::optional<Regex> regex_;
};

// What becomes of the delimiters when a text is cut at them.
enum class SplitBehavior { removed, isolated, merged_with_previous, merged_with_next, contiguous };

SplitBehavior read_split_behavior(const Config& config, const char* key, SplitBehavior fallback);

// Appends the pieces of a text of `size` bytes cut at `delimiters` (ascending, not overlapping). `invert`: what
// lies between the matches are the delimiters.
void cut(size_t size, const std::vector<Match>& delimiters, SplitBehavior behavior, bool invert,
         std::vector<Piece>& out);

}  // namespace afina::tokenizer
