// What one text may cost, whatever a tokenizer.json says: steps of backtracking, and bytes that rewriting makes of it.
// One is opened for each text; all expressions and rewritings that the text passes on this thread draw on it.
#pragma once

#include <cstddef>
#include <cstdint>

namespace afina::tokenizer {

class TextBudget {
 public:
  static constexpr int64_t kSteps = 10'000'000;  // beyond those that any text needs; seconds at most
  // A normal form makes 11 bytes of one at most, the byte alphabet 2.
  static constexpr size_t kGrowth = 16, kFreeBytes = size_t{16} << 20;

  explicit TextBudget(size_t text_bytes) noexcept;
  ~TextBudget();
  TextBudget(const TextBudget&) = delete;
  TextBudget& operator=(const TextBudget&) = delete;
  static TextBudget* current() noexcept;  // null where none is open

  // False once all steps are used up.
  bool spend(int64_t steps) noexcept { return (steps_ -= steps) >= 0; }
  int64_t steps() const noexcept { return steps_; }
  // Throws tokenizer.text_grows where the text of the open budget, if any, may not become so long. To be asked before
  // the memory is.
  static void require(size_t bytes);

 private:
  int64_t steps_ = kSteps;
  size_t most_;
  TextBudget* before_;
};

}  // namespace afina::tokenizer
