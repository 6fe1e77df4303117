#include "afina/base/stop.h"

#include <utility>

#include "afina/base/error.h"
#include "afina/base/mapped_ranges.h"

namespace afina {

namespace {
thread_local StopWatch t_watch;
}  // namespace

StopScope::StopScope(const CancelToken* cancel) : before_(t_watch) {
  watch_mapped_files();
  if (!t_watch.active) t_watch = {nullptr, mapped_damages(), true};
  if (cancel) t_watch.cancel = cancel;
}

StopScope::StopScope(const StopWatch& watch) noexcept : before_(std::exchange(t_watch, watch)) {}

StopScope::~StopScope() { t_watch = before_; }

StopWatch current_watch() noexcept { return t_watch; }

void check_stop() {
  if (!t_watch.active) return;
  if (mapped_damages() != t_watch.damages) fail_damaged();
  if (t_watch.cancel && t_watch.cancel->cancelled()) fail("base.cancelled");
}

bool is_cancelled(const Error& error) noexcept { return error.code().ends_with(".cancelled"); }

}  // namespace afina
