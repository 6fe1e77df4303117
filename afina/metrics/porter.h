// The Porter stemmer (Porter, «An algorithm for suffix stripping», Program 14.3, 1980) with the deviations of
// NLTK's default mode, which ROUGE implementations use.
#pragma once

#include <string>

namespace afina::metrics {

// `word` is in lower case. Only a-y carry meaning; digits count as consonants.
std::string porter_stem(std::string word);

}  // namespace afina::metrics
