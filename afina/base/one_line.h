// Texts of any length and shape shown in one line.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace afina {

// At most so many code points, and «…» where some are missing.
std::string shortened(std::string_view text, size_t code_points);
// The same, without white space at the ends and with one blank for each run of it.
std::string one_line(std::string_view text, size_t code_points);

}  // namespace afina
