// All that the command line writes, on a terminal or elsewhere. Text of others may stand in any of it, so nothing else
// in cli writes; tests/cli/test_terminal.py sees to it.
#pragma once

#include <fmt/format.h>

#include <string>
#include <string_view>
#include <utility>

#include "afina/base/json.h"

namespace afina::cli {

// To stdout and stderr, for a person: made visible (base/visible_text.h). Where stdout cannot be written it throws
// std::system_error; a message that stderr does not take is lost and stops nothing.
void write_out(std::string_view text);
void write_error(std::string_view text);

template <class... Args>
void print(fmt::format_string<Args...> format, Args&&... args) {
  write_out(fmt::format(format, std::forward<Args>(args)...));
}
template <class... Args>
void print_error(fmt::format_string<Args...> format, Args&&... args) {
  write_error(fmt::format(format, std::forward<Args>(args)...));
}

// One document, or one line of several; no character in it that a terminal would obey.
void print_json(const Json& value);
void print_json_error(const Json& value);
// A piece of a document that is written as it is made.
void write_json(std::string_view piece);

// What a model wrote or a summary says: visible on a terminal, as it is in a file or a pipe.
void print_result(std::string_view text);
// The same in brackets, and struck out on a terminal: what does not hold.
void print_struck(std::string_view text);

// To the beginning of a line of stderr and over what stands there.
void erase_error_line();
void flush_output();

}  // namespace afina::cli
