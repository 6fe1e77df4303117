// UTF-8 and Unicode helpers over utf8proc. Offsets are bytes unless a name says code points.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace afina {

inline constexpr char32_t kReplacement = 0xFFFD;

bool is_valid_utf8(std::string_view text) noexcept;
// Decodes the code point that starts at byte `position` (< text.size()) and advances past it. An ill-formed
// sequence gives U+FFFD and advances by its maximal valid prefix (at least one byte), as Python's
// errors="replace" does.
char32_t next_code_point(std::string_view text, size_t& position) noexcept;
void append_utf8(std::string& out, char32_t code_point);
std::string replace_invalid_utf8(std::string_view text);
size_t count_code_points(std::string_view text) noexcept;
std::u32string to_utf32(std::string_view text);
std::string to_utf8(std::u32string_view text);

// Unicode case folding, and lower case (locale-independent, full mappings).
std::string case_fold(std::string_view text);
std::string to_lower(std::string_view text);

enum class NormalForm { nfc, nfd, nfkc, nfkd };
std::string normalize(std::string_view text, NormalForm form);

bool is_letter(char32_t c) noexcept;       // general category L*
bool is_mark(char32_t c) noexcept;         // M*
bool is_digit(char32_t c) noexcept;        // N*
bool is_white_space(char32_t c) noexcept;  // White_Space property
bool is_punctuation(char32_t c) noexcept;  // P*
bool is_upper(char32_t c) noexcept;        // Lu

// Words: maximal runs of letters, marks and digits, lower-cased and NFC. The one splitter that metrics,
// baselines and near-duplicate search share.
std::vector<std::string> unicode_words(std::string_view text);
// The lines of `text` without their '\n' (a '\r' before it stays). A final line break does not begin another line.
std::vector<std::string_view> split_lines(std::string_view text);
// `text` without white space at both ends.
std::string_view trim(std::string_view text) noexcept;

// Terminal columns `text` takes (wide characters count two, marks none).
size_t display_width(std::string_view text) noexcept;

}  // namespace afina
