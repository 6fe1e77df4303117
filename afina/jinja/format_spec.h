// How a number or text is laid out: width, alignment, sign, digits. Shared by both ways to format.
#pragma once

#include <string>
#include <string_view>

#include "afina/jinja/value.h"

namespace afina::jinja {

struct FormatSpec {
  std::string fill = " ";
  char align = 0;  // < > ^ =, 0: as the type has it
  char sign = '-';
  bool alternate = false;
  char grouping = 0;  // , or _
  int64_t width = 0;
  int64_t precision = -1;
  char type = 0;
};

// What is asked of Python's format(): "[[fill]align][sign][#][0][width][grouping][.precision][type]".
FormatSpec parse_format_spec(std::string_view text);
std::string formatted(const Value& value, const FormatSpec& spec);
// `text` in `width` columns of code points.
std::string padded(std::string_view text, const FormatSpec& spec, char standard_align);

// A width or precision that starts at `at`: its digits are passed over. Too large ones raise.
int64_t read_count(std::string_view text, size_t& at, int64_t otherwise);

}  // namespace afina::jinja
