#include "afina/summarisation/words.h"

#include <algorithm>

#include "afina/base/utf8.h"

namespace afina::summarisation {

bool has_words(std::string_view text) {
  for (size_t i = 0; i < text.size();) {
    char32_t c = next_code_point(text, i);
    if (is_letter(c) || is_digit(c)) return true;
  }
  return false;
}

int64_t WordCount::add(std::string_view piece) {
  for (size_t i = 0; i < piece.size();) {
    bool blank = is_white_space(next_code_point(piece, i));
    separated_ += !blank && !inside_;
    inside_ = !blank;
  }
  words_ += static_cast<int64_t>(unicode_words(piece).size());
  return std::max(separated_, words_);
}

int64_t count_words(std::string_view text) { return WordCount().add(text); }

std::string first_words(std::string_view sentence, int64_t words) {
  size_t cut = 0;
  WordCount count;
  for (size_t i = 0, counted = 0; i < sentence.size();) {
    size_t at = i;
    if (!is_white_space(next_code_point(sentence, i))) continue;
    if (count.add(sentence.substr(counted, at - counted)) > words) break;
    counted = at;
    cut = at;
  }
  return std::string(trim(sentence.substr(0, cut))) + "…";
}

std::string fold_blanks(std::string_view raw) {
  std::string out;
  bool space = false;
  for (size_t i = 0; i < raw.size();) {
    char32_t c = next_code_point(raw, i);
    if (is_white_space(c) && c != 0xA0 && c != 0x202F) {
      space = true;
      continue;
    }
    if (space && !out.empty()) out += ' ';
    space = false;
    append_utf8(out, c);
  }
  return out;
}

}  // namespace afina::summarisation
