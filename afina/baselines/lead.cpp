#include "afina/baselines/lead.h"

#include "afina/base/utf8.h"

namespace afina::baselines {

namespace {

bool ends_sentence(char32_t c) { return c == U'.' || c == U'!' || c == U'?' || c == U'…'; }
bool closes(char32_t c) {
  return c == U'»' || c == U'"' || c == U'”' || c == U'\'' || c == U'’' || c == U')' || c == U']';
}

}  // namespace

std::string lead_sentences(std::string_view text, int64_t words) {
  text = trim(text);
  size_t last_word = 0, last_sentence = 0;  // ends, in bytes
  int64_t seen = 0;
  bool in_word = false, ended = false;  // `ended`: what the word ends with so far ends a sentence
  for (size_t i = 0; i < text.size();) {
    const size_t before = i;
    const char32_t c = next_code_point(text, i);
    if (is_white_space(c)) {
      if (in_word && ended) last_sentence = before;
      if (in_word && seen == words) break;
      in_word = false;
      continue;
    }
    if (!in_word && ++seen > words) break;
    in_word = true;
    if (ends_sentence(c))
      ended = true;
    else if (!closes(c))
      ended = false;
    last_word = i;
    if (i == text.size() && ended) last_sentence = i;
  }
  return std::string(text.substr(0, last_sentence > 0 ? last_sentence : last_word));
}

int64_t count_words(std::string_view text) {
  int64_t words = 0;
  bool in_word = false;
  for (size_t i = 0; i < text.size();) {
    const bool space = is_white_space(next_code_point(text, i));
    words += !space && !in_word;
    in_word = !space;
  }
  return words;
}

}  // namespace afina::baselines
