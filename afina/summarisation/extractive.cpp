#include "afina/summarisation/extractive.h"

#include <algorithm>
#include <cmath>
#include <span>
#include <string>
#include <unordered_set>

#include "afina/base/error.h"
#include "afina/base/stop.h"
#include "afina/summarisation/document.h"
#include "afina/summarisation/ranking.h"
#include "afina/summarisation/words.h"

namespace afina::summarisation {

namespace {

constexpr size_t kSection = 160;       // sentences ranked against each other
constexpr size_t kKept = 16;           // of each section for the next round
constexpr size_t kTogether = 1500;     // most that are ranked against each other
constexpr size_t kStretch = 256;       // of a longer list that are chosen from together
constexpr size_t kLately = 64;         // chosen before, from other stretches, that are compared with these
constexpr int64_t kUsualWords = 12;    // of a sentence, to guess how many a budget of words takes
constexpr double kSameSentence = 0.8;  // cosine from which two are the same
constexpr double kRedundancy = 0.6;    // weight of likeness to what is chosen, against rank
constexpr double kCrowding = 0.25;     // cost of a second sentence from one stretch of the document

// Centrality within `members`, times the prior, written to the scores.
void score(Document& d, std::span<const size_t> members) {
  std::vector<const TermVector*> vectors;
  for (size_t i : members) vectors.push_back(&d.facts[i].terms);
  std::vector<double> rank = lexrank(vectors);
  for (size_t k = 0; k < members.size(); ++k) {
    d.scores[members[k]] = rank[k] * d.priors[members[k]];
  }
}

struct Budget {
  int64_t words, sentences;
};

Budget budget_for(const Document& d, const ExtractiveOptions& options) {
  if (options.words < 0 || options.sentences < 0) {
    fail("summarisation.bad_budget", {{"value", std::to_string(std::min(options.words, options.sentences))}});
  }
  Budget budget{options.words ? options.words : INT64_MAX, options.sentences ? options.sentences : INT64_MAX};
  if (!options.words && !options.sentences) {
    int64_t usable = 0;
    for (Tier tier : d.tiers) usable += tier <= Tier::spare;
    budget.sentences = usual_sentences(usable);
  }
  return budget;
}

// Sections are ranked apart and their best sentences again, until about `wanted` are left: near linear in the
// document.
std::vector<size_t> rank_in_rounds(Document& d, std::vector<size_t> members, size_t wanted, ThreadPool& pool,
                                   const Control& control) {
  const size_t count = members.size();
  const size_t enough = std::max(2 * kSection, 3 * std::min(wanted, count));
  if (members.size() <= kTogether && members.size() <= enough) {
    score(d, members);
    return members;
  }
  do {
    const size_t sections = (members.size() + kSection - 1) / kSection;
    std::vector<std::vector<size_t>> kept(sections);
    pool.run(static_cast<int64_t>(sections), [&](int64_t piece) {
      if (control.cancelled()) return;
      auto s = static_cast<size_t>(piece);
      auto at = [&](size_t section) {
        return members.begin() + static_cast<ptrdiff_t>(section * members.size() / sections);
      };
      std::vector<size_t> own(at(s), at(s + 1));
      score(d, own);
      std::stable_sort(own.begin(), own.end(), [&](size_t a, size_t b) { return d.scores[a] > d.scores[b]; });
      own.resize(std::min(own.size(), std::max(kKept, own.size() * enough / members.size())));
      std::sort(own.begin(), own.end());
      kept[s] = std::move(own);
    });
    if (control.cancelled()) fail("summarisation.cancelled");
    const size_t before = members.size();
    members.clear();
    for (const auto& section : kept) members.insert(members.end(), section.begin(), section.end());
    control.progress({.stage = "summarisation.stage_ranking",
                      .done = static_cast<int64_t>(count - members.size()),
                      .total = static_cast<int64_t>(count)});
    if (members.size() == before) break;
  } while (members.size() > enough);
  if (members.size() <= kTogether) score(d, members);  // else the ranks within sections stand
  return members;
}

// Maximal marginal relevance over `candidates`, in the order of choice, added to `chosen`.
class Chooser {
 public:
  Chooser(const Document& d, Budget budget) : d_(d), left_(budget) {
    crowd_.assign(static_cast<size_t>(std::clamp<int64_t>(budget.sentences, 1, 12)), 0.0);
  }

  // More than can be compared with each other are chosen from stretch by stretch, each with its share of the budget.
  void choose(std::span<const size_t> candidates) {
    const size_t stretches = candidates.size() <= kTogether ? 1 : candidates.size() / kStretch;
    const Budget whole = left_;
    for (size_t s = 0; s < stretches; ++s) {
      const size_t begin = s * candidates.size() / stretches, end = (s + 1) * candidates.size() / stretches;
      const auto later = static_cast<double>(stretches - s - 1) / static_cast<double>(stretches);
      Budget kept{0, 0};  // for the stretches after this one
      if (whole.words != INT64_MAX) kept.words = static_cast<int64_t>(static_cast<double>(whole.words) * later);
      if (whole.sentences != INT64_MAX) {
        kept.sentences = static_cast<int64_t>(static_cast<double>(whole.sentences) * later);
      }
      choose_among(candidates.subspan(begin, end - begin), kept);
    }
  }

  void take(size_t i) {
    chosen_.push_back(i);
    crowd_[stretch(i)] += 1;
    wordings_.insert(d_.facts[i].wording);
    left_.words -= d_.facts[i].words;
    --left_.sentences;
  }
  bool fits(size_t i) const { return left_.sentences > 0 && d_.facts[i].words <= left_.words; }
  // Whether scraps would only pad the summary out.
  bool mostly_filled(Budget whole) const {
    return whole.words == INT64_MAX ? !chosen_.empty() : left_.words <= whole.words / 2;
  }
  const std::vector<size_t>& chosen() const { return chosen_; }

 private:
  void choose_among(std::span<const size_t> candidates, Budget kept) {
    double best_score = 0;
    for (size_t i : candidates) best_score = std::max(best_score, d_.scores[i]);
    if (best_score <= 0) best_score = 1;
    std::vector<double> likeness(candidates.size(), 0.0);
    std::vector<char> out(candidates.size(), 0);
    // Of many that are chosen only the last ones are compared; the same wording is seen anyway.
    size_t known = chosen_.size() < kTogether ? 0 : chosen_.size() - kLately;
    while (left_.sentences > kept.sentences && left_.words > kept.words) {
      check_stop();
      for (; known < chosen_.size(); ++known) {
        for (size_t k = 0; k < candidates.size(); ++k) {
          if (out[k]) continue;
          likeness[k] = std::max(likeness[k], cosine(d_.facts[candidates[k]].terms, d_.facts[chosen_[known]].terms));
        }
      }
      size_t best = candidates.size();
      double best_value = 0;
      for (size_t k = 0; k < candidates.size(); ++k) {
        const SentenceFacts& f = d_.facts[candidates[k]];
        if (out[k] || f.words > left_.words - kept.words) continue;
        if (likeness[k] >= kSameSentence || wordings_.contains(f.wording)) {
          out[k] = 1;
          continue;
        }
        double value = d_.scores[candidates[k]] / best_score - kRedundancy * likeness[k] -
                       kCrowding * crowd_[stretch(candidates[k])];
        if (best == candidates.size() || value > best_value) {
          best = k;
          best_value = value;
        }
      }
      if (best == candidates.size()) return;
      out[best] = 1;
      take(candidates[best]);
    }
  }

  size_t stretch(size_t i) const { return i * crowd_.size() / d_.sentences.size(); }

  const Document& d_;
  Budget left_;
  std::vector<double> crowd_;  // how many were chosen from each stretch of the document
  std::vector<size_t> chosen_;
  std::unordered_set<uint64_t> wordings_;
};

std::vector<size_t> of_tier(const Document& d, Tier tier) {
  std::vector<size_t> members;
  for (size_t i = 0; i < d.sentences.size(); ++i) {
    if (d.tiers[i] == tier) members.push_back(i);
  }
  return members;
}

// The chosen sentences, in the order of the document.
std::vector<size_t> choose(Document& d, const ExtractiveOptions& options, ThreadPool& pool, const Control& control) {
  const Budget budget = budget_for(d, options);
  const auto wanted = static_cast<size_t>(std::min(budget.sentences, budget.words / kUsualWords));
  Chooser chooser(d, budget);
  for (Tier tier : {Tier::good, Tier::spare, Tier::last}) {
    if (tier == Tier::last && !chooser.chosen().empty()) break;  // headings only where there is nothing else
    if (tier == Tier::spare && options.sentences == 0 && chooser.mostly_filled(budget)) break;
    chooser.choose(rank_in_rounds(d, of_tier(d, tier), wanted, pool, control));
  }
  std::vector<size_t> chosen = chooser.chosen();
  if (chosen.empty()) {
    int32_t shortest = INT32_MAX;
    for (size_t i = 0; i < d.sentences.size(); ++i) {
      if (d.tiers[i] != Tier::never) shortest = std::min(shortest, d.facts[i].words);
    }
    fail("summarisation.budget_too_small", {{"words", std::to_string(shortest)}});
  }
  std::ranges::sort(chosen);
  return chosen;
}

}  // namespace

int64_t usual_sentences(int64_t usable) {
  return std::clamp<int64_t>(std::lround(std::sqrt(static_cast<double>(usable))), 3, 12);
}

ExtractiveSummary summarise_extractive(std::string_view document, const ExtractiveOptions& options, ThreadPool& pool,
                                       const Control& control) {
  Document d = read_document(document, split_sentences(document), pool);
  const std::vector<size_t> chosen = choose(d, options, pool, control);
  ExtractiveSummary out;
  double best = 0;
  for (size_t i : chosen) best = std::max(best, d.scores[i]);
  for (size_t i : chosen) {
    const Sentence& s = d.sentences[i];
    out.sentences.push_back({fold_blanks(d.of(i)), s.begin, s.end, static_cast<int64_t>(i) + 1, s.paragraph + 1,
                             best > 0 ? d.scores[i] / best : 0});
  }
  out.document_bytes = out.read_bytes = static_cast<int64_t>(d.text.size());
  out.document_sentences = static_cast<int64_t>(d.sentences.size());
  for (const SentenceFacts& f : d.facts) out.document_words += f.words;
  return out;
}

std::vector<size_t> choose_sentences(const std::vector<std::string>& sentences, const ExtractiveOptions& options,
                                     ThreadPool& pool, const Control& control) {
  std::string text;
  std::vector<Sentence> places;
  for (const std::string& sentence : sentences) {
    const auto begin = std::ssize(text);
    text += sentence;
    places.push_back({begin, std::ssize(text), std::ssize(places)});
    text += "\n\n";
  }
  Document d = read_document(text, std::move(places), pool);
  return choose(d, options, pool, control);
}

}  // namespace afina::summarisation
