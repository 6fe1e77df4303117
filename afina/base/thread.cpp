#include "afina/base/thread.h"

#include <unistd.h>

#include <algorithm>
#include <new>
#include <system_error>
#include <utility>

#include "afina/base/error.h"

namespace afina {

namespace {

// Room for a handler's frame, which holds every register of the processor, and for a sanitizer's report.
size_t stack_bytes() {
  constexpr size_t kLeast = 64 << 10;
  return std::max(kLeast, 4 * static_cast<size_t>(std::max(0L, sysconf(_SC_SIGSTKSZ))));
}

}  // namespace

SignalsBlocked::SignalsBlocked() {
  sigset_t blocked;
  sigfillset(&blocked);
  // What the thread does to itself: faults, and writes that are refused.
  for (int own : {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT, SIGTRAP, SIGSYS, SIGPIPE, SIGXFSZ}) {
    sigdelset(&blocked, own);
  }
  pthread_sigmask(SIG_BLOCK, &blocked, &before_);
}

SignalsBlocked::~SignalsBlocked() { pthread_sigmask(SIG_SETMASK, &before_, nullptr); }

AlternateStack::AlternateStack() {
  stack_t there{};
  if (sigaltstack(nullptr, &there) != 0 || !(there.ss_flags & SS_DISABLE)) return;
  const size_t bytes = stack_bytes();
  memory_.reset(new (std::nothrow) std::byte[bytes]);
  if (!memory_) return;
  stack_t own{};
  own.ss_sp = memory_.get();
  own.ss_size = bytes;
  if (sigaltstack(&own, nullptr) != 0) memory_.reset();
}

AlternateStack::~AlternateStack() {
  if (!memory_) return;
  stack_t none{};
  none.ss_flags = SS_DISABLE;
  sigaltstack(&none, nullptr);
}

std::thread start_thread(std::function<void()> body) {
  const SignalsBlocked inherited;
  try {
    return std::thread([body = std::move(body)] {
      const AlternateStack stack;
      body();
    });
  } catch (const std::system_error&) {
    fail("base.no_thread");
  }
}

}  // namespace afina
