#include "afina/tokenizer/merge_table.h"

#include <doctest/doctest.h>

#include <map>
#include <utility>

using namespace afina::tokenizer;

namespace {

// Byte-pair merging as its definition has it.
std::vector<int32_t> merged_by_definition(std::vector<int32_t> ids,
                                          const std::map<std::pair<int32_t, int32_t>, MergeTable::Merge>& merges) {
  for (;;) {
    size_t best = ids.size();
    uint32_t best_rank = MergeTable::kNone;
    for (size_t i = 0; i + 1 < ids.size(); ++i) {
      auto found = merges.find({ids[i], ids[i + 1]});
      if (found == merges.end() || found->second.rank >= best_rank) continue;
      best = i;
      best_rank = found->second.rank;
    }
    if (best == ids.size()) return ids;
    ids[best] = merges.at({ids[best], ids[best + 1]}).id;
    ids.erase(ids.begin() + static_cast<std::ptrdiff_t>(best) + 1);
  }
}

}  // namespace

TEST_CASE("merging equals its definition for short words and for long ones") {
  uint64_t state = 3;
  auto random = [&](uint64_t bound) {
    state = state * 6364136223846793005ULL + 1442695040888963407ULL;
    return static_cast<int32_t>((state >> 33) % bound);
  };
  for (int round = 0; round < 60; ++round) {
    MergeTable table(64);
    std::map<std::pair<int32_t, int32_t>, MergeTable::Merge> merges;
    int32_t next_id = 3;
    for (uint32_t rank = 0; rank < 40; ++rank) {
      std::pair pair{random(static_cast<uint64_t>(next_id)), random(static_cast<uint64_t>(next_id))};
      if (merges.contains(pair)) continue;
      merges[pair] = {rank, next_id};
      table.add(pair.first, pair.second, {rank, next_id++});
    }
    MergeTable::Buffers buffers;
    for (size_t length : {0, 1, 2, 7, 40, 41, 120}) {
      std::vector<int32_t> ids;
      std::vector<Symbol> symbols;
      for (size_t i = 0; i < length; ++i) {
        ids.push_back(random(3));
        symbols.push_back({ids.back(), 1});
      }
      table.merge(symbols, buffers);
      std::vector<int32_t> found;
      size_t bytes = 0;
      for (const Symbol& symbol : symbols) {
        found.push_back(symbol.id);
        bytes += symbol.size;
      }
      CHECK(found == merged_by_definition(ids, merges));
      CHECK(bytes == length);
    }
  }
}

TEST_CASE("a long word with a single merge leaves the heap empty in the middle") {
  MergeTable table(1);
  table.add(1, 2, {0, 9});
  std::vector<Symbol> symbols(100, Symbol{1, 1});
  symbols[50].id = 2;
  MergeTable::Buffers buffers;
  table.merge(symbols, buffers);
  CHECK(symbols.size() == 99);
  CHECK(symbols[49].id == 9);
}
