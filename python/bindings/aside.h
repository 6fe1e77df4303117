// Long work on a thread of its own, without the GIL. The calling thread hands events to Python and looks for Ctrl-C,
// so that callbacks run where they were asked for and a notebook's stop button works between any two steps.
#pragma once

#include <chrono>
#include <condition_variable>
#include <exception>
#include <mutex>
#include <optional>
#include <thread>

#include "afina/base/observer.h"
#include "afina/base/stop.h"
#include "afina/base/thread.h"
#include "python/bindings/bindings.h"

namespace afina::python {

// What the work has to say, until the calling thread takes it. Of progress only the last state is kept.
class EventQueue : public Observer {
 public:
  void on_progress(const Progress& p) override {
    Json event{{"stage", afina::text(p.stage)}, {"stage_key", p.stage}, {"done", p.done}, {"total", p.total}};
    event["seconds_left"] = known(p.seconds_left);
    event["loss"] = known(p.loss);
    event["tokens_per_second"] = known(p.tokens_per_second);
    const std::lock_guard lock(mutex_);
    progress_ = std::move(event);
  }
  void on_message(std::string_view text) override { push({{"message", text}}); }
  void on_metric(std::string_view name, int64_t step, double value) override {
    push({{"metric", name}, {"step", step}, {"value", value}});
  }
  void on_text(std::string_view piece) { push({{"text", piece}}); }

  void finish() {
    const std::lock_guard lock(mutex_);
    finished_ = true;
    changed_.notify_one();
  }
  // Waits a moment for news. Gives whether the work is over; `events` receives what came.
  bool take(std::vector<Json>& events) {
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, std::chrono::milliseconds(50), [&] { return finished_ || !events_.empty(); });
    events = std::exchange(events_, {});
    if (progress_) events.push_back(*std::exchange(progress_, std::nullopt));
    return finished_;
  }

 private:
  static Json known(double value) { return value < 0 ? Json() : Json(value); }
  void push(Json event) {
    const std::lock_guard lock(mutex_);
    events_.push_back(std::move(event));
    changed_.notify_one();
  }

  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<Json> events_;
  std::optional<Json> progress_;
  bool finished_ = false;
};

// The result of work(queue, control). `on_event`: a Python callable that takes one JSON text, or None. What it raises,
// and KeyboardInterrupt, stops the work cleanly and is raised when it has stopped.
template <class Work>
auto run_aside(const nb::object& on_event, Work work) {
  EventQueue queue;
  CancelToken cancel;
  std::optional<decltype(work(queue, Control{}))> result;
  std::exception_ptr failure;
  std::thread thread = start_thread([&] {
    const StopScope scope(&cancel);
    try {
      result.emplace(work(queue, Control{&queue, &cancel}));
    } catch (...) {
      failure = std::current_exception();
    }
    queue.finish();
  });
  std::exception_ptr raised;
  for (bool over = false; !over;) {
    std::vector<Json> events;
    {
      const nb::gil_scoped_release release;
      over = queue.take(events);
    }
    if (raised) continue;
    try {
      for (const Json& event : events) {
        if (!on_event.is_none()) on_event(dump_json(event));
      }
      if (PyErr_CheckSignals() != 0) throw nb::python_error();
    } catch (...) {
      raised = std::current_exception();
      cancel.cancel();
    }
  }
  {
    const nb::gil_scoped_release release;
    thread.join();
  }
  if (raised) std::rethrow_exception(raised);
  if (failure) std::rethrow_exception(failure);
  return std::move(*result);
}

}  // namespace afina::python
