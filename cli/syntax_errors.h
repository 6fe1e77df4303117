// What a command line that does not parse is told: which word is wrong, and what was probably meant.
#pragma once

#include <CLI/CLI.hpp>
#include <span>
#include <string>
#include <vector>

#include "cli/command.h"

namespace afina::cli {

// A command line after the parsing library refused it.
struct RefusedLine {
  std::span<const std::string> words;
  std::vector<std::string> commands;    // every command that there is
  const CLI::App* parser = nullptr;     // of the command named; null where none was
  std::span<const Argument> arguments;  // of the command named
  const CLI::ParseError* refusal = nullptr;
};

// Codes: cli.unknown_command, cli.unknown_option, cli.missing_argument, cli.missing_value, cli.repeated_option,
// cli.switch_value, cli.extra_argument, cli.syntax. The library's own texts exist in English only, so they are told
// only where none fits.
Error explain(const RefusedLine& line);

}  // namespace afina::cli
