#include "afina/base/one_line.h"

#include "afina/base/utf8.h"

namespace afina {

std::string shortened(std::string_view text, size_t code_points) {
  size_t end = 0;
  for (size_t count = 0; count < code_points && end < text.size(); ++count) next_code_point(text, end);
  std::string line = replace_invalid_utf8(text.substr(0, end));
  return end < text.size() ? line + "…" : line;
}

std::string one_line(std::string_view text, size_t code_points) {
  std::string line;
  bool blank = false;
  size_t count = 0;
  for (size_t i = 0; i < text.size();) {
    const char32_t c = next_code_point(text, i);
    if (is_white_space(c)) {
      blank = true;
      continue;
    }
    const size_t more = blank && count > 0 ? 2 : 1;
    if (count + more > code_points) return line + "…";
    if (more == 2) line += ' ';
    append_utf8(line, c);
    blank = false;
    count += more;
  }
  return line;
}

}  // namespace afina
