// Near-duplicate groups: Broder's resemblance over character 5-grams. Candidates come from prefix filtering
// (Bayardo, Ma, Srikant, "Scaling up all pairs similarity search", 2007), which misses nothing: two sets with
// a Jaccard of t or more share one of their |x| - ceil(t |x|) + 1 first members under any common order. With the
// rarest grams first, texts that only share a form letter are hardly ever compared.
#include <algorithm>
#include <cmath>
#include <numeric>
#include <span>
#include <unordered_map>

#include "afina/base/random.h"
#include "afina/base/stop.h"
#include "afina/base/utf8.h"
#include "afina/data/dataset.h"

namespace afina::data {

namespace {

constexpr size_t kGram = 5;
// Frequencies are counted in this many buckets by hash. Any order serves; only speed depends on it.
constexpr size_t kCounters = size_t{1} << 20;
constexpr double kRounding = 1e-9;

using Grams = std::vector<uint64_t>;  // sorted, without repeats

Grams grams_of(std::string_view text) {
  std::u32string folded = to_utf32(case_fold(text));
  Grams grams;
  size_t count = folded.size() < kGram ? 1 : folded.size() - kGram + 1;  // a short text is one gram
  grams.reserve(count);
  StopCheck stop;
  for (size_t i = 0; i < count; ++i) {
    stop();
    uint64_t hash = 0;
    for (char32_t c : std::u32string_view(folded).substr(i, kGram)) hash = mix64(hash ^ c);
    grams.push_back(hash);
  }
  std::sort(grams.begin(), grams.end());
  grams.erase(std::unique(grams.begin(), grams.end()), grams.end());
  return grams;
}

// J >= t is |a & b| >= t / (1 + t) (|a| + |b|): a number of grams only one of them has is the most they can
// afford, and most pairs exceed it early.
bool resemble(const Grams& a, const Grams& b, double threshold) {
  double total = static_cast<double>(a.size() + b.size());
  double needed = std::ceil(threshold / (1 + threshold) * total - kRounding);
  double affordable = total - 2 * needed;
  if (affordable < 0) return false;
  auto allowed = static_cast<size_t>(affordable);
  size_t i = 0, j = 0, alone = 0;
  while (i < a.size() && j < b.size()) {
    bool step_a = a[i] <= b[j], step_b = b[j] <= a[i];
    alone += step_a != step_b;
    if (alone > allowed) return false;
    i += step_a;
    j += step_b;
  }
  return alone + (a.size() - i) + (b.size() - j) <= allowed;
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
    parent[std::max(a, b)] = std::min(a, b);  // the first text of a group names it
  }
  std::vector<size_t> parent;
};

struct Posting {
  uint64_t gram;
  uint32_t text;
  bool operator<(const Posting& other) const { return std::pair(gram, text) < std::pair(other.gram, other.text); }
};

// The rarest grams of each text, as many as prefix filtering asks for, sorted by gram.
std::vector<Posting> prefix_postings(const std::vector<Grams>& grams, const std::vector<uint32_t>& texts,
                                     double threshold) {
  std::vector<uint32_t> counters(kCounters, 0);
  for (uint32_t text : texts) {
    for (uint64_t gram : grams[text]) ++counters[gram % kCounters];
  }
  std::vector<Posting> postings;
  Grams prefix;
  for (uint32_t text : texts) {
    check_stop();
    prefix = grams[text];
    double size = static_cast<double>(prefix.size());
    auto length = static_cast<std::ptrdiff_t>(size - std::ceil(threshold * size - kRounding)) + 1;
    length = std::min(length, static_cast<std::ptrdiff_t>(prefix.size()));
    std::nth_element(prefix.begin(), prefix.begin() + length - 1, prefix.end(), [&](uint64_t a, uint64_t b) {
      return std::pair(counters[a % kCounters], a) < std::pair(counters[b % kCounters], b);
    });
    for (std::ptrdiff_t i = 0; i < length; ++i) postings.push_back({prefix[static_cast<size_t>(i)], text});
  }
  std::sort(postings.begin(), postings.end());
  return postings;
}

// Compares a bucket's texts group by group, so that a crowd of copies costs one comparison each.
void join_bucket(std::span<const Posting> bucket, const std::vector<Grams>& grams, double threshold, Groups& groups) {
  std::vector<std::vector<uint32_t>> seen;  // members met so far, by group
  for (const Posting& posting : bucket) {
    check_stop();
    uint32_t text = posting.text;
    size_t home = seen.size();
    for (size_t g = 0; g < seen.size(); ++g) {
      bool same = groups.find(seen[g][0]) == groups.find(text);
      for (size_t k = 0; !same && k < seen[g].size(); ++k) same = resemble(grams[seen[g][k]], grams[text], threshold);
      if (!same) continue;
      groups.join(seen[g][0], text);
      if (home == seen.size()) {
        home = g;
      } else {  // the text links two groups
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
  std::vector<uint32_t> different;  // the first of each set of texts with the same grams
  std::unordered_map<uint64_t, std::vector<uint32_t>> same;
  for (size_t i = 0; i < texts.size(); ++i) {
    check_stop();
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
  }
  std::vector<Posting> postings = prefix_postings(grams, different, threshold);
  for (size_t begin = 0, end; begin < postings.size(); begin = end) {
    for (end = begin + 1; end < postings.size() && postings[end].gram == postings[begin].gram;) ++end;
    if (end - begin > 1) join_bucket(std::span(postings).subspan(begin, end - begin), grams, threshold, groups);
  }
  std::vector<int64_t> numbers(texts.size());
  for (size_t i = 0; i < texts.size(); ++i) numbers[i] = static_cast<int64_t>(groups.find(i));
  return numbers;
}

}  // namespace afina::data
