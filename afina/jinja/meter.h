// What a rendering may cost. A template comes from whoever made the model, so that every step, byte and level is
// counted.
#pragma once

#include <cstddef>
#include <cstdint>

namespace afina::jinja {

// Far above what a real template needs on a long conversation, and small enough for any machine.
struct Limits {
  uint64_t steps = 20'000'000;       // about 1 s
  double seconds = 0.9;              // of the thread's processor time
  size_t text = size_t{8} << 20;     // bytes of one text
  size_t output = size_t{16} << 20;  // bytes
  size_t memory = size_t{64} << 20;  // bytes of all values alive, the output with them
  int depth = 500;                   // of evaluation: expressions, blocks and macros inside one another
};

// Containers may hold one another to this depth: printing, comparing and destroying them recurse.
inline constexpr int kMaxValueDepth = 200;
// As the sandbox of jinja2.
inline constexpr int64_t kMaxRange = 100'000;

// Counts one rendering; it is the thread's current one until it ends. Limits passed throw Problem
// jinja.too_many_steps, jinja.too_slow, jinja.too_much_memory, jinja.too_much_output, jinja.too_deep (limit).
class Meter {
 public:
  explicit Meter(const Limits& limits);
  ~Meter();
  Meter(const Meter&) = delete;
  Meter& operator=(const Meter&) = delete;

  // Null outside a rendering: what is made there, a context from JSON, is not counted.
  static Meter* current() noexcept;

  void charge(uint64_t steps) {
    steps_ += steps;
    if (steps_ >= next_look_) look();
  }
  void allocate(size_t bytes);
  void release(size_t bytes) noexcept { alive_ -= bytes; }
  // Fails where `bytes` more would be too many: asked before something large is made.
  void expect(size_t bytes) const;
  // The same for a single text of `bytes`.
  void expect_text(size_t bytes) const;
  const Limits& limits() const noexcept { return limits_; }

  // A level deeper for as long as it lives.
  class Level {
   public:
    explicit Level(Meter& meter) : meter_(meter) { meter_.enter(); }
    ~Level() { --meter_.depth_; }
    Level(const Level&) = delete;
    Level& operator=(const Level&) = delete;

   private:
    Meter& meter_;
  };

 private:
  void look();
  void enter();

  Limits limits_;
  Meter* outer_;
  uint64_t steps_ = 0, next_look_ = 0;
  double started_;
  size_t alive_ = 0;
  int depth_ = 0;
};

inline void charge(uint64_t steps) {
  if (Meter* meter = Meter::current()) meter->charge(steps);
}
// Work and memory for a text or list of `bytes`, before it is made.
inline void expect_bytes(size_t bytes) {
  if (Meter* meter = Meter::current()) {
    meter->expect(bytes);
    meter->charge(bytes / 16);
  }
}
// The same for a text that has grown to `bytes`, by `more` of them just now.
inline void expect_text(size_t bytes, size_t more) {
  if (Meter* meter = Meter::current()) {
    meter->expect_text(bytes);
    meter->charge(1 + more / 16);
  }
}

}  // namespace afina::jinja
