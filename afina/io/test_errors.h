// Shared by unit tests only.
#pragma once

#include <string>

#include "afina/base/error.h"

namespace afina::testing {

// The code of the Error that `body` throws, "" where it throws none.
template <class Body>
std::string error_code(Body body) {
  try {
    body();
  } catch (const Error& error) {
    return error.code();
  }
  return "";
}

}  // namespace afina::testing
