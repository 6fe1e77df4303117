// Whether what a model wrote rests on what it read. A rough sign and not a proof: it catches the invented day, amount
// or subject that small models write in good Spanish, and words of one sentence joined to those of another; it does not
// catch a true word in the wrong place of one sentence. What it lets pass is measured in faithfulness_test.cpp.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "afina/base/error.h"
#include "afina/summarisation/sentences.h"
#include "afina/summarisation/stems.h"

namespace afina::summarisation {

// More than this share of a sentence's content stems, and all its exact words, stand in ONE sentence of its source.
inline constexpr double kLeastSupport = 0.6;

// Words that cannot be said otherwise: figures («22», «9:30»), numbers in words, months, days of the week. `word` is
// folded, as unicode_words gives it.
bool is_exact(std::string_view word);

// The exact words of a text, each once, sorted. «3.500» and «3500» are the same.
std::vector<std::string> exact_words(std::string_view text);

// Where a sentence that was said has its best support.
struct Support {
  int64_t sentence = -1;  // index into the document's sentences, -1 where none shares a content stem
  double share = 0;       // of its content stems, in that sentence
  bool exact = false;     // so are all its exact words
  bool holds() const noexcept { return exact && share > kLeastSupport; }
};

// The sentences of a document, ready to be compared with what is said of it. For one thread at a time.
class Evidence {
 public:
  // The document must outlive it. `language` chooses the stems.
  Evidence(std::string_view document, std::optional<Lang> language);

  const std::vector<Sentence>& sentences() const noexcept { return sentences_; }
  std::string_view text(size_t sentence) const;
  // The sentences that a stretch of the document touches, [first, last).
  struct Range {
    size_t first = 0, last = 0;
  };
  Range within(int64_t begin, int64_t end) const;
  // The best of these sentences: one that it rests on, with most of the content stems, then the likest, then the first.
  // Headings and markup are no evidence.
  Support support(std::string_view said, Range range);
  // How many content stems a sentence has.
  int64_t weight(size_t sentence) const { return std::ssize(facts_[sentence].stems); }
  // Those of some sentences that say something new: a later one goes where its stems or those of an earlier one all
  // stand in the other, or most of both are shared. Indices, rising.
  std::vector<size_t> distinct(const std::vector<std::string>& said);

 private:
  struct Facts {
    std::vector<std::string> stems, exact;
  };
  std::string_view document_;
  std::vector<Sentence> sentences_;
  Stemmer stemmer_;
  std::vector<Facts> facts_;
};

}  // namespace afina::summarisation
