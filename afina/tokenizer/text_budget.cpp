#include "afina/tokenizer/text_budget.h"

#include <algorithm>
#include <string>

#include "afina/base/error.h"

namespace afina::tokenizer {

namespace {

constexpr size_t kMostBytes = UINT32_MAX - 1;  // positions have 32 bits, and the last means «nowhere»

thread_local TextBudget* open_budget = nullptr;

}  // namespace

TextBudget::TextBudget(size_t text_bytes) noexcept
    : most_(std::min(kMostBytes, text_bytes * kGrowth + kFreeBytes)), before_(open_budget) {
  open_budget = this;
}
TextBudget::~TextBudget() { open_budget = before_; }

TextBudget* TextBudget::current() noexcept { return open_budget; }

void TextBudget::require(size_t bytes) {
  const size_t most = open_budget ? open_budget->most_ : kMostBytes;
  if (bytes > most) fail("tokenizer.text_grows", {{"limit", std::to_string(most >> 20)}});
}

}  // namespace afina::tokenizer
