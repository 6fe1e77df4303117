// The hand-in format, read as a stream: a file that was made to fill the memory or to take for ever is left at the
// first thing that does not belong in it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "afina/survey/learner.h"

namespace afina::survey {

inline constexpr std::string_view kHandInFormat = "afina-course";
inline constexpr int64_t kHandInSchema = 1;

// Two hundred people who do everything in the course stay below; beyond it a file is refused.
inline constexpr size_t kLargestHandIn = 16 << 20;  // bytes
inline constexpr size_t kMostLearners = 2000;       // of a file
inline constexpr size_t kMostAnswers = 1000;        // of a person; the course has about a hundred questions
inline constexpr size_t kMostEvents = 20000;        // of a person
inline constexpr size_t kMostRecords = 100000;      // answers and events, of a file and of a class
inline constexpr int64_t kLastSecond = 4102444799;  // the end of 2099; nothing of the course happens later

// `bytes` are those of the file that `place` names. Every field must be there once, with its type and within its
// limits, and no other: what is not understood would be lost when files are joined. Errors: base.json_syntax,
// survey.not_a_course_file (place), survey.newer_file (path), survey.bad_field (place, field), survey.unknown_field
// (place, field), survey.too_much (place, what, limit), survey.bad_code (code).
std::vector<Learner> read_hand_in(std::string_view bytes, const std::string& place);

}  // namespace afina::survey
