// What is kept of one person who follows the course: answers to forms and tests, and what happened in the notebooks.
// A random code stands for the person; nothing here names anybody.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace afina::survey {

// The latest answer to one item. `notebook` is empty for instruments of the whole course (SUS, the two tests).
struct Answer {
  std::string notebook;
  std::string instrument;  // "feedback", "sus", "pretest", "posttest"
  std::string item;
  std::string value;     // "1".."5" of a scale, "a".."d" of a choice, or a person's own words
  int64_t first_at = 0;  // UTC seconds since 1970; set by the store
  int64_t at = 0;
};

enum class EventKind { section_begin, section_end, hint, attempt, solved, error, prediction };
std::string_view to_string(EventKind kind) noexcept;
std::optional<EventKind> event_kind(std::string_view name) noexcept;

struct Event {
  std::string notebook;
  std::string place;  // the section, or the exercise
  EventKind kind = EventKind::section_begin;
  std::string detail;  // an error's code, what was predicted; may be empty
  std::string id;      // random, so that two copies of one event are known to be one; set by the store
  int64_t at = 0;      // UTC seconds; set by the store
};

struct Learner {
  std::string code;  // see new_learner_code()
  int64_t consent_at = 0;
  bool generated = false;  // written by a program to try the report, not by a person
  std::vector<Answer> answers;
  std::vector<Event> events;
};

// Eight characters that are hard to confuse, such as "KXR4-7TPM": 39 random bits, no vowels, so no words.
std::string new_learner_code();
// The same code in capitals with its hyphen, however it was typed. Throws Error survey.bad_code (code).
std::string normal_learner_code(std::string_view typed);
// 64 random bits in hexadecimal.
std::string new_event_id();
int64_t utc_seconds() noexcept;

// Longer texts are refused: an answer is a paragraph, and a hand-in file from elsewhere must stay small.
inline constexpr size_t kLongestText = 10000;  // bytes
// Of notebooks, places, questions and codes.
inline constexpr size_t kLongestName = 200;  // bytes

}  // namespace afina::survey
