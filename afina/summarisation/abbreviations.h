// What a full stop after a word means in Spanish and English.
#pragma once

#include <string_view>

namespace afina::summarisation {

enum class Abbreviation {
  none,
  before_name,    // «Sr.», "Mrs.": never ends one
  before_number,  // «núm.», "No.", «art.»: not where a figure follows
  may_end,        // «etc.», "Inc.", «EE. UU.»: ends one where what follows begins like a sentence
};
// `word` in lower case, without its last full stop.
Abbreviation abbreviation(std::string_view word);

// Words that open sentences and hardly ever follow an abbreviation as part of a name, in lower case.
bool opens_sentences(std::string_view word);

// Articles, pronouns, prepositions and the like, Spanish and English, in lower case.
bool is_stop_word(std::string_view word);

// Openings of one or two words that lean on the sentence before («sin embargo», "however", «esto»), in lower case.
bool leans_back(std::string_view words);

// Demonstratives, which point to what was said before.
bool points_back(std::string_view word);

}  // namespace afina::summarisation
