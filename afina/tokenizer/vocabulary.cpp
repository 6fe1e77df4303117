#include "afina/tokenizer/vocabulary.h"

#include <bit>

namespace afina::tokenizer {

namespace {

constexpr size_t kFirstSlots = 64;

bool is_short(std::string_view token) noexcept { return token.size() <= kInlineBytes; }
InlineKey key_of(std::string_view token, uint64_t hash) noexcept {
  return is_short(token) ? inline_key(token) : InlineKey{hash, 0};
}

}  // namespace

void Vocabulary::reserve(size_t tokens, size_t bytes) {
  bytes_.reserve(bytes);
  by_id_.reserve(tokens);
  grow(std::bit_ceil(std::max(kFirstSlots, tokens * 2)));
}

// The slot that holds `token`, or the free one where it belongs.
size_t Vocabulary::slot_of(std::string_view token) const noexcept {
  size_t mask = slots_.size() - 1;
  uint64_t hash = hash_bytes(token);
  InlineKey key = key_of(token, hash);
  for (size_t slot = hash & mask;; slot = (slot + 1) & mask) {
    const Slot& candidate = slots_[slot];
    if (candidate.id < 0) return slot;
    if (!(candidate.key == key) || candidate.text.size != token.size()) continue;
    if (is_short(token) || std::string_view(bytes_).substr(candidate.text.begin, candidate.text.size) == token)
      return slot;
  }
}

void Vocabulary::grow(size_t slots) {
  if (slots <= slots_.size()) return;
  std::vector<Slot> old = std::move(slots_);
  slots_.assign(slots, Slot{});
  for (const Slot& slot : old) {
    if (slot.id >= 0) slots_[slot_of(std::string_view(bytes_).substr(slot.text.begin, slot.text.size))] = slot;
  }
}

void Vocabulary::add(std::string_view token, int32_t id) {
  if ((count_ + 1) * 2 > slots_.size()) grow(std::max(kFirstSlots, slots_.size() * 2));
  Slot& slot = slots_[slot_of(token)];
  if (slot.id < 0) {
    slot.key = key_of(token, hash_bytes(token));
    slot.text = {static_cast<uint32_t>(bytes_.size()), static_cast<uint32_t>(token.size())};
    bytes_ += token;
    ++count_;
  }
  slot.id = id;
  if (static_cast<size_t>(id) >= by_id_.size()) by_id_.resize(static_cast<size_t>(id) + 1);
  by_id_[static_cast<size_t>(id)] = slot.text;
}

std::optional<int32_t> Vocabulary::find(std::string_view token) const noexcept {
  if (slots_.empty()) return std::nullopt;
  int32_t id = slots_[slot_of(token)].id;
  return id < 0 ? std::nullopt : std::optional(id);
}

void Vocabulary::prefetch(std::string_view token) const noexcept {
  if (!slots_.empty()) __builtin_prefetch(&slots_[hash_bytes(token) & (slots_.size() - 1)]);
}

}  // namespace afina::tokenizer
