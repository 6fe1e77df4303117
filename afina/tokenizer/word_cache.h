// Words met before and their tokens. Bounded: when full it starts again empty, so that a hostile text costs
// time but no memory.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "afina/tokenizer/hash.h"
#include "afina/tokenizer/model.h"

namespace afina::tokenizer {

class WordCache {
 public:
  static constexpr size_t kMaxWordBytes = 96;  // longer words are rare and seldom come twice

  WordCache() : slots_(kFirstSlots), mask_(kFirstSlots - 1) {}

  // A word to look for or to store.
  struct Key {
    explicit Key(std::string_view bytes) noexcept : word(bytes), hash(hash_bytes(bytes)) {
      if (bytes.size() <= kInlineBytes) bits = inline_key(bytes);
    }
    std::string_view word;
    uint64_t hash;
    InlineKey bits;
  };

  // Appends the tokens of a word met before; false where it is not here.
  bool append(const Key& key, std::vector<Symbol>& out) const {
    const Slot& slot = slots_[slot_of(key)];
    if (slot.count == 0) return false;
    if (slot.count == 1) {
      out.push_back({static_cast<int32_t>(slot.tokens), slot.size});
    } else {
      out.insert(out.end(), symbols_.begin() + slot.tokens, symbols_.begin() + slot.tokens + slot.count);
    }
    return true;
  }

  void store(const Key& key, std::span<const Symbol> tokens) {
    if (tokens.empty() || (tokens.size() == 1 && tokens[0].size != key.word.size())) return;
    if (words_ * 2 >= slots_.size()) make_room();
    Slot& slot = slots_[slot_of(key)];
    slot.bits = key.bits;
    if (key.word.size() > kInlineBytes) {
      slot.bits = {key.hash, keys_.size()};
      keys_ += key.word;
    }
    slot.size = static_cast<uint16_t>(key.word.size());
    slot.count = static_cast<uint16_t>(tokens.size());
    slot.tokens = static_cast<uint32_t>(tokens.size() == 1 ? tokens[0].id : static_cast<int32_t>(symbols_.size()));
    slot.hash = static_cast<uint32_t>(key.hash);
    if (tokens.size() > 1) symbols_.insert(symbols_.end(), tokens.begin(), tokens.end());
    ++words_;
  }

 private:
  static constexpr size_t kFirstSlots = 1 << 10;
  static constexpr size_t kMaxSlots = 1 << 18;

  // Two to a cache line, and mostly all that a look-up touches.
  struct Slot {
    InlineKey bits;       // the word itself; of a longer one the hash, and where it stands in keys_
    uint32_t tokens = 0;  // the id of a single token, or where several stand in symbols_
    uint32_t hash = 0;
    uint16_t size = 0;
    uint16_t count = 0;  // of tokens; 0: free
  };

  size_t slot_of(const Key& key) const noexcept {
    for (size_t slot = static_cast<uint32_t>(key.hash) & mask_;; slot = (slot + 1) & mask_) {
      const Slot& candidate = slots_[slot];
      if (candidate.count == 0) return slot;
      if (candidate.size != key.word.size()) continue;
      if (key.word.size() <= kInlineBytes) {
        if (candidate.bits == key.bits) return slot;
      } else if (candidate.bits.low == key.hash &&
                 std::string_view(keys_).substr(candidate.bits.high, candidate.size) == key.word) {
        return slot;
      }
    }
  }

  void make_room() {
    std::vector<Slot> old = std::move(slots_);
    bool full = old.size() >= kMaxSlots;
    slots_.assign(full ? kFirstSlots : old.size() * 2, Slot{});
    mask_ = slots_.size() - 1;
    if (full) {
      words_ = 0;
      keys_.clear();
      symbols_.clear();
      return;
    }
    for (const Slot& slot : old) {
      if (slot.count == 0) continue;
      size_t place = slot.hash & mask_;
      while (slots_[place].count != 0) place = (place + 1) & mask_;
      slots_[place] = slot;
    }
  }

  std::vector<Slot> slots_;
  size_t mask_;
  size_t words_ = 0;
  std::string keys_;
  std::vector<Symbol> symbols_;
};

}  // namespace afina::tokenizer
