// Signals as a command needs them, for as long as it runs: whoever calls it has handlers of its own.
#pragma once

#include <signal.h>

#include <array>
#include <atomic>
#include <optional>
#include <thread>
#include <utility>

#include "afina/base/observer.h"
#include "afina/base/thread.h"

namespace afina::cli {

// Blocks what asks to stop and gives the standard streams that are closed a place of their own, so that no file that is
// written later takes their number. For main(), before anything else.
void prepare_process();

// One thread waits for SIGINT, SIGTERM and SIGHUP (not where the caller ignores it, as nohup does): the first asks for
// a clean stop, the second ends the process at once with 130. The thread that computes takes no signal.
class CommandSignals {
 public:
  explicit CommandSignals(CancelToken& cancel);
  ~CommandSignals();
  CommandSignals(const CommandSignals&) = delete;
  CommandSignals& operator=(const CommandSignals&) = delete;

 private:
  void handle(int signal, void (*handler)(int));
  void wait(const sigset_t& others);

  AlternateStack stack_;
  std::optional<SignalsBlocked> blocked_;
  sigset_t stops_;
  std::atomic<bool> over_{false};
  std::thread waiting_;
  std::array<std::pair<int, struct sigaction>, 5> before_;
  size_t handled_ = 0;
};

// While it lives, Ctrl-C stops an answer and not the whole command.
class AnswerScope {
 public:
  explicit AnswerScope(CancelToken& answer);
  ~AnswerScope();
  AnswerScope(const AnswerScope&) = delete;
  AnswerScope& operator=(const AnswerScope&) = delete;
};

}  // namespace afina::cli
