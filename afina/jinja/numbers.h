// Python's int(text) and float(text).
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace afina::jinja {

// Nothing where the text is not such a number; one that is, but beyond 64 bits, raises jinja.too_large_number.
std::optional<int64_t> whole_from(std::string_view text, int base);
std::optional<double> real_from(std::string_view text);

}  // namespace afina::jinja
