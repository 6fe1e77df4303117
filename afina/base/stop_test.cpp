#include "afina/base/stop.h"

#include <doctest/doctest.h>
#include <signal.h>

#include <atomic>
#include <thread>

#include "afina/base/error.h"
#include "afina/base/test_support.h"
#include "afina/base/thread.h"
#include "afina/base/thread_pool.h"

namespace afina {

namespace {

struct Signals {
  bool asynchronous_blocked = true, faults_open = true, own_stack = false;
};

Signals of_this_thread() {
  Signals found;
  sigset_t mask;
  pthread_sigmask(SIG_SETMASK, nullptr, &mask);
  for (int signal : {SIGINT, SIGTERM, SIGHUP, SIGALRM, SIGPROF, SIGUSR1, SIGTSTP, SIGCHLD}) {
    found.asynchronous_blocked &= sigismember(&mask, signal) == 1;
  }
  for (int signal : {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT}) found.faults_open &= sigismember(&mask, signal) == 0;
  stack_t stack{};
  sigaltstack(nullptr, &stack);
  found.own_stack = !(stack.ss_flags & SS_DISABLE);
  return found;
}

}  // namespace

TEST_CASE("a thread of ours takes no asynchronous signal and has a stack for handlers") {
  sigset_t before, after;
  pthread_sigmask(SIG_SETMASK, nullptr, &before);
  Signals found;
  start_thread([&] { found = of_this_thread(); }).join();
  CHECK(found.asynchronous_blocked);
  CHECK(found.faults_open);
  CHECK(found.own_stack);
  pthread_sigmask(SIG_SETMASK, nullptr, &after);
  CHECK(sigismember(&before, SIGINT) == sigismember(&after, SIGINT));
}

TEST_CASE("so do the workers of a pool") {
  ThreadPool pool(3);
  const auto caller = std::this_thread::get_id();
  std::atomic<int> workers = 0;
  std::atomic<bool> good = true;
  for (int round = 0; round < 1000 && workers < 2; ++round) {
    pool.run(64, [&](int64_t) {
      if (std::this_thread::get_id() == caller) return std::this_thread::yield();
      const Signals found = of_this_thread();
      good = good && found.asynchronous_blocked && found.faults_open && found.own_stack;
      ++workers;
    });
  }
  CHECK(workers > 0);
  CHECK(good);
}

TEST_CASE("a stop is asked for in a scope, and an inner one without a token keeps the outer's") {
  CancelToken token;
  CHECK_NOTHROW(check_stop());
  {
    const StopScope scope(&token);
    CHECK_NOTHROW(check_stop());
    token.cancel();
    CHECK(testing::error_code([] { check_stop(); }) == "base.cancelled");
    const StopScope inner(nullptr);
    CHECK(testing::error_code([] { check_stop(); }) == "base.cancelled");
    const UnstoppableScope whole;
    CHECK_NOTHROW(check_stop());
  }
  CHECK_NOTHROW(check_stop());
}

TEST_CASE("a pool stops between two pieces, whatever the number of threads") {
  for (int threads : {1, 2, 4}) {
    CAPTURE(threads);
    ThreadPool pool(threads);
    CancelToken token;
    const StopScope scope(&token);
    std::atomic<int64_t> done = 0;
    auto stopped = [&] {
      pool.run(100000, [&](int64_t piece) {
        if (piece == 10) token.cancel();
        ++done;
      });
    };
    CHECK(testing::error_code(stopped) == "base.cancelled");
    CHECK(done < 100000);
    const UnstoppableScope whole;
    done = 0;
    pool.run(100, [&](int64_t) { ++done; });
    CHECK(done == 100);
  }
}

TEST_CASE("a number of threads beyond reason is refused") {
  CHECK(testing::error_code([] { ThreadPool pool(100000); }) == "workflow.option_out_of_range");
  CHECK(testing::error_code([] { ThreadPool pool(-1); }) == "workflow.option_out_of_range");
}

}  // namespace afina
