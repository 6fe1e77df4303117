// Near-duplicate groups: Broder's resemblance over character 5-grams, MinHash signatures (Broder 1997) and
// banding (Leskovec, Rajaraman, Ullman, "Mining of Massive Datasets", chapter 3).
#include <algorithm>
#include <array>
#include <numeric>
#include <unordered_map>

#include "afina/base/random.h"
#include "afina/base/utf8.h"
#include "afina/data/dataset.h"

namespace afina::data {

namespace {

constexpr size_t kGram = 5;
// A pair of resemblance s is proposed with probability 1 - (1 - s^5)^32: all but three in a million at 0.8.
constexpr size_t kBandRows = 5;
constexpr size_t kBands = 32;
constexpr size_t kHashes = kBandRows * kBands;

using Grams = std::vector<uint64_t>;   // sorted, without repeats

Grams grams_of(std::string_view text) {
  std::u32string folded = to_utf32(case_fold(text));
  Grams grams;
  size_t count = folded.size() < kGram ? 1 : folded.size() - kGram + 1;   // a short text is one gram
  grams.reserve(count);
  for (size_t i = 0; i < count; ++i) {
    uint64_t hash = 0;
    for (char32_t c : std::u32string_view(folded).substr(i, kGram)) hash = mix64(hash ^ c);
    grams.push_back(hash);
  }
  std::sort(grams.begin(), grams.end());
  grams.erase(std::unique(grams.begin(), grams.end()), grams.end());
  return grams;
}

bool resemble(const Grams& a, const Grams& b, double threshold) {
  double small = static_cast<double>(std::min(a.size(), b.size()));
  double large = static_cast<double>(std::max(a.size(), b.size()));
  if (small < threshold * large) return false;
  size_t common = 0;
  for (size_t i = 0, j = 0; i < a.size() && j < b.size();) {
    if (a[i] == b[j]) {
      ++common;
      ++i;
      ++j;
    } else {
      ++(a[i] < b[j] ? i : j);
    }
  }
  return static_cast<double>(common) >= threshold * static_cast<double>(a.size() + b.size() - common);
}

struct Groups {
  explicit Groups(size_t size) : parent(size) { std::iota(parent.begin(), parent.end(), size_t{0}); }
  size_t find(size_t i) {
    while (parent[i] != i) i = parent[i] = parent[parent[i]];
    return i;
  }
  void join(size_t a, size_t b) {
    a = find(a);
    b = find(b);
    parent[std::max(a, b)] = std::min(a, b);   // the first text of a group names it
  }
  std::vector<size_t> parent;
};

// One 64-bit key a band: texts that agree in any band are looked at together.
std::array<uint64_t, kBands> band_keys(const Grams& grams) {
  static const auto multipliers = [] {
    std::array<uint64_t, 2 * kHashes> values{};
    for (size_t i = 0; i < values.size(); ++i) values[i] = random_bits(random_key({0x6d696e68}), i) | 1;
    return values;
  }();
  std::array<uint32_t, kHashes> smallest;
  smallest.fill(~uint32_t{0});
  for (uint64_t gram : grams) {
    for (size_t h = 0; h < kHashes; ++h) {
      auto value = static_cast<uint32_t>((gram * multipliers[h] + multipliers[kHashes + h]) >> 32);
      smallest[h] = std::min(smallest[h], value);
    }
  }
  std::array<uint64_t, kBands> keys{};
  for (size_t band = 0; band < kBands; ++band) {
    uint64_t key = band;
    for (size_t r = 0; r < kBandRows; ++r) key = mix64(key ^ smallest[band * kBandRows + r]);
    keys[band] = key;
  }
  return keys;
}

// Compares a bucket's texts group by group, so that a crowd of copies costs one comparison each.
void join_bucket(const std::vector<std::pair<uint64_t, uint32_t>>& bucket, size_t begin, size_t end,
                 const std::vector<Grams>& grams, double threshold, Groups& groups) {
  std::vector<std::vector<uint32_t>> seen;   // members met so far, by group
  for (size_t i = begin; i < end; ++i) {
    uint32_t text = bucket[i].second;
    size_t home = seen.size();
    for (size_t g = 0; g < seen.size(); ++g) {
      bool same = groups.find(seen[g][0]) == groups.find(text);
      for (size_t k = 0; !same && k < seen[g].size(); ++k) same = resemble(grams[seen[g][k]], grams[text], threshold);
      if (!same) continue;
      groups.join(seen[g][0], text);
      if (home == seen.size()) {
        home = g;
      } else {   // the text links two groups
        seen[home].insert(seen[home].end(), seen[g].begin(), seen[g].end());
        seen.erase(seen.begin() + static_cast<std::ptrdiff_t>(g--));
      }
    }
    if (home == seen.size()) seen.emplace_back();
    seen[home].push_back(text);
  }
}

}  // namespace

std::vector<int64_t> near_duplicate_groups(const std::vector<std::string>& texts, double threshold) {
  std::vector<Grams> grams(texts.size());
  Groups groups(texts.size());
  std::vector<std::array<uint64_t, kBands>> keys(texts.size());
  std::vector<uint32_t> different;   // the first of each set of texts with the same grams
  std::unordered_map<uint64_t, std::vector<uint32_t>> same;
  for (size_t i = 0; i < texts.size(); ++i) {
    grams[i] = grams_of(texts[i]);
    uint64_t whole = 0;
    for (uint64_t gram : grams[i]) whole = mix64(whole ^ gram);
    auto& twins = same[whole];
    auto twin = std::find_if(twins.begin(), twins.end(), [&](uint32_t t) { return grams[t] == grams[i]; });
    if (twin != twins.end()) {
      groups.join(*twin, i);
      Grams().swap(grams[i]);
      continue;
    }
    twins.push_back(static_cast<uint32_t>(i));
    different.push_back(static_cast<uint32_t>(i));
    keys[i] = band_keys(grams[i]);
  }
  std::vector<std::pair<uint64_t, uint32_t>> band(different.size());
  for (size_t b = 0; b < kBands; ++b) {
    for (size_t i = 0; i < different.size(); ++i) band[i] = {keys[different[i]][b], different[i]};
    std::sort(band.begin(), band.end());
    for (size_t begin = 0, end; begin < band.size(); begin = end) {
      for (end = begin + 1; end < band.size() && band[end].first == band[begin].first;) ++end;
      if (end - begin > 1) join_bucket(band, begin, end, grams, threshold, groups);
    }
  }
  std::vector<int64_t> numbers(texts.size());
  for (size_t i = 0; i < texts.size(); ++i) numbers[i] = static_cast<int64_t>(groups.find(i));
  return numbers;
}

}  // namespace afina::data
