#include "cli/run.h"

#include <fmt/format.h>
#include <signal.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <cstdio>
#include <exception>
#include <new>
#include <system_error>

#include "afina/base/json.h"
#include "afina/base/option_check.h"
#include "afina/io/os_error.h"
#include "cli/arguments.h"
#include "cli/output.h"
#include "cli/terminal.h"

namespace afina::cli {

namespace {

std::atomic<CancelToken*> g_cancel = nullptr;

// The first Ctrl-C asks for a clean stop; the second ends at once.
void on_interrupt(int) {
  CancelToken* cancel = g_cancel.load();
  if (!cancel) return;
  if (cancel->cancelled()) _exit(kInterrupted);
  cancel->cancel();
}

// Signals as a command needs them, for as long as it runs: Python has handlers of its own.
class CommandSignals {
 public:
  explicit CommandSignals(CancelToken& cancel) {
    g_cancel = &cancel;
    set(0, SIGINT, on_interrupt);
    set(1, SIGTERM, on_interrupt);
    set(2, SIGPIPE, SIG_DFL);
    set(3, SIGXFSZ, SIG_IGN);  // a file-size limit is a refused write, not a death
  }
  ~CommandSignals() {
    for (const auto& [signal, before] : before_) sigaction(signal, &before, nullptr);
    g_cancel = nullptr;
  }
  CommandSignals(const CommandSignals&) = delete;
  CommandSignals& operator=(const CommandSignals&) = delete;

 private:
  void set(size_t place, int signal, void (*handler)(int)) {
    struct sigaction action {};
    action.sa_handler = handler;
    before_[place].first = signal;
    sigaction(signal, &action, &before_[place].second);
  }

  std::array<std::pair<int, struct sigaction>, 4> before_;
};

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

void report(const Error& error, bool json) {
  if (json) {
    print_json({{"error", {{"code", error.code()}, {"message", error.message()}, {"hint", error.hint()}}}});
  }
  print_error("afina: {}: {}\n", error.code(), error.message());
  if (!error.hint().empty()) print_error("{}\n", error.hint());
}

// A full disk or a closed pipe behind standard output: whoever reads the answer must not take it for whole.
int output_failed(int reason) {
  if (is_out_of_space(reason))
    report(Error("io.disk_full", {{"path", "stdout"}}), false);
  else
    report(Error("io.cannot_write", {{"path", "stdout"}, {"reason", os_error_reason(reason)}}), false);
  return kRefused;
}

int run_parsed(const Parsed& parsed, const std::filesystem::path& python, const CancelToken& cancel) {
  TerminalObserver observer(parsed.json);
  Session session{parsed.json, parsed.threads, {&observer, &cancel}, python};
  try {
    int code = parsed.command->run(session);
    return std::fflush(stdout) == 0 ? code : output_failed(errno);
  } catch (const Error& error) {
    report(error, parsed.json);
    if (error.code().ends_with(".cancelled")) return kInterrupted;
  } catch (const std::system_error& error) {
    if (std::ferror(stdout)) return output_failed(error.code().value());
    report(Error("base.internal", {{"detail", error.what()}}), parsed.json);
  } catch (const std::bad_alloc&) {
    report(Error("base.out_of_memory", {{"megabytes", "?"}}), parsed.json);
  } catch (const std::exception& error) {
    report(Error("base.internal", {{"detail", error.what()}}), parsed.json);
  }
  return kRefused;
}

int run_line(const std::vector<std::string>& words, const std::filesystem::path& python) {
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
  CancelToken cancel;
  const CommandSignals signals(cancel);
  return run_parsed(parsed, python, cancel);
}

}  // namespace

int run_command_line(const std::vector<std::string>& words, const std::filesystem::path& python) {
  const int code = run_line(words, python);
  std::fflush(stdout);  // before whatever the caller prints next
  return code;
}

}  // namespace afina::cli
