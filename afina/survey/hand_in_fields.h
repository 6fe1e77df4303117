// The objects of the hand-in format and their fields: what the reader admits, and where each value goes.
#pragma once

#include <cstdint>
#include <string>
#include <variant>

#include "afina/survey/learner.h"

namespace afina::survey {

// Where the reader is; `outside` is before and after the one object of the file.
enum class Level { outside, file, learners, learner, answers, answer, events, event };
inline constexpr size_t kLevels = 8;

struct Head {
  std::string format;
  int64_t schema = 0;
};
struct EventDraft : Event {
  std::string kind_name;
};

// A field of an object and where its value goes: into a member, or it is a list of other objects.
template <class T>
struct Field {
  const char* name;
  std::variant<std::string T::*, int64_t T::*, bool T::*, Level> to;
  size_t longest = kLongestName;
  bool required = true;
};
inline constexpr Field<Head> kHeadFields[] = {
    {"format", &Head::format}, {"schema", &Head::schema}, {"learners", Level::learners}};
inline constexpr Field<Learner> kLearnerFields[] = {{"code", &Learner::code},
                                                    {"consent_at", &Learner::consent_at},
                                                    {"generated", &Learner::generated, kLongestName, false},
                                                    {"answers", Level::answers},
                                                    {"events", Level::events}};
inline constexpr Field<Answer> kAnswerFields[] = {
    {"notebook", &Answer::notebook},         {"instrument", &Answer::instrument}, {"item", &Answer::item},
    {"value", &Answer::value, kLongestText}, {"first_at", &Answer::first_at},     {"at", &Answer::at}};
inline constexpr Field<EventDraft> kEventFields[] = {
    {"id", &EventDraft::id},          {"notebook", &EventDraft::notebook},           {"place", &EventDraft::place},
    {"kind", &EventDraft::kind_name}, {"detail", &EventDraft::detail, kLongestText}, {"at", &EventDraft::at}};

}  // namespace afina::survey
