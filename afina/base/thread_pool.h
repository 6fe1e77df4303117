// A small fixed pool. Work is cut into pieces by size, never by the number of threads, so that results are
// the same bits whatever that number is (DESIGN decision 4): a piece writes only what is its own, or a
// partial result that the caller folds in the order of the pieces.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>

namespace afina {

inline constexpr int kMaxThreads = 1024;

class ThreadPool {
 public:
  // `threads` includes the calling thread; 1 runs everything inline. 0 takes the number of processors. Where the system
  // refuses a thread, the pool works with those it has. Errors:
  // workflow.option_out_of_range (threads).
  explicit ThreadPool(int threads = 0);
  ~ThreadPool();
  ThreadPool(const ThreadPool&) = delete;
  ThreadPool& operator=(const ThreadPool&) = delete;

  int size() const noexcept { return threads_; }

  // Calls body(piece) once for each piece in [0, pieces) and returns when all are done. Which thread takes
  // which piece is undefined. An exception thrown by a piece is rethrown here (the lowest piece's one).
  // A call from inside a piece runs inline. Between pieces it looks whether the caller's work was stopped
  // (base/stop.h); pieces already begun are finished, and the errors are check_stop()'s.
  void run(int64_t pieces, const std::function<void(int64_t)>& body);

 private:
  struct State;
  int threads_;
  std::unique_ptr<State> state_;
};

}  // namespace afina
