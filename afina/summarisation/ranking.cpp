#include "afina/summarisation/ranking.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <unordered_map>

#include "afina/base/random.h"
#include "afina/base/stop.h"
#include "afina/base/utf8.h"
#include "afina/summarisation/abbreviations.h"

namespace afina::summarisation {

namespace {

constexpr int64_t kSentencesPerPiece = 128;
constexpr size_t kStem = 6;  // code points of a word that count
constexpr double kLeastSimilarity = 0.05, kDamping = 0.85;
constexpr int kSteps = 60;
constexpr size_t kMuchLonger = 32;
constexpr double kSettled = 1e-7;

uint64_t stem_hash(std::string_view word) {
  uint64_t hash = 3;
  size_t taken = 0;
  for (size_t i = 0; i < word.size() && taken < kStem; ++taken) {
    char32_t c = next_code_point(word, i);
    if (taken >= 3 && i == word.size() && c == U's') break;  // short plurals
    hash = mix64(hash ^ c);
  }
  return hash;
}

int32_t blank_separated(std::string_view text) {
  int32_t count = 0;
  bool inside = false;
  for (size_t i = 0; i < text.size();) {
    bool space = is_white_space(next_code_point(text, i));
    count += !space && !inside;
    inside = !space;
  }
  return count;
}

bool opens_leaning(const std::vector<std::string>& words) {
  if (words.empty()) return false;
  if (leans_back(words[0])) return true;
  if (words.size() < 2) return false;
  return leans_back(words[0] + " " + words[1]) || points_back(words[1]);
}

// Facts but for the terms, and the stems as hashes.
std::vector<uint64_t> describe(std::string_view text, SentenceFacts& facts) {
  std::vector<std::string> words = unicode_words(text);
  facts.words = words.empty() ? 0 : std::max(static_cast<int32_t>(words.size()), blank_separated(text));
  facts.wording = 5;
  std::vector<uint64_t> stems;
  for (const std::string& word : words) {
    uint64_t whole = 7;
    for (char c : word) whole = mix64(whole ^ static_cast<unsigned char>(c));
    facts.wording = mix64(facts.wording ^ whole);
    if (word.size() > 1 && !is_stop_word(word)) stems.push_back(stem_hash(word));
  }
  facts.content_words = static_cast<int32_t>(stems.size());
  facts.leans_back = opens_leaning(words);
  std::sort(stems.begin(), stems.end());
  return stems;
}

struct Neighbour {
  int32_t sentence;
  double weight;
};

// Each sentence's similar ones with their shares, through an inverted index.
std::vector<std::vector<Neighbour>> neighbours_of(std::span<const TermVector* const> vectors) {
  std::unordered_map<int32_t, std::vector<Neighbour>> index;
  std::vector<std::vector<Neighbour>> neighbours(vectors.size());
  std::vector<double> similarity(vectors.size(), 0.0);
  std::vector<double> total(vectors.size(), 0.0);
  for (size_t i = 0; i < vectors.size(); ++i) {
    check_stop();
    std::vector<int32_t> touched;
    for (const WeightedTerm& term : *vectors[i]) {
      auto& list = index[term.term];
      for (const Neighbour& other : list) {
        auto j = static_cast<size_t>(other.sentence);
        if (similarity[j] == 0) touched.push_back(other.sentence);
        similarity[j] += static_cast<double>(term.weight) * other.weight;
      }
      list.push_back({static_cast<int32_t>(i), static_cast<double>(term.weight)});
    }
    for (int32_t other : touched) {
      auto j = static_cast<size_t>(other);
      if (similarity[j] >= kLeastSimilarity) {
        neighbours[i].push_back({other, similarity[j]});
        neighbours[j].push_back({static_cast<int32_t>(i), similarity[j]});
        total[i] += similarity[j];
        total[j] += similarity[j];
      }
      similarity[j] = 0;
    }
  }
  for (size_t i = 0; i < vectors.size(); ++i) {
    for (Neighbour& n : neighbours[i]) n.weight /= total[i];
  }
  return neighbours;
}

}  // namespace

std::vector<SentenceFacts> sentence_facts(std::string_view document, std::span<const Sentence> sentences,
                                          ThreadPool& pool) {
  std::vector<SentenceFacts> facts(sentences.size());
  std::vector<std::vector<uint64_t>> stems(sentences.size());
  auto pieces = (static_cast<int64_t>(sentences.size()) + kSentencesPerPiece - 1) / kSentencesPerPiece;
  pool.run(pieces, [&](int64_t piece) {
    auto last = std::min(sentences.size(), static_cast<size_t>((piece + 1) * kSentencesPerPiece));
    for (auto i = static_cast<size_t>(piece * kSentencesPerPiece); i < last; ++i) {
      const Sentence& s = sentences[i];
      auto text = document.substr(static_cast<size_t>(s.begin), static_cast<size_t>(s.end - s.begin));
      stems[i] = describe(text, facts[i]);
    }
  });

  struct Term {
    int32_t id;
    int32_t sentences = 0;
  };
  std::unordered_map<uint64_t, Term> terms;
  for (const auto& row : stems) {
    for (size_t k = 0; k < row.size(); ++k) {
      auto at = terms.try_emplace(row[k], Term{static_cast<int32_t>(terms.size())}).first;
      at->second.sentences += k == 0 || row[k] != row[k - 1];
    }
  }
  const auto count = static_cast<double>(sentences.size());
  pool.run(pieces, [&](int64_t piece) {
    auto last = std::min(sentences.size(), static_cast<size_t>((piece + 1) * kSentencesPerPiece));
    for (auto i = static_cast<size_t>(piece * kSentencesPerPiece); i < last; ++i) {
      double squares = 0;
      for (size_t k = 0; k < stems[i].size();) {
        size_t same = k;
        while (same < stems[i].size() && stems[i][same] == stems[i][k]) ++same;
        const Term& term = terms.at(stems[i][k]);
        double weight = 1 + std::log(static_cast<double>(same - k));
        weight *= std::log((1 + count) / (1.0 + term.sentences)) + 1;
        facts[i].terms.push_back({term.id, static_cast<float>(weight)});
        squares += weight * weight;
        k = same;
      }
      for (WeightedTerm& t : facts[i].terms) t.weight = static_cast<float>(t.weight / std::sqrt(squares));
      std::sort(facts[i].terms.begin(), facts[i].terms.end(),
                [](const WeightedTerm& a, const WeightedTerm& b) { return a.term < b.term; });
    }
  });
  return facts;
}

double cosine(const TermVector& a, const TermVector& b) noexcept {
  // Thousands of sentences may be compared with one heading as long as all of them.
  if (a.size() > kMuchLonger * b.size()) return cosine(b, a);
  double sum = 0;
  if (b.size() > kMuchLonger * a.size()) {
    auto from = b.begin();
    for (const WeightedTerm& own : a) {
      from =
          std::lower_bound(from, b.end(), own.term, [](const WeightedTerm& t, int32_t term) { return t.term < term; });
      if (from == b.end()) break;
      if (from->term == own.term) sum += static_cast<double>(own.weight) * static_cast<double>(from->weight);
    }
    return sum;
  }
  for (size_t i = 0, j = 0; i < a.size() && j < b.size();) {
    if (a[i].term == b[j].term) {
      sum += static_cast<double>(a[i++].weight) * static_cast<double>(b[j++].weight);
    } else {
      ++(a[i].term < b[j].term ? i : j);
    }
  }
  return sum;
}

std::vector<double> lexrank(std::span<const TermVector* const> vectors) {
  std::vector<double> rank(vectors.size(), 1.0);
  auto neighbours = neighbours_of(vectors);
  for (int step = 0; step < kSteps; ++step) {
    check_stop();
    std::vector<double> next(rank.size(), 1 - kDamping);
    double lost = 0;  // of sentences like no other: spread evenly, or the walk would leak
    for (size_t i = 0; i < rank.size(); ++i) {
      if (neighbours[i].empty()) lost += kDamping * rank[i];
      for (const Neighbour& n : neighbours[i]) next[static_cast<size_t>(n.sentence)] += kDamping * rank[i] * n.weight;
    }
    double moved = 0;
    for (size_t i = 0; i < rank.size(); ++i) {
      next[i] += lost / static_cast<double>(rank.size());
      moved += std::abs(next[i] - rank[i]);
    }
    rank = std::move(next);
    if (moved < kSettled * static_cast<double>(rank.size())) break;
  }
  return rank;
}

}  // namespace afina::summarisation
