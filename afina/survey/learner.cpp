#include "afina/survey/learner.h"

#include <fmt/format.h>

#include <chrono>
#include <random>

#include "afina/base/error.h"
#include "afina/base/random.h"

namespace afina::survey {

namespace {

constexpr std::string_view kKindNames[] = {"section_begin", "section_end", "hint",      "attempt",
                                           "solved",        "error",       "prediction"};
// No vowels, and neither 0 nor 1, which are read as O, I or L.
constexpr std::string_view kCodeAlphabet = "BCDFGHJKLMNPQRSTVWXYZ23456789";
constexpr size_t kCodeLength = 8;

uint64_t chance() {
  std::random_device device;
  return (static_cast<uint64_t>(device()) << 32) | device();
}

std::string with_hyphen(std::string letters) { return letters.insert(kCodeLength / 2, 1, '-'); }

}  // namespace

std::string_view to_string(EventKind kind) noexcept { return kKindNames[static_cast<size_t>(kind)]; }

std::optional<EventKind> event_kind(std::string_view name) noexcept {
  for (size_t i = 0; i < std::size(kKindNames); ++i) {
    if (kKindNames[i] == name) return static_cast<EventKind>(i);
  }
  return std::nullopt;
}

std::string new_learner_code() {
  Random random(chance());
  std::string letters;
  for (size_t i = 0; i < kCodeLength; ++i) letters += kCodeAlphabet[random.below(kCodeAlphabet.size())];
  return with_hyphen(letters);
}

std::string normal_learner_code(std::string_view typed) {
  std::string letters;
  for (char c : typed) {
    if (c == '-' || c == ' ') continue;
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    if (kCodeAlphabet.find(c) == std::string_view::npos) fail("survey.bad_code", {{"code", std::string(typed)}});
    letters += c;
  }
  if (letters.size() != kCodeLength) fail("survey.bad_code", {{"code", std::string(typed)}});
  return with_hyphen(letters);
}

std::string new_event_id() { return fmt::format("{:016x}", chance()); }

int64_t utc_seconds() noexcept {
  using namespace std::chrono;
  return duration_cast<seconds>(system_clock::now().time_since_epoch()).count();
}

}  // namespace afina::survey
