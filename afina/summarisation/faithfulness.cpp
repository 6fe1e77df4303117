#include "afina/summarisation/faithfulness.h"

#include <algorithm>
#include <tuple>

#include "afina/base/stop.h"
#include "afina/base/utf8.h"

namespace afina::summarisation {

namespace {

constexpr double kNearlyEqual = 0.75;  // of the stems of the longer of two sentences

// Without «uno» and «una», which are articles too, nor «may» and «march», which are verbs.
constexpr std::string_view kExact =
    " enero febrero marzo abril mayo junio julio agosto septiembre setiembre octubre noviembre diciembre lunes martes "
    "miércoles jueves viernes sábado domingo dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce "
    "quince dieciséis diecisiete dieciocho diecinueve veinte treinta cuarenta cincuenta sesenta setenta ochenta "
    "noventa "
    "cien ciento doscientos trescientos cuatrocientos quinientos seiscientos setecientos ochocientos novecientos mil "
    "millón millones january february april june july august september october november december monday tuesday "
    "wednesday thursday friday saturday sunday two three four five six seven eight nine ten eleven twelve thirteen "
    "fourteen fifteen sixteen seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety "
    "hundred "
    "thousand million ";

// A figure's thousands without the mark between them, so that «3.500», "3,500" and 3500 are one word.
std::string without_thousands_marks(std::string_view text) {
  const auto digit = [&](size_t i) { return i < text.size() && text[i] >= '0' && text[i] <= '9'; };
  std::string out;
  for (size_t i = 0; i < text.size(); ++i) {
    const bool mark = (text[i] == '.' || text[i] == ',') && i > 0 && digit(i - 1);
    const bool three = digit(i + 1) && digit(i + 2) && digit(i + 3) && !digit(i + 4);
    if (!mark || !three) out += text[i];
  }
  return out;
}

bool nearly_equal(const std::vector<std::string>& a, const std::vector<std::string>& b) {
  const auto shared = static_cast<double>(count_shared(a, b));
  return shared == static_cast<double>(std::min(a.size(), b.size())) ||
         shared >= kNearlyEqual * static_cast<double>(std::max(a.size(), b.size()));
}

bool is_evidence(SentenceKind kind) { return kind != SentenceKind::heading && kind != SentenceKind::markup; }

}  // namespace

bool is_exact(std::string_view word) {
  if (std::ranges::any_of(word, [](char c) { return c >= '0' && c <= '9'; })) return true;
  return kExact.find(" " + std::string(word) + " ") != std::string_view::npos;
}

std::vector<std::string> exact_words(std::string_view text) {
  std::vector<std::string> words = unicode_words(without_thousands_marks(text));
  std::erase_if(words, [](const std::string& word) { return !is_exact(word); });
  std::ranges::sort(words);
  words.erase(std::ranges::unique(words).begin(), words.end());
  return words;
}

Evidence::Evidence(std::string_view document, std::optional<Lang> language)
    : document_(document), sentences_(split_sentences(document)), stemmer_(language) {
  for (size_t i = 0; i < sentences_.size(); ++i) {
    check_stop();
    facts_.push_back({stemmer_.content_stems(text(i)), exact_words(text(i))});
  }
}

std::string_view Evidence::text(size_t sentence) const {
  const Sentence& s = sentences_[sentence];
  return document_.substr(static_cast<size_t>(s.begin), static_cast<size_t>(s.end - s.begin));
}

Evidence::Range Evidence::within(int64_t begin, int64_t end) const {
  const auto first = std::ranges::partition_point(sentences_, [&](const Sentence& s) { return s.end <= begin; });
  const auto last = std::partition_point(first, sentences_.end(), [&](const Sentence& s) { return s.begin < end; });
  return {static_cast<size_t>(first - sentences_.begin()), static_cast<size_t>(last - sentences_.begin())};
}

Support Evidence::support(std::string_view said, Range range) {
  const Facts own{stemmer_.content_stems(said), exact_words(said)};
  Support best;
  size_t length = 0;
  for (size_t i = range.first; i < range.last; ++i) {
    if (!is_evidence(sentences_[i].kind)) continue;
    const Facts& facts = facts_[i];
    Support found{static_cast<int64_t>(i)};
    const int64_t shared = count_shared(own.stems, facts.stems);
    if (shared == 0) continue;
    found.share = static_cast<double>(shared) / static_cast<double>(own.stems.size());
    found.exact = std::ranges::includes(facts.exact, own.exact);
    const auto worth = [](const Support& s, size_t stems) {
      return std::tuple(s.holds(), s.share, s.exact, -static_cast<double>(stems));
    };
    if (best.sentence >= 0 && worth(found, facts.stems.size()) <= worth(best, length)) continue;
    best = found;
    length = facts.stems.size();
  }
  return best;
}

std::vector<size_t> Evidence::distinct(const std::vector<std::string>& said) {
  std::vector<size_t> kept;
  std::vector<std::vector<std::string>> stems;
  for (size_t i = 0; i < said.size(); ++i) {
    check_stop();
    std::vector<std::string> own = stemmer_.content_stems(said[i]);
    if (std::ranges::any_of(stems, [&](const auto& earlier) { return nearly_equal(earlier, own); })) continue;
    kept.push_back(i);
    stems.push_back(std::move(own));
  }
  return kept;
}

}  // namespace afina::summarisation
