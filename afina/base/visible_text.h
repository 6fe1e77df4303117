// Text of others (data, labels, names of files, what a model writes) on its way to a terminal. Raw, it could set the
// window's title, clear the screen or turn the order of the characters around.
#pragma once

#include <string>
#include <string_view>

namespace afina {

// Whether a terminal obeys the character instead of showing it, or it reorders what stands beside it: control
// characters, line and paragraph separators, bidirectional marks, embeddings, overrides and isolates, invisible tags.
// What scripts and emoji are written with is not: joiners, soft hyphens, variation selectors.
bool is_unprintable(char32_t code_point) noexcept;

// The text with such characters spelled out (\x1b, \u202e), those bytes too that are not UTF-8 (\xff). Line breaks and
// tabs stay, a carriage return before a line break goes. Visible text is its own visible text.
std::string visible(std::string_view text);
// The same on one line: line breaks and tabs are spelled out as well (\n, \t).
std::string visible_line(std::string_view text);
// JSON text with such characters as \u sequences, so that it reads back the same.
std::string visible_json(std::string_view json);

}  // namespace afina
