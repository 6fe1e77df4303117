// Python's str() and repr().
#pragma once

#include <string>

#include "afina/jinja/value.h"

namespace afina::jinja {

// What `{{ value }}` prints.
std::string to_text(const Value& value);
std::string repr(const Value& value);
// The shortest digits that read back as the same number, as Python writes them: 1.0, 1e+16, 1e-05, inf, nan.
std::string float_repr(double value);

}  // namespace afina::jinja
