// What --help says, laid out for a person, and the same as JSON for programs.
#pragma once

#include <memory>
#include <span>
#include <string>

#include "afina/base/options_json.h"
#include "cli/command.h"

namespace afina::cli {

// One command: arguments, options, example.
std::string command_help(const Command& command, std::span<const Argument> arguments);
// Every command in one line.
std::string general_help(std::span<const std::unique_ptr<Command>> commands);

// {"name", "type" ("switch", "integer", "number", "text", "texts"), "required", "default", "help", "choices"}; of
// numbers "min", "max" (null: not limited) and "unit" too.
Json help_json(const Argument& argument);
// {"name", "alias", "help", "example", "arguments", "options"}
Json help_json(const Command& command, std::span<const Argument> arguments);

}  // namespace afina::cli
