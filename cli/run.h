// afina's command line, as the executable and the Python package run it.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace afina::cli {

// Runs one command line, the program's own name left out. Prints to stdout and stderr and gives the exit code: 0 done,
// 1 refused (code, what, hint), 2 command-line syntax, 130 interrupted. The first Ctrl-C asks the command to stop, the
// second ends the process. Signal handlers and language are the caller's again afterwards; one call at a time.
// `python`: the interpreter that runs the package; empty in the executable.
int run_command_line(const std::vector<std::string>& words, const std::filesystem::path& python = {});

}  // namespace afina::cli
