// Texts as Python's str sees them: its white space, its cases, positions in code points.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "afina/jinja/value.h"

namespace afina::jinja {

bool is_python_space(char32_t c) noexcept;
// Without the white space (or the code points of `characters`, where not null) at the ends asked for.
std::string_view strip(std::string_view text, bool left, bool right, const std::string* characters = nullptr);
std::string_view rstrip(std::string_view text);

std::string upper(std::string_view text);
std::string lower(std::string_view text);
// The first letter of each word in title case, the rest in lower case, as str.title().
std::string title(std::string_view text);
std::string capitalize(std::string_view text);
bool is_upper(std::string_view text);
bool is_lower(std::string_view text);

// Code points [begin, end) of a text; 0 <= begin <= end <= length.
std::string_view code_points(const Text& text, size_t begin, size_t end);
// Byte of a code point, and the other way round.
size_t byte_of(const Text& text, size_t code_point);
size_t code_point_at(const Text& text, size_t byte);

// All of `from` in `text` replaced, at most `count` times (negative: every time).
std::string replace_all(std::string_view text, std::string_view from, std::string_view to, int64_t count = -1);
std::vector<std::string_view> split_text(std::string_view text, std::string_view separator, int64_t most);
std::vector<std::string_view> split_spaces(std::string_view text, int64_t most);
std::vector<std::string_view> split_python_lines(std::string_view text, bool keep_ends);

}  // namespace afina::jinja
