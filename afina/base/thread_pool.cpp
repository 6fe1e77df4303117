#include "afina/base/thread_pool.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <exception>
#include <limits>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "afina/base/option_check.h"
#include "afina/base/stop.h"
#include "afina/base/thread.h"

namespace afina {

namespace {

thread_local bool t_inside_piece = false;

// Coming back from a wait in the kernel takes tens of microseconds, as long as many a product; the next one is
// mostly asked for sooner.
constexpr std::chrono::microseconds kSpin{60};

template <class Condition>
void spin_until(const Condition& good) {
  const auto end = std::chrono::steady_clock::now() + kSpin;
  while (!good() && std::chrono::steady_clock::now() < end) std::this_thread::yield();
}

}  // namespace

struct ThreadPool::State {
  std::mutex mutex;
  std::condition_variable wake;
  std::condition_variable done;
  std::atomic<uint64_t> generation{0};  // changed under the mutex, as are the next two
  std::atomic<int> busy{0};
  std::atomic<bool> stopping{false};
  bool spins = false;  // there is a processor for each thread

  const std::function<void(int64_t)>* body = nullptr;
  int64_t pieces = 0;
  StopWatch watch;  // the caller's
  std::atomic<int64_t> next{0};
  int64_t failed_piece = std::numeric_limits<int64_t>::max();
  std::exception_ptr failure;

  std::vector<std::thread> workers;
  std::mutex caller;  // one run() at a time

  void take_pieces() {
    const StopScope scope(watch);
    t_inside_piece = true;
    for (int64_t piece; (piece = next.fetch_add(1, std::memory_order_relaxed)) < pieces;) {
      try {
        check_stop();
      } catch (...) {
        keep_failure(piece);
        next.store(pieces, std::memory_order_relaxed);  // nobody begins another piece
        break;
      }
      try {
        (*body)(piece);
      } catch (...) {
        keep_failure(piece);
      }
    }
    t_inside_piece = false;
  }

  // Of the exception being handled, where no earlier piece has one.
  void keep_failure(int64_t piece) {
    std::lock_guard lock(mutex);
    if (piece >= failed_piece) return;
    failed_piece = piece;
    failure = std::current_exception();
  }

  void work() {
    uint64_t seen = 0;
    const auto called = [&] { return stopping || generation != seen; };
    while (true) {
      if (spins) spin_until(called);
      std::unique_lock lock(mutex);
      wake.wait(lock, called);
      if (stopping) return;
      seen = generation;
      lock.unlock();
      take_pieces();
      lock.lock();
      if (--busy == 0) done.notify_one();
    }
  }
};

ThreadPool::ThreadPool(int threads) : threads_(threads), state_(std::make_unique<State>()) {
  check_any(threads_option(), threads);
  if (threads_ == 0) threads_ = std::clamp(static_cast<int>(std::thread::hardware_concurrency()), 1, kMaxThreads);
  state_->spins = threads_ <= static_cast<int>(std::thread::hardware_concurrency());
  state_->workers.reserve(static_cast<size_t>(threads_));
  for (int i = 1; i < threads_; ++i) {
    try {
      state_->workers.push_back(start_thread([s = state_.get()] { s->work(); }));
    } catch (const std::exception&) {
      threads_ = i;  // the results are the same, only later
    }
  }
}

ThreadPool::~ThreadPool() {
  {
    std::lock_guard lock(state_->mutex);
    state_->stopping = true;
  }
  state_->wake.notify_all();
  for (std::thread& worker : state_->workers) worker.join();
}

void ThreadPool::run(int64_t pieces, const std::function<void(int64_t)>& body) {
  if (pieces <= 0) return;
  if (pieces == 1 || threads_ == 1 || t_inside_piece) {
    for (int64_t piece = 0; piece < pieces; ++piece) {
      check_stop();
      body(piece);
    }
    return;
  }
  State& s = *state_;
  std::lock_guard one_caller(s.caller);
  {
    std::lock_guard lock(s.mutex);
    s.body = &body;
    s.pieces = pieces;
    s.watch = current_watch();
    s.next.store(0, std::memory_order_relaxed);
    s.failed_piece = std::numeric_limits<int64_t>::max();
    s.failure = nullptr;
    s.busy = threads_ - 1;
    ++s.generation;
  }
  s.wake.notify_all();
  s.take_pieces();
  if (s.spins) spin_until([&] { return s.busy == 0; });
  std::unique_lock lock(s.mutex);
  s.done.wait(lock, [&] { return s.busy == 0; });
  if (s.failure) std::rethrow_exception(s.failure);
}

}  // namespace afina
