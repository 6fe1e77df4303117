// Exercises, sections, errors: what happened in the notebooks.
#include <algorithm>
#include <tuple>

#include "afina/survey/analysis_parts.h"
#include "afina/survey/course_places.h"

namespace afina::survey {

namespace {

constexpr size_t kMostErrors = 100;  // rows; beyond, nobody reads on

// What somebody did at one exercise or in one section, in the order it happened.
using EventsAt = std::map<std::string_view, std::vector<const Event*>>;  // by place

bool of_section(EventKind kind) { return kind == EventKind::section_begin || kind == EventKind::section_end; }

EventsAt events_in(const Learner& learner, std::string_view notebook) {
  EventsAt events;
  for (const Event& event : learner.events) {
    if (event.notebook == notebook) events[event.place].push_back(&event);
  }
  for (auto& [place, list] : events) std::ranges::stable_sort(list, {}, &Event::at);
  return events;
}

const std::vector<const Event*>& at(const EventsAt& events, std::string_view place) {
  static const std::vector<const Event*> kNone;
  const auto found = events.find(place);
  return found == events.end() ? kNone : found->second;
}

// The hints used before it was solved; none where it was not.
std::optional<int> hints_until_solved(const std::vector<const Event*>& events) {
  int hints = 0;
  for (const Event* event : events) {
    if (event->kind == EventKind::solved) return hints;
    hints += event->kind == EventKind::hint;
  }
  return std::nullopt;
}

// From each beginning to the end that follows it. Where a section was begun again, what lay between is a pause.
std::optional<double> minutes_in(const std::vector<const Event*>& events) {
  constexpr int64_t kNotBegun = -1;
  int64_t begun = kNotBegun, seconds = 0;
  bool ended = false;
  for (const Event* event : events) {
    if (event->kind == EventKind::section_begin) begun = event->at;
    if (event->kind != EventKind::section_end || begun == kNotBegun) continue;
    seconds += event->at - begun;
    begun = kNotBegun;
    ended = true;
  }
  if (!ended) return std::nullopt;
  return static_cast<double>(seconds) / 60;
}

std::optional<double> median(std::vector<double> values) {
  if (values.empty()) return std::nullopt;
  std::ranges::sort(values);
  const size_t half = values.size() / 2;
  return values.size() % 2 == 1 ? values[half] : (values[half - 1] + values[half]) / 2;
}

int64_t count(const std::vector<const Event*>& events, EventKind kind) {
  return std::ranges::count(events, kind, &Event::kind);
}

ExerciseRow exercise_row(const CourseNotebook& notebook, const CoursePlace& exercise,
                         const std::vector<EventsAt>& people) {
  const auto n = static_cast<double>(people.size());
  ExerciseRow row{notebook.id, exercise.id, {}, 0, 0, 0, 0, 0, Verdict::cannot_tell};
  int64_t solved = 0;
  for (const EventsAt& person : people) {
    const auto& events = at(person, exercise.id);
    const auto hints = hints_until_solved(events);
    row.solved_any += hints.has_value();
    solved += hints && *hints <= kMostHints;
    row.hints += static_cast<double>(count(events, EventKind::hint)) / n;
    row.attempts += static_cast<double>(count(events, EventKind::attempt)) / n;
    row.errors += static_cast<double>(count(events, EventKind::error)) / n;
    row.predictions += count(events, EventKind::prediction) > 0;
  }
  row.solved = share_of(solved, static_cast<int64_t>(people.size()));
  row.verdict = judge(row.solved, kShareThreshold);
  return row;
}

SectionRow section_row(const CourseNotebook& notebook, const CoursePlace& section,
                       const std::vector<EventsAt>& people) {
  int64_t finished = 0;
  std::vector<double> minutes;
  for (const EventsAt& person : people) {
    const auto& events = at(person, section.id);
    finished += count(events, EventKind::section_end) > 0;
    if (auto spent = minutes_in(events)) minutes.push_back(*spent);
  }
  const Estimate share = share_of(finished, static_cast<int64_t>(people.size()));
  return {notebook.id, section.id, share, median(std::move(minutes)), judge(share, kShareThreshold)};
}

// Whether somebody began it: a place that nobody came to says nothing about the course.
template <class Wanted>
bool anybody(const std::vector<EventsAt>& people, const CoursePlace& place, Wanted wanted) {
  return std::ranges::any_of(people, [&](const EventsAt& person) {
    return std::ranges::any_of(at(person, place.id), [&](const Event* event) { return wanted(event->kind); });
  });
}

// What those who opened it did in each notebook of the course.
template <class Work>
void for_each_notebook(Learners learners, const Openings& opened, Work work) {
  for (const CourseNotebook& notebook : course_notebooks()) {
    const auto people = opened.find(notebook.id);
    if (people == opened.end()) continue;
    std::vector<EventsAt> events;
    for (size_t person : people->second) events.push_back(events_in(learners[person], notebook.id));
    work(notebook, events);
  }
}

}  // namespace

// Predictions, quizzes and blind tests are not exercises: nobody is asked to solve them.
std::vector<ExerciseRow> analyse_exercises(Learners learners, const Openings& opened) {
  std::vector<ExerciseRow> rows;
  for_each_notebook(learners, opened, [&](const CourseNotebook& notebook, const std::vector<EventsAt>& people) {
    for (const CoursePlace& exercise : notebook.exercises) {
      // Errors happen in steps of the same name too.
      auto tried = [](EventKind kind) { return !of_section(kind) && kind != EventKind::error; };
      if (anybody(people, exercise, tried)) rows.push_back(exercise_row(notebook, exercise, people));
    }
  });
  return rows;
}

std::vector<SectionRow> analyse_sections(Learners learners, const Openings& opened) {
  std::vector<SectionRow> rows;
  for_each_notebook(learners, opened, [&](const CourseNotebook& notebook, const std::vector<EventsAt>& people) {
    for (const CoursePlace& section : notebook.sections) {
      if (anybody(people, section, of_section)) rows.push_back(section_row(notebook, section, people));
    }
  });
  return rows;
}

std::vector<ErrorRow> analyse_errors(Learners learners) {
  using NotebookAndError = std::pair<std::string, std::string>;
  std::map<NotebookAndError, ErrorRow> by_error;
  for (const Learner& learner : learners) {
    std::set<NotebookAndError> mine;
    for (const Event& event : learner.events) {
      if (event.kind != EventKind::error) continue;
      const NotebookAndError key{event.notebook, event.detail};
      ErrorRow& row = by_error.try_emplace(key, ErrorRow{event.notebook, event.detail, 0, 0}).first->second;
      ++row.count;
      row.people += mine.insert(key).second;
    }
  }
  std::vector<ErrorRow> rows;
  for (auto& [key, row] : by_error) rows.push_back(std::move(row));
  std::ranges::stable_sort(rows, [](const ErrorRow& a, const ErrorRow& b) {
    return std::tie(b.people, b.count) < std::tie(a.people, a.count);
  });
  if (rows.size() > kMostErrors) rows.resize(kMostErrors);
  return rows;
}

}  // namespace afina::survey
