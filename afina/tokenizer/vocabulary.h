// Token texts and their ids, both ways.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "afina/tokenizer/hash.h"

namespace afina::tokenizer {

// Ids above this are refused: they size tables here and embeddings in models, and no real vocabulary comes near.
inline constexpr int64_t kMaxTokenId = (1 << 22) - 1;

class Vocabulary {
 public:
  void reserve(size_t tokens, size_t bytes);
  // `id` is in [0, kMaxTokenId]. A token met again takes the new id.
  void add(std::string_view token, int32_t id);

  std::optional<int32_t> find(std::string_view token) const noexcept;
  // Fetches what find(token) will look at, for loading: a table of this size is never in the cache.
  void prefetch(std::string_view token) const noexcept;
  bool has(int32_t id) const noexcept {
    return id >= 0 && static_cast<size_t>(id) < by_id_.size() && by_id_[static_cast<size_t>(id)].begin != kNone;
  }
  std::string_view token(int32_t id) const noexcept {  // empty for unknown ids
    if (!has(id)) return {};
    const Text& text = by_id_[static_cast<size_t>(id)];
    return std::string_view(bytes_).substr(text.begin, text.size);
  }
  int32_t id_end() const noexcept { return static_cast<int32_t>(by_id_.size()); }  // largest id + 1
  size_t size() const noexcept { return count_; }

 private:
  static constexpr uint32_t kNone = UINT32_MAX;
  struct Text {
    uint32_t begin = kNone;  // in bytes_
    uint32_t size = 0;
  };
  // Whole in itself for short tokens, so that most look-ups touch one cache line.
  struct Slot {
    InlineKey key;  // the bytes of a short token, the hash of a longer one
    Text text;
    int32_t id = -1;  // -1: free
  };

  size_t slot_of(std::string_view token) const noexcept;
  void grow(size_t slots);

  std::string bytes_;
  std::vector<Slot> slots_;
  std::vector<Text> by_id_;
  size_t count_ = 0;
};

}  // namespace afina::tokenizer
