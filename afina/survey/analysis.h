// What a class's answers say: the figures of the teacher's report, without words.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "afina/survey/instruments.h"
#include "afina/survey/learner.h"
#include "afina/survey/scoring.h"

namespace afina::survey {

enum class Verdict { met, not_met, cannot_tell };
std::string_view to_string(Verdict verdict) noexcept;
// Met where the whole interval reaches the threshold, not met where none of it does; cannot tell where it lies on both
// sides, or with fewer than kFewestPeople.
Verdict judge(const Estimate& estimate, double threshold) noexcept;
inline constexpr int64_t kFewestPeople = 5;

// What the course is held to.
inline constexpr double kSusThreshold = 72.6, kPosttestThreshold = 70, kGainThreshold = 0.5, kRatingThreshold = 4,
                        kShareThreshold = 0.8;
inline constexpr int kMostHints = 1;  // with which an exercise still counts as solved

struct Criterion {
  std::string id;  // "sus", "posttest", "gain", "clarity", "usefulness", "ease", "exercises", "sections"
  double threshold = 0;
  Estimate estimate;  // of "exercises" and "sections": that of the weakest one
  Verdict verdict = Verdict::cannot_tell;
  // Of "exercises" and "sections": how many are met, not met, cannot tell.
  std::optional<std::array<int64_t, 3>> counts;
};

struct SusResult {
  Estimate mean;
  std::string grade, adjective;         // empty where n is 0
  double alpha = 0;                     // Cronbach's; not a number where it cannot be computed
  std::array<Estimate, 10> statements;  // 0..4 each, 4 the best answer
  int64_t incomplete = 0;               // people who left one of the ten out: not counted
};

struct Mistake {  // the wrong option chosen most often in one question of the test after the course
  const Item* item = nullptr;
  const Option* option = nullptr;
  int64_t count = 0, answers = 0;
};
struct ObjectiveRow {
  const Objective* objective = nullptr;
  Estimate before, after;         // shares right
  std::vector<Mistake> mistakes;  // of form A and of form B, where there are any
};
struct LevelRow {
  std::string level;
  Estimate before, after;  // mean share right of each person's questions of that level
};
struct Knowledge {
  Estimate before, after;  // percentages right of those who answered all ten
  Estimate class_gain;     // Hake's <g>, of those with both tests
  Estimate mean_gain;      // mean of individual gains; `gain_left_out` had nothing to gain
  Estimate mean_change;    // Marx and Cummings; `change_left_out` had 0 or 100 twice
  int64_t matched = 0, gain_left_out = 0, change_left_out = 0;
  int64_t incomplete_before = 0, incomplete_after = 0;
  std::vector<LevelRow> levels;
  std::vector<ObjectiveRow> objectives;  // in the order of the course
};

// Feedback of one notebook, of those who gave it.
struct RatingRow {
  std::string notebook;
  int64_t opened = 0;                                           // people with any trace of this notebook
  std::vector<std::pair<const Item*, Estimate>> scales;         // 1..5
  std::vector<std::pair<const Option*, int64_t>> difficulties;  // what held people back, most frequent first
};

struct ExerciseRow {
  std::string notebook, exercise;
  Estimate solved;  // share of those who opened the notebook, with at most kMostHints hints
  int64_t solved_any = 0;
  double hints = 0, attempts = 0, errors = 0;  // mean of those who opened the notebook
  int64_t predictions = 0;                     // people who wrote one
  Verdict verdict = Verdict::cannot_tell;
};
struct SectionRow {
  std::string notebook, section;
  Estimate finished;              // share of those who opened the notebook
  std::optional<double> minutes;  // median of those who finished it; pauses between two beginnings are left out
  Verdict verdict = Verdict::cannot_tell;
};
struct ErrorRow {
  std::string notebook, error;
  int64_t count = 0, people = 0;
};

struct OpenAnswer {
  std::string notebook, text;
};
struct OpenQuestion {
  const Item* item = nullptr;
  std::vector<OpenAnswer> answers;                     // by notebook
  std::vector<std::pair<std::string, int64_t>> words;  // in how many answers; most frequent first
};

// Something that falls short, in the order in which to change it: what certainly misses its threshold before what
// may, then by how much of the way to the threshold is missing.
struct Change {
  std::string kind;             // "exercise", "section", "objective", "clarity", "usefulness", "ease", "sus"
  std::string notebook, place;  // of an objective: its id in `place`
  double threshold = 0;
  Estimate estimate;
  Verdict verdict = Verdict::cannot_tell;
  double shortfall = 0;  // 0..1
};

struct ClassReport {
  int64_t people = 0, generated = 0;
  int64_t first_at = 0, last_at = 0;  // UTC seconds of the first and last trace; 0 where there is none
  int64_t invalid_answers = 0;        // to questions, or with values, that do not exist: left out
  int64_t invalid_events = 0;         // of notebooks that do not exist: left out
  std::vector<Criterion> criteria;
  std::vector<Change> changes;
  SusResult sus;
  Knowledge knowledge;
  std::vector<RatingRow> notebooks;
  std::vector<ExerciseRow> exercises;
  std::vector<SectionRow> sections;
  std::vector<ErrorRow> errors;
  std::vector<OpenQuestion> open_questions;
};

ClassReport analyse(const std::vector<Learner>& learners);

}  // namespace afina::survey
