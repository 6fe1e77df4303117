// Other programs: asked something, or run until they end.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "afina/base/observer.h"

namespace afina::cli {

struct Child {
  std::vector<std::string> words;                                // a program, looked for on PATH, and its arguments
  std::vector<std::pair<std::string, std::string>> environment;  // beside the caller's own
};

// What the program prints, where it ends well; nothing where it cannot be started or ends otherwise.
std::optional<std::string> output_of(const Child& child);

// Runs the program on this terminal until it ends; what it prints goes to stderr. Cancelling asks it to end (SIGTERM).
// Gives its exit code, 128 and the signal where one ended it, nothing where it cannot be started.
std::optional<int> run_until_it_ends(const Child& child, const CancelToken* cancel);

}  // namespace afina::cli
