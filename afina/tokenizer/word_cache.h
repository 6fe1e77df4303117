// Words met before and their tokens. Bounded: when full it starts again empty, so that a hostile text costs
// time but no memory.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "afina/tokenizer/model.h"

namespace afina::tokenizer {

class WordCache {
 public:
  static constexpr size_t kMaxWordBytes = 96;   // longer words are rare and seldom come twice

  WordCache() : slots_(kSlots, 0) {}

  // The tokens of `word`, or nullptr. Valid until the next store().
  struct Found {
    const Symbol* begin = nullptr;
    size_t count = 0;
  };
  Found find(std::string_view word, uint64_t hash) const noexcept {
    for (size_t slot = hash & kMask; slots_[slot] != 0; slot = (slot + 1) & kMask) {
      const Entry& entry = entries_[slots_[slot] - 1];
      if (entry.hash == hash && word == std::string_view(keys_).substr(entry.key, entry.key_size)) {
        return {symbols_.data() + entry.symbols, entry.count};
      }
    }
    return {};
  }

  void store(std::string_view word, uint64_t hash, std::span<const Symbol> tokens) {
    if (entries_.size() >= kMaxWords) clear();
    entries_.push_back({hash, static_cast<uint32_t>(keys_.size()), static_cast<uint32_t>(symbols_.size()),
                        static_cast<uint16_t>(word.size()), static_cast<uint16_t>(tokens.size())});
    keys_ += word;
    symbols_.insert(symbols_.end(), tokens.begin(), tokens.end());
    size_t slot = hash & kMask;
    while (slots_[slot] != 0) slot = (slot + 1) & kMask;
    slots_[slot] = static_cast<uint32_t>(entries_.size());
  }

 private:
  static constexpr size_t kSlots = 1 << 16;
  static constexpr size_t kMask = kSlots - 1;
  static constexpr size_t kMaxWords = kSlots / 2;

  struct Entry {
    uint64_t hash;
    uint32_t key;
    uint32_t symbols;
    uint16_t key_size;
    uint16_t count;
  };

  void clear() {
    entries_.clear();
    keys_.clear();
    symbols_.clear();
    slots_.assign(kSlots, 0);
  }

  std::string keys_;
  std::vector<Symbol> symbols_;
  std::vector<Entry> entries_;
  std::vector<uint32_t> slots_;
};

}  // namespace afina::tokenizer
