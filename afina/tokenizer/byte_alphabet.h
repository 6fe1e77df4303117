// GPT-2's alphabet of 256 printable characters, one for each byte, in which byte-level vocabularies are written
// ("Ġcasa" is " casa"): printable Latin-1 stands for itself, every other byte for U+0100 and following.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace afina::tokenizer {

char32_t byte_to_char(uint8_t byte) noexcept;
std::string_view byte_to_utf8(uint8_t byte) noexcept;  // the same character as UTF-8, one or two bytes
int char_to_byte(char32_t c) noexcept;                 // -1 for characters outside the alphabet

// Every byte of `bytes` in the alphabet.
std::string to_byte_alphabet(std::string_view bytes);
// The bytes `token` stands for, or nothing where one of its characters is outside the alphabet.
std::optional<std::string> from_byte_alphabet(std::string_view token);

}  // namespace afina::tokenizer
