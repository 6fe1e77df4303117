// The command line as a whole: parsing, help, languages.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "cli/command.h"

namespace afina::cli {

struct Parsed {
  Command* command = nullptr;  // null: `text` (help) or `error` is to be printed
  int exit_code = kDone;
  std::string text;
  std::optional<Error> error;
  bool json = false;
  int threads = 0;
};

// --lang es|en anywhere on the line, AFINA_LANG, the course's name (curso, course), the locale, Spanish.
Lang choose_language(std::span<const std::string> line);

Parsed parse(std::span<const std::string> line, std::span<const std::unique_ptr<Command>> commands);

}  // namespace afina::cli
