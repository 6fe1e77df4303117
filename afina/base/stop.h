// Stopping long work wherever it is. The token of the work at hand is the thread's own and follows into the pieces that
// it gives to a pool, so that a loop ten calls down stops without being handed anything.
#pragma once

#include <cstdint>

#include "afina/base/observer.h"

namespace afina {

class Error;

// What the calling thread's work looks at. Passed on to the threads that work for it.
struct StopWatch {
  const CancelToken* cancel = nullptr;
  uint64_t damages = 0;  // of mapped files, when the work began (base/mapped_ranges.h)
  bool active = false;
};

// From here to the end of the scope check_stop() obeys `cancel`; null: whatever it obeyed before.
class StopScope {
 public:
  explicit StopScope(const CancelToken* cancel);
  explicit StopScope(const StopWatch& watch) noexcept;
  ~StopScope();
  StopScope(const StopScope&) = delete;
  StopScope& operator=(const StopScope&) = delete;

 private:
  StopWatch before_;
};

// What must not be left half done, such as a step of the optimiser: check_stop() lets it pass.
class UnstoppableScope {
 public:
  UnstoppableScope() noexcept : scope_(StopWatch{}) {}

 private:
  StopScope scope_;
};

StopWatch current_watch() noexcept;

// To be called between two pieces of work of at most some tenths of a second; costs a few nanoseconds.
// Errors: base.cancelled; io.file_damaged (path) where a mapped file was cut or its disk failed meanwhile.
void check_stop();

// The same as check_stop() every `kEvery` calls, for loops whose turns are shorter than the look.
class StopCheck {
 public:
  void operator()() {
    if (++turns_ % kEvery == 0) check_stop();
  }

 private:
  static constexpr uint32_t kEvery = 256;
  uint32_t turns_ = 0;
};

// Whether an error says that the work was stopped as asked.
bool is_cancelled(const Error& error) noexcept;

}  // namespace afina
