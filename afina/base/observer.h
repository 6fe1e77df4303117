// Progress, metrics, messages and cancelling of long work go through one interface (DESIGN decision 11): a
// terminal bar, JSON lines and a notebook chart are observers.
#pragma once

#include <atomic>
#include <cstdint>
#include <string>
#include <string_view>

namespace afina {

struct Progress {
  std::string_view stage;         // catalogue key of what is being done
  int64_t done = 0;               // steps, rows or bytes
  int64_t total = 0;              // 0 where unknown
  double seconds_left = -1;       // negative where unknown
  double loss = -1;               // nats per supervised token; negative where there is none
  double tokens_per_second = -1;  // negative where it does not apply
};

class Observer {
 public:
  virtual ~Observer() = default;
  virtual void on_progress(const Progress&) {}
  // A sentence for the person, already in their language.
  virtual void on_message(std::string_view /*text*/) {}
  // One point of a curve, such as ("validation_loss", 40, 1.93).
  virtual void on_metric(std::string_view /*name*/, int64_t /*step*/, double /*value*/) {}
};

// Set from a signal handler or another thread; long work looks at it between steps.
class CancelToken {
 public:
  void cancel() noexcept { cancelled_.store(true, std::memory_order_relaxed); }
  bool cancelled() const noexcept { return cancelled_.load(std::memory_order_relaxed); }

 private:
  std::atomic<bool> cancelled_{false};
};

// What long work is handed. Both pointers may be null.
struct Control {
  Observer* observer = nullptr;
  const CancelToken* cancel = nullptr;

  bool cancelled() const noexcept { return cancel && cancel->cancelled(); }
  void progress(const Progress& p) const {
    if (observer) observer->on_progress(p);
  }
  void message(std::string_view m) const {
    if (observer) observer->on_message(m);
  }
  void metric(std::string_view name, int64_t step, double value) const {
    if (observer) observer->on_metric(name, step, value);
  }
};

}  // namespace afina
