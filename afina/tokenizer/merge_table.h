// Which pairs of tokens merge, in which order, into what; and the merging itself.
#pragma once

#include <cstdint>
#include <vector>

#include "afina/tokenizer/hash.h"
#include "afina/tokenizer/model.h"

namespace afina::tokenizer {

class MergeTable {
 public:
  static constexpr uint32_t kNone = UINT32_MAX;
  struct Merge {
    uint32_t rank = kNone;  // the lowest goes first
    int32_t id = 0;         // of the merged token
  };

  explicit MergeTable(size_t merges = 0);
  // A pair met again takes the later rank, as in the reference.
  void add(int32_t left, int32_t right, Merge merge);
  Merge find(int32_t left, int32_t right) const noexcept {
    uint64_t key = pair_key(left, right);
    for (size_t slot = mix_hash(key, 0) & mask_;; slot = (slot + 1) & mask_) {
      if (slots_[slot].key == key) return slots_[slot].merge;
      if (slots_[slot].key == kFree) return {};
    }
  }

  void prefetch(int32_t left, int32_t right) const noexcept {
    __builtin_prefetch(&slots_[mix_hash(pair_key(left, right), 0) & mask_]);
  }

  // Working memory of merge().
  struct Buffers {
    struct Link {
      int32_t previous;
      int32_t next;
    };
    struct Candidate {
      uint32_t rank;
      uint32_t position;
      int32_t id;     // of the merged token
      int32_t right;  // the right-hand token at the time; anything else there makes the candidate stale
    };
    std::vector<Merge> merges;
    std::vector<Link> links;
    std::vector<Candidate> heap;
  };
  // Merges neighbours, lowest rank first and leftmost among equals, until no pair is left.
  void merge(std::vector<Symbol>& symbols, Buffers& buffers) const;

 private:
  static constexpr uint64_t kFree = UINT64_MAX;
  struct Slot {
    uint64_t key = kFree;
    Merge merge;
  };
  static uint64_t pair_key(int32_t left, int32_t right) noexcept {
    return static_cast<uint64_t>(static_cast<uint32_t>(left)) << 32 | static_cast<uint32_t>(right);
  }

  void merge_short(std::vector<Symbol>& symbols, Buffers& buffers) const;
  void merge_long(std::vector<Symbol>& symbols, Buffers& buffers) const;
  // Appends the merge of two neighbours to the heap's storage; false where there is none.
  bool offer(const std::vector<Symbol>& symbols, int32_t left, int32_t right, Buffers& buffers) const;

  std::vector<Slot> slots_;
  size_t mask_ = 0;
};

}  // namespace afina::tokenizer
