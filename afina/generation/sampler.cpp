#include "afina/generation/sampler.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <unordered_set>
#include <utility>

#include "afina/kernels/elementwise.h"

namespace afina::generation {

namespace {

constexpr float kMasked = -std::numeric_limits<float>::infinity();

void penalise_repetition(std::span<float> logits, std::span<const int32_t> seen, double penalty) {
  std::unordered_set<int32_t> done;
  for (int32_t id : seen) {
    if (id < 0 || static_cast<size_t>(id) >= logits.size() || !done.insert(id).second) continue;
    float& logit = logits[static_cast<size_t>(id)];
    logit = static_cast<float>(logit > 0 ? logit / penalty : logit * penalty);
  }
}

void ban_repeated_ngrams(std::span<float> logits, std::span<const int32_t> seen, int64_t size) {
  std::vector<int32_t> banned = repeated_ngram_ends(seen, size);
  std::vector<float> kept;
  std::erase_if(banned, [&](int32_t id) { return id < 0 || static_cast<size_t>(id) >= logits.size(); });
  for (int32_t id : banned) kept.push_back(std::exchange(logits[static_cast<size_t>(id)], kMasked));
  if (std::ranges::any_of(logits, [](float logit) { return logit > kMasked; })) return;
  for (size_t i = 0; i < banned.size(); ++i) logits[static_cast<size_t>(banned[i])] = kept[i];
}

struct Candidate {
  int32_t id;
  double probability;
};

// Candidates by falling probability (equal ones by id), of the top k logits.
std::vector<Candidate> candidates(std::span<const float> logits, double temperature, int64_t top_k) {
  std::vector<int32_t> ids(logits.size());
  std::iota(ids.begin(), ids.end(), 0);
  std::erase_if(ids, [&](int32_t id) { return logits[static_cast<size_t>(id)] == kMasked; });
  auto before = [&](int32_t a, int32_t b) {
    float x = logits[static_cast<size_t>(a)], y = logits[static_cast<size_t>(b)];
    return x > y || (x == y && a < b);
  };
  size_t keep = top_k > 0 ? std::min(ids.size(), static_cast<size_t>(top_k)) : ids.size();
  std::partial_sort(ids.begin(), ids.begin() + static_cast<std::ptrdiff_t>(keep), ids.end(), before);
  ids.resize(keep);

  std::vector<Candidate> result;
  double total = 0, top = logits[static_cast<size_t>(ids.front())];
  for (int32_t id : ids) {
    double weight = std::exp((logits[static_cast<size_t>(id)] - top) / temperature);
    total += weight;
    result.push_back({id, weight});
  }
  for (Candidate& c : result) c.probability /= total;
  return result;
}

void renormalise(std::vector<Candidate>& list) {
  double total = 0;
  for (const Candidate& c : list) total += c.probability;
  for (Candidate& c : list) c.probability /= total;
}

// The fewest most probable candidates that reach `top_p`; always at least one.
void keep_nucleus(std::vector<Candidate>& list, double top_p) {
  double sum = 0;
  size_t keep = 0;
  while (keep < list.size() && (keep == 0 || sum < top_p)) sum += list[keep++].probability;
  list.resize(keep);
  renormalise(list);
}

void drop_improbable(std::vector<Candidate>& list, double min_p) {
  double least = min_p * list.front().probability;
  std::erase_if(list, [&](const Candidate& c) { return c.probability < least; });
  renormalise(list);
}

}  // namespace

std::vector<int32_t> repeated_ngram_ends(std::span<const int32_t> seen, int64_t size) {
  std::vector<int32_t> ends;
  if (size <= 0 || std::ssize(seen) < size) return ends;
  const auto before = static_cast<size_t>(size - 1);
  const std::span<const int32_t> now = seen.last(before);
  for (size_t i = 0; i + before < seen.size(); ++i) {
    if (std::ranges::equal(seen.subspan(i, before), now)) ends.push_back(seen[i + before]);
  }
  std::ranges::sort(ends);
  ends.erase(std::ranges::unique(ends).begin(), ends.end());
  return ends;
}

Sampler::Sampler(const SamplingOptions& options, int64_t vocabulary)
    : options_(options), vocabulary_(vocabulary), random_(static_cast<uint64_t>(options.seed)) {}

int32_t Sampler::choose(std::span<float> logits, std::span<const int32_t> seen, size_t free) {
  for (size_t id = static_cast<size_t>(vocabulary_); id < logits.size(); ++id) logits[id] = kMasked;
  if (options_.repetition_penalty != 1) penalise_repetition(logits, seen, options_.repetition_penalty);
  ban_repeated_ngrams(logits, seen.subspan(free), options_.no_repeat_ngram_size);
  if (options_.temperature <= 0) {
    return static_cast<int32_t>(kernels::argmax(logits));
  }
  std::vector<Candidate> list = candidates(logits, options_.temperature, options_.top_k);
  if (options_.top_p < 1) keep_nucleus(list, options_.top_p);
  if (options_.min_p > 0) drop_improbable(list, options_.min_p);
  double point = random_.uniform();
  for (const Candidate& c : list) {
    point -= c.probability;
    if (point < 0) return c.id;
  }
  return list.back().id;
}

}  // namespace afina::generation
