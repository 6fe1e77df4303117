#include "cli/run.h"

#include <fmt/format.h>

#include <cerrno>
#include <cstdio>
#include <exception>
#include <new>
#include <system_error>

#include "afina/base/json.h"
#include "afina/base/option_check.h"
#include "afina/base/stop.h"
#include "afina/base/system_memory.h"
#include "afina/base/thread_pool.h"
#include "afina/io/os_error.h"
#include "cli/arguments.h"
#include "cli/output.h"
#include "cli/signals.h"
#include "cli/terminal.h"

namespace afina::cli {

namespace {

// Language and names of options, as the line has them; the caller's own afterwards.
struct LanguageOfLine {
  explicit LanguageOfLine(Lang wanted) {
    set_language(wanted);
    set_option_style(OptionStyle::command_line);
  }
  ~LanguageOfLine() {
    set_language(before);
    set_option_style(style_before);
  }
  const Lang before = language();
  const OptionStyle style_before = option_style();
};

// The caller reads the answer; a stdout that cannot be written is told on stderr by the error itself.
void print_answer(const Json& json) {
  try {
    print_json(json);
  } catch (const std::system_error&) {
  }
}

void report(const Error& error, bool json) {
  if (json) print_answer({{"error", {{"code", error.code()}, {"message", error.message()}, {"hint", error.hint()}}}});
  print_error("afina: {}: {}\n", error.code(), error.message());
  if (!error.hint().empty()) print_error("{}\n", error.hint());
}

// A full disk or a closed pipe behind standard output: whoever reads the answer must not take it for whole.
// Who closed the pipe (as head does) knows; the exit code is the one that SIGPIPE would have given.
int output_failed(int reason) {
  if (reason == EPIPE) return kNoReader;
  if (is_out_of_space(reason))
    report(Error("io.disk_full", {{"path", "stdout"}}), false);
  else
    report(Error("io.cannot_write", {{"path", "stdout"}, {"reason", os_error_reason(reason)}}), false);
  return kRefused;
}

int run_parsed(const Parsed& parsed, const std::filesystem::path& python, const CancelToken& cancel) {
  TerminalObserver observer(parsed.json);
  Session session{parsed.json, parsed.threads, {&observer, &cancel}, python};
  const StopScope scope(&cancel);
  try {
    int code = parsed.command->run(session);
    return std::fflush(stdout) == 0 ? code : output_failed(errno);
  } catch (const Error& error) {
    report(error, parsed.json);
    if (is_cancelled(error)) return kInterrupted;
  } catch (const std::system_error& error) {
    if (std::ferror(stdout)) return output_failed(error.code().value());
    report(error_from(error), parsed.json);
  } catch (const std::bad_alloc&) {
    report(out_of_memory(), parsed.json);
  } catch (const std::exception& error) {
    report(Error("base.internal", {{"detail", error.what()}}), parsed.json);
  }
  return kRefused;
}

int run_line(const std::vector<std::string>& words, const std::filesystem::path& python, const CancelToken& cancel) {
  const LanguageOfLine language(choose_language(words));
  const auto commands = all_commands();
  const Parsed parsed = parse(words, commands);
  if (parsed.error) {
    report(*parsed.error, parsed.json);
    return parsed.exit_code;
  }
  if (!parsed.command) {
    parsed.exit_code == kDone ? write_out(parsed.text) : write_error(parsed.text);
    return parsed.exit_code;
  }
  return run_parsed(parsed, python, cancel);
}

}  // namespace

int run_command_line(const std::vector<std::string>& words, const std::filesystem::path& python) {
  CancelToken cancel;
  const CommandSignals signals(cancel);
  try {
    const int code = run_line(words, python, cancel);
    std::fflush(stdout);  // before whatever the caller prints next
    return code;
  } catch (const std::system_error& error) {  // a help text that could not be written
    return output_failed(error.code().value());
  }
}

}  // namespace afina::cli
