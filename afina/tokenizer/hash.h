// Hashes of short byte strings and integers for the tables of this folder (not for anything that is stored).
#pragma once

#include <cstdint>
#include <cstring>
#include <string_view>

namespace afina::tokenizer {

inline uint64_t mix_hash(uint64_t a, uint64_t b) noexcept {
  auto product = static_cast<unsigned __int128>(a ^ 0x9E3779B97F4A7C15ULL) * (b ^ 0xD6E8FEB86659FD93ULL);
  return static_cast<uint64_t>(product) ^ static_cast<uint64_t>(product >> 64);
}

inline uint64_t load_bytes(const char* from, size_t count) noexcept {
  uint64_t value = 0;
  std::memcpy(&value, from, count);
  return value;
}

inline uint64_t hash_bytes(std::string_view bytes) noexcept {
  uint64_t hash = bytes.size();
  const char* at = bytes.data();
  size_t left = bytes.size();
  for (; left > 8; left -= 8, at += 8) hash = mix_hash(hash, load_bytes(at, 8));
  return mix_hash(hash, load_bytes(at, left) + left);
}

}  // namespace afina::tokenizer
