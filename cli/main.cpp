// afina's command line. Exit codes: 0 done, 1 refused (code, what, hint), 2 command-line syntax, 130 interrupted.
#include <fmt/format.h>
#include <signal.h>
#include <unistd.h>

#include <cstdio>
#include <exception>
#include <new>

#include "afina/base/json.h"
#include "cli/arguments.h"
#include "cli/terminal.h"

namespace {

afina::CancelToken g_cancel;

// The first Ctrl-C asks for a clean stop; the second ends at once.
void on_interrupt(int) {
  if (g_cancel.cancelled()) _exit(afina::cli::kInterrupted);
  g_cancel.cancel();
}

void report(const afina::Error& error, bool json) {
  if (json) {
    fmt::print("{}\n", afina::dump_json({{"error", {{"code", error.code()}, {"message", error.message()}, {"hint", error.hint()}}}}));
  }
  fmt::print(stderr, "afina: {}: {}\n", error.code(), error.message());
  if (!error.hint().empty()) fmt::print(stderr, "{}\n", error.hint());
}

int run(const afina::cli::Parsed& parsed) {
  using namespace afina;
  cli::TerminalObserver observer(parsed.json);
  cli::Session session{parsed.json, parsed.threads, {&observer, &g_cancel}};
  try {
    return parsed.command->run(session);
  } catch (const Error& error) {
    report(error, parsed.json);
  } catch (const std::bad_alloc&) {
    report(Error("base.out_of_memory", {{"megabytes", "?"}}), parsed.json);
  } catch (const std::exception& error) {
    report(Error("base.internal", {{"detail", error.what()}}), parsed.json);
  }
  return cli::kRefused;
}

}  // namespace

int main(int argc, char** argv) {
  using namespace afina;
  std::vector<std::string> line(argv + 1, argv + argc);
  set_language(cli::choose_language(line));
  auto commands = cli::all_commands();
  cli::Parsed parsed = cli::parse(line, commands);
  if (!parsed.command) {
    fmt::print(parsed.exit_code == cli::kDone ? stdout : stderr, "{}", parsed.text);
    return parsed.exit_code;
  }
  struct sigaction action {};
  action.sa_handler = on_interrupt;
  sigaction(SIGINT, &action, nullptr);
  sigaction(SIGTERM, &action, nullptr);
  signal(SIGPIPE, SIG_DFL);
  return run(parsed);
}
