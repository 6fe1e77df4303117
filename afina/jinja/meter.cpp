#include "afina/jinja/meter.h"

#include <time.h>

#include <string>

#include "afina/jinja/problem.h"

namespace afina::jinja {

namespace {

constexpr uint64_t kStepsBetweenLooks = 2048;
thread_local Meter* t_current = nullptr;

double thread_seconds() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

TextArgs limit_of(size_t limit) { return {{"limit", std::to_string(limit)}}; }

}  // namespace

Meter::Meter(const Limits& limits) : limits_(limits), outer_(t_current), started_(thread_seconds()) {
  t_current = this;
  next_look_ = kStepsBetweenLooks;
}

Meter::~Meter() { t_current = outer_; }

Meter* Meter::current() noexcept { return t_current; }

void Meter::look() {
  if (steps_ > limits_.steps) raise("jinja.too_many_steps", limit_of(limits_.steps));
  if (thread_seconds() - started_ > limits_.seconds) raise("jinja.too_slow");
  next_look_ = steps_ + kStepsBetweenLooks;
}

void Meter::expect(size_t bytes) const {
  if (bytes > limits_.memory || alive_ > limits_.memory - bytes) {
    raise("jinja.too_much_memory", limit_of(limits_.memory >> 20));
  }
}

void Meter::expect_text(size_t bytes) const {
  if (bytes > limits_.text) raise("jinja.too_much_memory", limit_of(limits_.text >> 20));
  expect(bytes);
}

void Meter::allocate(size_t bytes) {
  expect(bytes);
  alive_ += bytes;
}

void Meter::enter() {
  if (depth_ >= limits_.depth) raise("jinja.too_deep", limit_of(static_cast<size_t>(limits_.depth)));
  ++depth_;
}

}  // namespace afina::jinja
