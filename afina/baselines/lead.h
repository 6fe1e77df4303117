// The first sentences: the baseline that summaries of news and notices are measured against.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace afina::baselines {

// The first `words` words (by white space) of a text, ended at the last sentence among them where one ends there
// ('.', '!', '?' or '…', before any closing quotes or brackets), else at the last word.
std::string lead_sentences(std::string_view text, int64_t words);
// Words by white space.
int64_t count_words(std::string_view text);

}  // namespace afina::baselines
