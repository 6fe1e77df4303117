#include "afina/base/numbers.h"

#include <fmt/format.h>

#include <algorithm>

#include "afina/base/error.h"

namespace afina {

std::string decimal(double value, int digits, bool sign) {
  std::string written = sign ? fmt::format("{:+.{}f}", value, digits) : fmt::format("{:.{}f}", value, digits);
  if (language() == Lang::es) std::ranges::replace(written, '.', ',');
  return written;
}

}  // namespace afina
