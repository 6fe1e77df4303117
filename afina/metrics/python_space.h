// White space as Python's str.split() and str.rstrip() see it, for parity with sacrebleu.
#pragma once

#include "afina/base/utf8.h"

namespace afina::metrics {

// Python also takes the four information separators for white space.
inline bool is_python_space(char32_t c) noexcept { return is_white_space(c) || (c >= 0x1C && c <= 0x1F); }

}  // namespace afina::metrics
