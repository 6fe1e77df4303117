// Whether what a model wrote rests on what it read. A rough sign and not a proof: it catches the invented day, amount
// or subject that small models write in good Spanish, and does not catch a true word in the wrong place.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <unordered_set>

namespace afina::summarisation {

// The least share of a sentence's content words that stands in its source; and of the exact ones, all.
inline constexpr double kLeastSupport = 0.5;

// Words that cannot be said otherwise: figures («22», «9:30»), numbers in words, months, days of the week. `word` is
// folded, as unicode_words gives it.
bool is_exact(std::string_view word);

// The words by which a sentence is compared, each once, folded: those that are no stop words.
std::unordered_set<std::string> content_words(std::string_view sentence);

// `there` tells whether a word stands in the source. A sentence of stop words alone («¿Y tú?») says nothing that could
// be false.
bool rests_on(std::string_view sentence, const std::function<bool(const std::string&)>& there);
bool rests_on(std::string_view sentence, std::string_view source);

struct Grounded {
  std::string text;     // the sentences that rest on the source, as they were written
  int64_t dropped = 0;  // how many do not
};
Grounded keep_grounded(std::string_view summary, std::string_view source);

// The sentence of the source with most of the content words of what was said; the first of equals.
std::string closest_sentence(std::string_view said, std::string_view source);

}  // namespace afina::summarisation
