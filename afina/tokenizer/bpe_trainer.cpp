#include "afina/tokenizer/bpe_trainer.h"

#include <algorithm>
#include <queue>
#include <unordered_map>
#include <unordered_set>

#include "afina/base/stop.h"
#include "afina/base/utf8.h"
#include "afina/tokenizer/byte_alphabet.h"
#include "afina/tokenizer/hash.h"

namespace afina::tokenizer {

namespace {

using PairKey = uint64_t;  // left id, right id: its order is the order of ties

PairKey key_of(int32_t left, int32_t right) noexcept {
  return static_cast<uint64_t>(static_cast<uint32_t>(left)) << 32 | static_cast<uint32_t>(right);
}

struct KeyHash {
  size_t operator()(PairKey key) const noexcept { return mix_hash(key, 1); }
};

// A pair that may be merged next, with the words where it came up. Its count may be out of date: counts are
// brought up to date when a candidate reaches the top.
struct Candidate {
  int64_t count = 0;
  PairKey pair = 0;
  std::vector<uint32_t> words;
};

struct Worse {
  bool operator()(const Candidate& a, const Candidate& b) const noexcept {
    return a.count != b.count ? a.count < b.count : a.pair > b.pair;
  }
};

class Trainer {
 public:
  Trainer(const std::vector<WordCount>& words, const std::vector<std::string>& special_tokens) {
    for (const std::string& token : special_tokens) add_token(token);
    add_alphabet();
    words_.reserve(words.size());
    StopCheck stop;
    for (const WordCount& word : words) {
      stop();
      std::vector<int32_t> symbols;
      for (char c : word.word) symbols.push_back(byte_ids_[static_cast<uint8_t>(c)]);
      words_.push_back(std::move(symbols));
      counts_.push_back(word.count);
    }
    count_pairs();
  }

  LearnedBpe run(size_t vocabulary_size, int64_t min_frequency) {
    StopCheck stop;
    while (tokens_.size() < vocabulary_size && !queue_.empty()) {
      stop();
      Candidate top = queue_.top();
      queue_.pop();
      if (int64_t now = pair_counts_[top.pair]; now != top.count) {
        top.count = now;
        queue_.push(std::move(top));
        continue;
      }
      if (top.count < std::max<int64_t>(1, min_frequency)) break;
      apply(top);
    }
    return {std::move(tokens_), ranked_merges()};
  }

 private:
  int32_t add_token(const std::string& text) {
    auto [found, fresh] = ids_.emplace(text, static_cast<int32_t>(tokens_.size()));
    if (fresh) tokens_.push_back(text);
    return found->second;
  }

  // The 256 characters in the order of their code points.
  void add_alphabet() {
    std::vector<std::pair<char32_t, int>> characters;
    for (int byte = 0; byte < 256; ++byte) characters.emplace_back(byte_to_char(static_cast<uint8_t>(byte)), byte);
    std::sort(characters.begin(), characters.end());
    byte_ids_.resize(256);
    for (auto [c, byte] : characters)
      byte_ids_[byte] = add_token(std::string(byte_to_utf8(static_cast<uint8_t>(byte))));
  }

  void change(int32_t left, int32_t right, int64_t times, uint32_t word) {
    PairKey pair = key_of(left, right);
    pair_counts_[pair] += times * counts_[word];
    if (times < 0) return;
    auto [found, fresh] = touched_.emplace(pair, touched_list_.size());
    if (fresh) touched_list_.push_back({0, pair, {}});
    std::vector<uint32_t>& places = touched_list_[found->second].words;
    if (places.empty() || places.back() != word) places.push_back(word);  // words come one after another
  }

  void queue_touched() {
    for (Candidate& candidate : touched_list_) {
      candidate.count = pair_counts_[candidate.pair];
      if (candidate.count > 0) queue_.push(std::move(candidate));
    }
    touched_.clear();
    touched_list_.clear();
  }

  void count_pairs() {
    for (uint32_t word = 0; word < words_.size(); ++word) {
      const std::vector<int32_t>& symbols = words_[word];
      for (size_t i = 0; i + 1 < symbols.size(); ++i) change(symbols[i], symbols[i + 1], 1, word);
    }
    queue_touched();
  }

  void apply(const Candidate& candidate) {
    auto left = static_cast<int32_t>(candidate.pair >> 32);
    auto right = static_cast<int32_t>(candidate.pair & UINT32_MAX);
    int32_t merged = add_token(tokens_[left] + tokens_[right]);
    merges_.push_back({left, right});
    for (uint32_t word : candidate.words) merge_in_word(word, left, right, merged);
    queue_touched();
  }

  void merge_in_word(uint32_t word, int32_t left, int32_t right, int32_t merged) {
    std::vector<int32_t>& symbols = words_[word];
    size_t kept = 0;
    for (size_t i = 0; i < symbols.size(); ++i) {
      if (symbols[i] != left || i + 1 >= symbols.size() || symbols[i + 1] != right) {
        symbols[kept++] = symbols[i];
        continue;
      }
      if (kept > 0) {
        change(symbols[kept - 1], left, -1, word);
        change(symbols[kept - 1], merged, 1, word);
      }
      ++i;
      symbols[kept++] = merged;
      if (i + 1 < symbols.size()) {
        change(right, symbols[i + 1], -1, word);
        change(merged, symbols[i + 1], 1, word);
      }
    }
    symbols.resize(kept);
  }

  // A pair can be merged again when a token it needs is made in a second way; its last rank is the one that
  // counts, as in the reference.
  std::vector<LearnedMerge> ranked_merges() const {
    std::vector<LearnedMerge> ranked;
    std::unordered_set<PairKey, KeyHash> seen;
    for (auto merge = merges_.rbegin(); merge != merges_.rend(); ++merge) {
      if (seen.insert(key_of(merge->left, merge->right)).second) ranked.push_back(*merge);
    }
    std::reverse(ranked.begin(), ranked.end());
    return ranked;
  }

  std::vector<std::string> tokens_;
  std::unordered_map<std::string, int32_t> ids_;
  std::vector<int32_t> byte_ids_;
  std::vector<LearnedMerge> merges_;

  std::vector<std::vector<int32_t>> words_;
  std::vector<int64_t> counts_;
  std::unordered_map<PairKey, int64_t, KeyHash> pair_counts_;
  std::priority_queue<Candidate, std::vector<Candidate>, Worse> queue_;

  // Pairs that came up since the last time candidates were queued, in order of appearance.
  std::unordered_map<PairKey, size_t, KeyHash> touched_;
  std::vector<Candidate> touched_list_;
};

}  // namespace

LearnedBpe learn_bpe(const std::vector<WordCount>& words, const std::vector<std::string>& special_tokens,
                     int32_t vocabulary_size, int64_t min_frequency) {
  return Trainer(words, special_tokens).run(static_cast<size_t>(vocabulary_size), min_frequency);
}

}  // namespace afina::tokenizer
