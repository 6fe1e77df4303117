// Numbers as a person reads them.
#pragma once

#include <string>

namespace afina {

// With the decimal mark of the current language: «76,7» in Spanish, "76.7" in English. `sign`: «+76,7» too.
std::string decimal(double value, int digits, bool sign = false);

}  // namespace afina
