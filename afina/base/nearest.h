// The name a person probably meant: what an error about an unknown column, option or command suggests.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

namespace afina {

// Insertions, deletions and replacements of code points that turn one text into the other (Levenshtein).
size_t edit_distance(std::string_view a, std::string_view b);

// Where in `names` the one nearest to `wanted` stands, the first of equals; `names.size()` where there is none.
size_t nearest(std::string_view wanted, std::span<const std::string> names);

}  // namespace afina
