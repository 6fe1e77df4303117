#include "afina/tokenizer/merge_table.h"

#include <algorithm>
#include <bit>

namespace afina::tokenizer {

namespace {

// Up to here scanning all pairs for the best is faster than keeping a heap.
constexpr size_t kShortWord = 40;

struct Later {
  bool operator()(const MergeTable::Buffers::Candidate& a, const MergeTable::Buffers::Candidate& b) const noexcept {
    return a.rank != b.rank ? a.rank > b.rank : a.position > b.position;
  }
};

}  // namespace

MergeTable::MergeTable(size_t merges)
    : slots_(std::bit_ceil(std::max<size_t>(16, merges + merges / 2))), mask_(slots_.size() - 1) {}

void MergeTable::add(int32_t left, int32_t right, Merge merge) {
  uint64_t key = pair_key(left, right);
  size_t slot = mix_hash(key, 0) & mask_;
  while (slots_[slot].key != kFree && slots_[slot].key != key) slot = (slot + 1) & mask_;
  slots_[slot] = {key, merge};
}

void MergeTable::merge(std::vector<Symbol>& symbols, Buffers& buffers) const {
  if (symbols.size() < 2) return;
  if (symbols.size() <= kShortWord) {
    merge_short(symbols, buffers);
  } else {
    merge_long(symbols, buffers);
  }
}

void MergeTable::merge_short(std::vector<Symbol>& symbols, Buffers& buffers) const {
  std::vector<Merge>& merges = buffers.merges;  // of symbol i with symbol i + 1
  size_t count = symbols.size();
  merges.resize(count);
  for (size_t i = 0; i + 1 < count; ++i) merges[i] = find(symbols[i].id, symbols[i + 1].id);
  while (count > 1) {
    size_t best = 0;
    for (size_t i = 1; i + 1 < count; ++i) {
      if (merges[i].rank < merges[best].rank) best = i;
    }
    if (merges[best].rank == kNone) break;
    symbols[best] = {merges[best].id, symbols[best].size + symbols[best + 1].size};
    for (size_t i = best + 1; i + 1 < count; ++i) {
      symbols[i] = symbols[i + 1];
      merges[i] = merges[i + 1];
    }
    --count;
    if (best > 0) merges[best - 1] = find(symbols[best - 1].id, symbols[best].id);
    if (best + 1 < count) merges[best] = find(symbols[best].id, symbols[best + 1].id);
  }
  symbols.resize(count);
}

bool MergeTable::offer(const std::vector<Symbol>& symbols, int32_t left, int32_t right, Buffers& buffers) const {
  Merge merge = find(symbols[left].id, symbols[right].id);
  if (merge.rank == kNone) return false;
  buffers.heap.push_back({merge.rank, static_cast<uint32_t>(left), merge.id, symbols[right].id});
  return true;
}

void MergeTable::merge_long(std::vector<Symbol>& symbols, Buffers& buffers) const {
  auto count = static_cast<int32_t>(symbols.size());
  auto& links = buffers.links;
  auto& heap = buffers.heap;
  links.resize(symbols.size());
  heap.clear();
  for (int32_t i = 0; i < count; ++i) links[i] = {i - 1, i + 1 < count ? i + 1 : -1};
  for (int32_t i = 0; i + 1 < count; ++i) offer(symbols, i, i + 1, buffers);
  std::make_heap(heap.begin(), heap.end(), Later{});

  constexpr int32_t kGone = -1;  // id of a symbol that its left neighbour has swallowed
  while (!heap.empty()) {
    std::pop_heap(heap.begin(), heap.end(), Later{});
    Buffers::Candidate top = heap.back();
    heap.pop_back();
    auto left = static_cast<int32_t>(top.position);
    int32_t right = links[left].next;
    if (symbols[left].id == kGone || right < 0 || symbols[right].id != top.right) continue;
    Merge current = find(symbols[left].id, symbols[right].id);
    if (current.rank != top.rank || current.id != top.id) continue;

    symbols[left] = {top.id, symbols[left].size + symbols[right].size};
    symbols[right].id = kGone;
    links[left].next = links[right].next;
    if (links[left].next >= 0) links[links[left].next].previous = left;
    if (links[left].previous >= 0 && offer(symbols, links[left].previous, left, buffers)) {
      std::push_heap(heap.begin(), heap.end(), Later{});
    }
    if (links[left].next >= 0 && offer(symbols, left, links[left].next, buffers)) {
      std::push_heap(heap.begin(), heap.end(), Later{});
    }
  }
  std::erase_if(symbols, [](const Symbol& symbol) { return symbol.id == kGone; });
}

}  // namespace afina::tokenizer
