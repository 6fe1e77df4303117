#include "cli/signals.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <mutex>

#include "afina/base/error.h"
#include "cli/command.h"

namespace afina::cli {

namespace {

std::atomic<CancelToken*> g_command = nullptr;
std::atomic<CancelToken*> g_answer = nullptr;
std::mutex g_answers;  // an answer's token outlives the thread that is about to set it

void on_stop(int signal) {
  CancelToken* answer = g_answer.load();
  if (signal == SIGINT && answer && !answer->cancelled()) return answer->cancel();
  CancelToken* command = g_command.load();
  if (!command) return;
  if (command->cancelled()) _exit(kInterrupted);
  command->cancel();
  if (answer) answer->cancel();
}

void add_stops(sigset_t& set) {
  for (int signal : {SIGINT, SIGTERM, SIGHUP}) sigaddset(&set, signal);
}

bool is_ignored(int signal) {
  struct sigaction now {};
  return sigaction(signal, nullptr, &now) == 0 && now.sa_handler == SIG_IGN;
}

}  // namespace

void prepare_process() {
  for (int stream : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
    if (fcntl(stream, F_GETFD) >= 0 || errno != EBADF) continue;
    // An answer written to a closed stdout must fail as before; a message may be lost.
    const int place = open("/dev/null", stream == STDERR_FILENO ? O_WRONLY : O_RDONLY);
    if (place >= 0 && place != stream) {
      dup2(place, stream);
      close(place);
    }
  }
  sigset_t stops;
  sigemptyset(&stops);
  add_stops(stops);
  pthread_sigmask(SIG_BLOCK, &stops, nullptr);
}

CommandSignals::CommandSignals(CancelToken& cancel) {
  g_command = &cancel;
  sigemptyset(&stops_);
  for (int signal : {SIGINT, SIGTERM}) handle(signal, on_stop);
  if (!is_ignored(SIGHUP)) handle(SIGHUP, on_stop);
  for (size_t i = 0; i < handled_; ++i) sigaddset(&stops_, before_[i].first);
  handle(SIGPIPE, SIG_IGN);  // a reader that went away is a refused write, not a death
  handle(SIGXFSZ, SIG_IGN);  // and so is a file-size limit
  blocked_.emplace();
  try {
    waiting_ = start_thread([this] { wait(blocked_->before()); });
  } catch (const Error&) {
    // No thread to wait: the handlers run here, on the stack that they have for themselves.
    blocked_.reset();
    pthread_sigmask(SIG_UNBLOCK, &stops_, nullptr);
  }
}

CommandSignals::~CommandSignals() {
  over_ = true;
  if (waiting_.joinable()) {
    pthread_kill(waiting_.native_handle(), SIGTERM);
    waiting_.join();
  }
  g_command = nullptr;
  for (size_t i = 0; i < handled_; ++i) sigaction(before_[i].first, &before_[i].second, nullptr);
}

void CommandSignals::handle(int signal, void (*handler)(int)) {
  struct sigaction action {};
  action.sa_handler = handler;
  action.sa_flags = SA_ONSTACK;
  before_[handled_].first = signal;
  sigaction(signal, &action, &before_[handled_].second);
  ++handled_;
}

// `others`: the caller's mask; a signal that is nothing to us does here what it would have done to the caller.
void CommandSignals::wait(const sigset_t& others) {
  sigset_t blocked = others;
  for (size_t i = 0; i < handled_; ++i) {
    if (sigismember(&stops_, before_[i].first)) sigaddset(&blocked, before_[i].first);
  }
  pthread_sigmask(SIG_SETMASK, &blocked, nullptr);
  for (int signal = 0;;) {
    if (sigwait(&stops_, &signal) != 0) continue;
    if (over_) return;
    const std::lock_guard lock(g_answers);
    on_stop(signal);
  }
}

AnswerScope::AnswerScope(CancelToken& answer) { g_answer = &answer; }
AnswerScope::~AnswerScope() {
  const std::lock_guard lock(g_answers);
  g_answer = nullptr;
}

}  // namespace afina::cli
