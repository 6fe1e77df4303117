// Hashes of short byte strings and integers for the tables of this folder (not for anything that is stored).
#pragma once

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace afina::tokenizer {

inline uint64_t mix_hash(uint64_t a, uint64_t b) noexcept {
  __extension__ using Wide = unsigned __int128;
  Wide product = static_cast<Wide>(a ^ 0x9E3779B97F4A7C15ULL) * (b ^ 0xD6E8FEB86659FD93ULL);
  return static_cast<uint64_t>(product) ^ static_cast<uint64_t>(product >> 64);
}

// Up to eight bytes as a number, by at most three loads and without reading beyond them. Together with `count` it
// determines the bytes.
inline uint64_t load_bytes(const char* from, size_t count) noexcept {
  if (count >= 8) {
    uint64_t value;
    std::memcpy(&value, from, 8);
    return value;
  }
  if (count >= 4) {
    uint32_t low;
    uint32_t high;
    std::memcpy(&low, from, 4);
    std::memcpy(&high, from + count - 4, 4);
    return low | static_cast<uint64_t>(high) << 32;
  }
  if (count == 0) return 0;
  auto byte = [&](size_t i) { return static_cast<uint64_t>(static_cast<unsigned char>(from[i])); };
  return byte(0) | byte(count / 2) << 8 | byte(count - 1) << 16;
}

inline uint64_t hash_bytes(std::string_view bytes) noexcept {
  uint64_t hash = bytes.size();
  const char* at = bytes.data();
  size_t left = bytes.size();
  for (; left > 8; left -= 8, at += 8) hash = mix_hash(hash, load_bytes(at, 8));
  return mix_hash(hash, load_bytes(at, left));
}

// Up to kInlineBytes bytes as two numbers, so that short keys are compared without following a pointer.
inline constexpr size_t kInlineBytes = 16;
struct InlineKey {
  uint64_t low = 0;
  uint64_t high = 0;
  bool operator==(const InlineKey&) const = default;
};
inline InlineKey inline_key(std::string_view bytes) noexcept {
  size_t size = bytes.size();
  return {load_bytes(bytes.data(), std::min<size_t>(size, 8)), size > 8 ? load_bytes(bytes.data() + 8, size - 8) : 0};
}

}  // namespace afina::tokenizer
