#include "afina/summarisation/stems.h"

#include <libstemmer.h>

#include <algorithm>
#include <new>

#include "afina/base/utf8.h"
#include "afina/summarisation/abbreviations.h"

namespace afina::summarisation {

namespace {
constexpr size_t kLongestWord = 64;  // bytes; longer ones are no words of a language
}

void Stemmer::Close::operator()(sb_stemmer* stemmer) const noexcept { sb_stemmer_delete(stemmer); }

Stemmer::Stemmer(std::optional<Lang> language) {
  if (!language) return;
  stemmer_.reset(sb_stemmer_new(*language == Lang::es ? "spanish" : "english", "UTF_8"));
  if (!stemmer_) throw std::bad_alloc();  // both are in every build of the library
}

std::string Stemmer::stem(const std::string& word) {
  if (!stemmer_ || word.size() > kLongestWord) return word;
  const auto* bytes = reinterpret_cast<const sb_symbol*>(word.data());
  const sb_symbol* found = sb_stemmer_stem(stemmer_.get(), bytes, static_cast<int>(word.size()));
  if (!found) throw std::bad_alloc();
  return {reinterpret_cast<const char*>(found), static_cast<size_t>(sb_stemmer_length(stemmer_.get()))};
}

std::vector<std::string> Stemmer::content_stems(std::string_view text) {
  std::vector<std::string> stems;
  for (const std::string& word : unicode_words(text)) {
    if (!is_stop_word(word)) stems.push_back(stem(word));
  }
  std::ranges::sort(stems);
  stems.erase(std::ranges::unique(stems).begin(), stems.end());
  return stems;
}

int64_t count_shared(const std::vector<std::string>& a, const std::vector<std::string>& b) {
  int64_t shared = 0;
  for (size_t i = 0, j = 0; i < a.size() && j < b.size();) {
    const int order = a[i].compare(b[j]);
    shared += order == 0;
    i += order <= 0;
    j += order >= 0;
  }
  return shared;
}

}  // namespace afina::summarisation
