// Words reduced to their stems by Snowball's algorithms (Porter 2001, libstemmer), so that inflected forms meet:
// «cerraron» and «cerrado», "closing" and "closed".
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "afina/base/error.h"

struct sb_stemmer;

namespace afina::summarisation {

// For one thread at a time. Without a language words stay as they are.
class Stemmer {
 public:
  explicit Stemmer(std::optional<Lang> language);

  // `word` folded, as unicode_words gives it.
  std::string stem(const std::string& word);
  // The stems of the words that are no stop words, each once, sorted.
  std::vector<std::string> content_stems(std::string_view text);

 private:
  struct Close {
    void operator()(sb_stemmer* stemmer) const noexcept;
  };
  std::unique_ptr<sb_stemmer, Close> stemmer_;
};

// How many of two sorted lists stand in both.
int64_t count_shared(const std::vector<std::string>& a, const std::vector<std::string>& b);

}  // namespace afina::summarisation
