// How a thread of ours begins. Signals belong to the thread that waits for them: oneDNN's generated code uses the stack
// pointer as one more register, and a handler that runs on a computing thread would write its frame over the heap.
#pragma once

#include <signal.h>

#include <cstddef>
#include <functional>
#include <memory>
#include <thread>

namespace afina {

// While it lives, the calling thread takes no asynchronous signal; what it causes itself (SIGSEGV, SIGBUS, …) still
// reaches it.
class SignalsBlocked {
 public:
  SignalsBlocked();
  ~SignalsBlocked();
  SignalsBlocked(const SignalsBlocked&) = delete;
  SignalsBlocked& operator=(const SignalsBlocked&) = delete;

  const sigset_t& before() const noexcept { return before_; }

 private:
  sigset_t before_;
};

// A stack of its own for the calling thread's signal handlers, unless it already has one.
class AlternateStack {
 public:
  AlternateStack();
  ~AlternateStack();
  AlternateStack(const AlternateStack&) = delete;
  AlternateStack& operator=(const AlternateStack&) = delete;

 private:
  std::unique_ptr<std::byte[]> memory_;  // null: the thread had one
};

// A thread with both. Errors: base.no_thread where the system refuses one.
std::thread start_thread(std::function<void()> body);

}  // namespace afina
