#include "cli/output.h"

#include <unistd.h>

#include <cstdio>

#include "afina/base/visible_text.h"

namespace afina::cli {

namespace {

void to_stderr(std::string_view bytes) {
  std::fwrite(bytes.data(), 1, bytes.size(), stderr);
  std::fflush(stderr);
}

}  // namespace

void write_out(std::string_view text) { fmt::print(stdout, "{}", visible(text)); }
void write_error(std::string_view text) { to_stderr(visible(text)); }

void write_json(std::string_view piece) { fmt::print(stdout, "{}", visible_json(piece)); }
void print_json(const Json& value) { write_json(dump_json(value) + "\n"); }
void print_json_error(const Json& value) { to_stderr(visible_json(dump_json(value)) + "\n"); }

void print_result(std::string_view text) {
  if (isatty(STDOUT_FILENO) == 1)
    write_out(text);
  else
    fmt::print(stdout, "{}", text);
}

void print_struck(std::string_view text) {
  if (isatty(STDOUT_FILENO) == 1)
    fmt::print(stdout, "[\033[9m{}\033[29m]", visible(text));
  else
    fmt::print(stdout, "[{}]", text);
}

void erase_error_line() { to_stderr("\r\033[K"); }

void flush_output() {
  std::fflush(stdout);
  std::fflush(stderr);
}

}  // namespace afina::cli
