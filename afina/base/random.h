// Random numbers that are the same on every machine and standard library.
#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <utility>
#include <vector>

namespace afina {

// SplitMix64's finaliser (Steele, Lea, Flood 2014): a bijection of 64 bits with full avalanche.
constexpr uint64_t mix64(uint64_t x) noexcept {
  x += 0x9e3779b97f4a7c15ull;
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9ull;
  x = (x ^ (x >> 27)) * 0x94d049bb133111ebull;
  return x ^ (x >> 31);
}

// A key for counter-based numbers: the same parts give the same stream anywhere (dropout is keyed by seed,
// step, layer; the element's index is the counter).
constexpr uint64_t random_key(std::initializer_list<uint64_t> parts) noexcept {
  uint64_t key = 0x6166696e61ull;
  for (uint64_t part : parts) key = mix64(key ^ mix64(part));
  return key;
}

// 64 random bits for one counter value under a key.
constexpr uint64_t random_bits(uint64_t key, uint64_t counter) noexcept { return mix64(key ^ mix64(counter)); }

// A sequential generator over the same function.
class Random {
 public:
  explicit constexpr Random(uint64_t seed) noexcept : key_(random_key({seed})) {}

  constexpr uint64_t bits() noexcept { return random_bits(key_, counter_++); }
  // Uniform in [0, 1) with 53 bits.
  constexpr double uniform() noexcept { return static_cast<double>(bits() >> 11) * 0x1.0p-53; }
  // Uniform in [0, n), n > 0, without bias worth measuring (128-bit multiply, Lemire 2019).
  constexpr uint64_t below(uint64_t n) noexcept {
    return static_cast<uint64_t>((static_cast<unsigned __int128>(bits()) * n) >> 64);
  }
  // Standard normal (Box-Muller).
  double normal() noexcept;

  // Fisher-Yates.
  template <class T>
  void shuffle(std::vector<T>& items) noexcept {
    for (std::size_t i = items.size(); i > 1; --i) std::swap(items[i - 1], items[below(i)]);
  }

 private:
  uint64_t key_;
  uint64_t counter_ = 0;
};

}  // namespace afina
