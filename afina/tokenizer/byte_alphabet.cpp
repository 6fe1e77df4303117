#include "afina/tokenizer/byte_alphabet.h"

#include <array>

#include "afina/base/utf8.h"

namespace afina::tokenizer {

namespace {

constexpr char32_t kFirstStandIn = 0x100;
constexpr char32_t kAlphabetEnd = 0x144;  // 0x100 plus the 68 bytes that do not stand for themselves

struct Tables {
  std::array<char32_t, 256> to_char{};
  std::array<std::string, 256> to_utf8{};
  std::array<int16_t, kAlphabetEnd> to_byte{};

  Tables() {
    to_byte.fill(-1);
    char32_t stand_in = kFirstStandIn;
    for (int byte = 0; byte < 256; ++byte) {
      bool itself = (byte >= 33 && byte <= 126) || (byte >= 161 && byte <= 172) || byte >= 174;
      char32_t c = itself ? static_cast<char32_t>(byte) : stand_in++;
      to_char[byte] = c;
      to_byte[c] = static_cast<int16_t>(byte);
      append_utf8(to_utf8[byte], c);
    }
  }
};

const Tables& tables() {
  static const Tables built;
  return built;
}

}  // namespace

char32_t byte_to_char(uint8_t byte) noexcept { return tables().to_char[byte]; }
std::string_view byte_to_utf8(uint8_t byte) noexcept { return tables().to_utf8[byte]; }
int char_to_byte(char32_t c) noexcept { return c < kAlphabetEnd ? tables().to_byte[c] : -1; }

std::string to_byte_alphabet(std::string_view bytes) {
  std::string out;
  out.reserve(bytes.size() * 2);
  for (char c : bytes) out += byte_to_utf8(static_cast<uint8_t>(c));
  return out;
}

std::optional<std::string> from_byte_alphabet(std::string_view token) {
  std::string out;
  out.reserve(token.size());
  for (size_t position = 0; position < token.size();) {
    int byte = char_to_byte(next_code_point(token, position));
    if (byte < 0) return std::nullopt;
    out += static_cast<char>(byte);
  }
  return out;
}

}  // namespace afina::tokenizer
