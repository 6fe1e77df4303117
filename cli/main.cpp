// afina's command line. Exit codes: 0 done, 1 refused (code, what, hint), 2 command-line syntax, 130 interrupted.
#include <fmt/format.h>
#include <signal.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <exception>
#include <new>
#include <system_error>

#include "afina/base/json.h"
#include "afina/io/os_error.h"
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
    fmt::print(
        "{}\n",
        afina::dump_json({{"error", {{"code", error.code()}, {"message", error.message()}, {"hint", error.hint()}}}}));
  }
  fmt::print(stderr, "afina: {}: {}\n", error.code(), error.message());
  if (!error.hint().empty()) fmt::print(stderr, "{}\n", error.hint());
}

// A full disk or a closed pipe behind standard output: whoever reads the answer must not take it for whole.
int output_failed(int reason) {
  using namespace afina;
  if (is_out_of_space(reason))
    report(Error("io.disk_full", {{"path", "stdout"}}), false);
  else
    report(Error("io.cannot_write", {{"path", "stdout"}, {"reason", os_error_reason(reason)}}), false);
  return cli::kRefused;
}

int run(const afina::cli::Parsed& parsed) {
  using namespace afina;
  cli::TerminalObserver observer(parsed.json);
  cli::Session session{parsed.json, parsed.threads, {&observer, &g_cancel}};
  try {
    int code = parsed.command->run(session);
    return std::fflush(stdout) == 0 ? code : output_failed(errno);
  } catch (const Error& error) {
    report(error, parsed.json);
    if (error.code().ends_with(".cancelled")) return cli::kInterrupted;
  } catch (const std::system_error& error) {
    if (std::ferror(stdout)) return output_failed(error.code().value());
    report(Error("base.internal", {{"detail", error.what()}}), parsed.json);
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
  if (parsed.error) {
    report(*parsed.error, parsed.json);
    return parsed.exit_code;
  }
  if (!parsed.command) {
    fmt::print(parsed.exit_code == cli::kDone ? stdout : stderr, "{}", parsed.text);
    return parsed.exit_code;
  }
  struct sigaction action {};
  action.sa_handler = on_interrupt;
  sigaction(SIGINT, &action, nullptr);
  sigaction(SIGTERM, &action, nullptr);
  signal(SIGPIPE, SIG_DFL);
  signal(SIGXFSZ, SIG_IGN);  // a file-size limit is a refused write, not a death
  return run(parsed);
}
