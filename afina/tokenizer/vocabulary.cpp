#include "afina/tokenizer/vocabulary.h"

#include <bit>

#include "afina/tokenizer/hash.h"

namespace afina::tokenizer {

namespace {

constexpr size_t kFirstSlots = 64;
uint32_t upper(uint64_t hash) noexcept { return static_cast<uint32_t>(hash >> 32); }

}  // namespace

void Vocabulary::reserve(size_t tokens, size_t bytes) {
  bytes_.reserve(bytes);
  entries_.reserve(tokens);
  by_id_.reserve(tokens);
  grow(std::bit_ceil(std::max(kFirstSlots, tokens * 2)));
}

size_t Vocabulary::slot_of(std::string_view token, uint64_t hash) const noexcept {
  size_t mask = slots_.size() - 1;
  size_t slot = hash & mask;
  while (slots_[slot] != 0) {
    const Entry& entry = entries_[slots_[slot] - 1];
    if (entry.hash == upper(hash) && text(entry) == token) return slot;
    slot = (slot + 1) & mask;
  }
  return slot;
}

void Vocabulary::grow(size_t slots) {
  if (slots <= slots_.size()) return;
  slots_.assign(slots, 0);
  for (size_t i = 0; i < entries_.size(); ++i) {
    std::string_view token = text(entries_[i]);
    slots_[slot_of(token, hash_bytes(token))] = static_cast<uint32_t>(i + 1);
  }
}

void Vocabulary::add(std::string_view token, int32_t id) {
  if ((entries_.size() + 1) * 2 > slots_.size()) grow(std::max(kFirstSlots, slots_.size() * 2));
  uint64_t hash = hash_bytes(token);
  size_t slot = slot_of(token, hash);
  if (slots_[slot] == 0) {
    entries_.push_back({static_cast<uint32_t>(bytes_.size()), static_cast<uint32_t>(token.size()), id, upper(hash)});
    bytes_ += token;
    slots_[slot] = static_cast<uint32_t>(entries_.size());
  } else {
    entries_[slots_[slot] - 1].id = id;
  }
  if (static_cast<size_t>(id) >= by_id_.size()) by_id_.resize(static_cast<size_t>(id) + 1, 0);
  by_id_[static_cast<size_t>(id)] = slots_[slot];
}

std::optional<int32_t> Vocabulary::find(std::string_view token) const noexcept {
  if (slots_.empty()) return std::nullopt;
  uint32_t found = slots_[slot_of(token, hash_bytes(token))];
  if (found == 0) return std::nullopt;
  return entries_[found - 1].id;
}

bool Vocabulary::has(int32_t id) const noexcept {
  return id >= 0 && id < id_end() && by_id_[static_cast<size_t>(id)] != 0;
}

std::string_view Vocabulary::token(int32_t id) const noexcept {
  return has(id) ? text(entries_[by_id_[static_cast<size_t>(id)] - 1]) : std::string_view{};
}

}  // namespace afina::tokenizer
