// Regular expressions as tokenizer.json writes them (Oniguruma's Ruby syntax), run by PCRE2's JIT on UTF-8.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace afina::tokenizer {

struct Match {
  uint32_t begin = 0;
  uint32_t end = 0;
};

class Regex {
 public:
  // `place` names the file and field. Throws tokenizer.bad_pattern.
  Regex(std::string_view pattern, std::string_view place);

  // Appends all matches from left to right. `text` must be well-formed UTF-8. Throws
  // tokenizer.pattern_too_costly where backtracking gets out of hand: the work is at most linear in the text plus
  // TextBudget::kSteps. Safe from several threads.
  void find_all(std::string_view text, std::vector<Match>& matches) const;

 private:
  struct Code;
  std::shared_ptr<const Code> code_;
};

// The same expression in PCRE2's syntax; throws tokenizer.bad_pattern for what has no counterpart.
std::string translate_regex(std::string_view pattern, std::string_view place);

}  // namespace afina::tokenizer
