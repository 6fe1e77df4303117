#include "afina/summarisation/document.h"

#include <algorithm>
#include <cmath>

#include "afina/base/error.h"

namespace afina::summarisation {

namespace {

constexpr int32_t kShort = 6, kLong = 55;  // words of a sentence that stands well alone
constexpr double kFullWords = 14;
constexpr double kHeadingBonus = 0.6;

bool has_any(std::string_view text, std::initializer_list<std::string_view> marks) {
  return std::any_of(marks.begin(), marks.end(), [&](auto mark) { return text.find(mark) != std::string_view::npos; });
}

// Turns of a dialogue: a summary would not say who speaks to whom.
bool is_speech(std::string_view text) {
  return text.starts_with("—") || text.starts_with("–") || text.starts_with("―") || text.starts_with("»—") ||
         has_any(text, {"—dijo", "—respondió", "—replicó", "—preguntó", "—contestó", "—dije"});
}

Tier tier_of(const Document& d, size_t i) {
  const SentenceFacts& f = d.facts[i];
  switch (d.sentences[i].kind) {
    case SentenceKind::markup:
      return Tier::never;
    case SentenceKind::heading:
      return f.words > 0 ? Tier::last : Tier::never;
    case SentenceKind::prose:
    case SentenceKind::item:
    case SentenceKind::verse:
      break;
  }
  if (f.words == 0) return Tier::never;
  std::string_view text = d.of(i);
  const bool unfinished = text.ends_with(':') || text.ends_with(',') || text.ends_with(';');
  if (f.content_words < 3 || f.words < kShort || f.words > kLong || unfinished || is_speech(text)) {
    return Tier::spare;
  }
  return Tier::good;
}

bool opens_paragraph(const Document& d, size_t i) {
  return i == 0 || d.sentences[i - 1].paragraph != d.sentences[i].paragraph;
}

// What makes a sentence better or worse for a summary apart from its words.
double fitness(const Document& d, size_t i) {
  const SentenceFacts& f = d.facts[i];
  std::string_view text = d.of(i);
  double factor = 1;
  if (f.leans_back) factor *= opens_paragraph(d, i) ? 0.9 : 0.7;
  if (has_any(text, {"?", "¿", "!", "¡"})) factor *= 0.7;
  if (has_any(text, {"`", "{", "<"})) factor *= 0.85;
  if (has_any(text.substr(0, 3), {"\"", "“", "«", "»", "''"})) factor *= 0.6;  // somebody's words
  if (f.words > 40) factor *= 0.85;
  factor *= std::clamp(f.words / kFullWords, 0.6, 1.0);  // short ones look central because they hold little else
  if (d.sentences[i].kind == SentenceKind::verse) factor *= 0.8;
  if (d.sentences[i].kind == SentenceKind::item) factor *= 0.9;
  if (opens_paragraph(d, i)) factor *= 1.1;
  return factor;
}

// Likeness to the heading above, which names what its section is about (Edmundson 1969).
double heading_bonus(const Document& d, size_t i) {
  const int64_t heading = d.heading_of[i];
  return heading < 0 ? 1 : 1 + kHeadingBonus * cosine(d.facts[i].terms, d.facts[static_cast<size_t>(heading)].terms);
}

// The prior of news and reports: what comes first weighs more, fading over the first tenth or so.
double position_prior(int64_t candidate, int64_t count) {
  const auto at = static_cast<double>(candidate);
  return 1 + 0.5 * std::exp(-6.0 * at / static_cast<double>(count) - 0.1 * at);
}

void set_priors(Document& d) {
  int64_t heading = -1, candidate = 0;
  const auto candidates = std::count(d.tiers.begin(), d.tiers.end(), Tier::good);
  for (size_t i = 0; i < d.sentences.size(); ++i) {
    d.heading_of.push_back(heading);
    if (d.sentences[i].kind == SentenceKind::heading) heading = static_cast<int64_t>(i);
    double position = position_prior(candidate, std::max<int64_t>(1, candidates));
    d.priors.push_back(fitness(d, i) * heading_bonus(d, i) * position);
    candidate += d.tiers[i] == Tier::good;
  }
}

}  // namespace

Document read_document(std::string_view text, std::vector<Sentence> sentences, ThreadPool& pool) {
  Document d;
  d.text = text;
  d.sentences = std::move(sentences);
  d.facts = sentence_facts(text, d.sentences, pool);
  d.scores.assign(d.sentences.size(), 0.0);
  bool any = false;
  for (size_t i = 0; i < d.sentences.size(); ++i) {
    d.tiers.push_back(tier_of(d, i));
    any = any || d.tiers.back() != Tier::never;
  }
  if (!any) fail("summarisation.empty_document");
  set_priors(d);
  return d;
}

}  // namespace afina::summarisation
