// Token texts and their ids, both ways.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace afina::tokenizer {

// Ids above this are refused: they size tables here and embeddings in models, and no real vocabulary comes near.
inline constexpr int64_t kMaxTokenId = (1 << 24) - 1;

class Vocabulary {
 public:
  void reserve(size_t tokens, size_t bytes);
  // `id` is in [0, kMaxTokenId]. A token met again takes the new id.
  void add(std::string_view token, int32_t id);

  std::optional<int32_t> find(std::string_view token) const noexcept;
  bool has(int32_t id) const noexcept;
  std::string_view token(int32_t id) const noexcept;   // empty for unknown ids
  int32_t id_end() const noexcept { return static_cast<int32_t>(by_id_.size()); }   // largest id + 1
  size_t size() const noexcept { return entries_.size(); }

 private:
  struct Entry {
    uint32_t begin;   // in bytes_
    uint32_t size;
    int32_t id;
    uint32_t hash;    // the upper half, to skip most comparisons
  };
  std::string_view text(const Entry& entry) const noexcept {
    return std::string_view(bytes_).substr(entry.begin, entry.size);
  }
  size_t slot_of(std::string_view token, uint64_t hash) const noexcept;
  void grow(size_t slots);

  std::string bytes_;
  std::vector<Entry> entries_;
  std::vector<uint32_t> slots_;    // index into entries_ plus one; 0 is free
  std::vector<uint32_t> by_id_;    // the same, by id
};

}  // namespace afina::tokenizer
