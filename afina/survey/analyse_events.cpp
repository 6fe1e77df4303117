// Exercises, sections, errors: what happened in the notebooks.
#include <algorithm>
#include <tuple>

#include "afina/survey/analysis_parts.h"

namespace afina::survey {

namespace {

using Place = std::pair<std::string, std::string>;  // notebook, section or exercise

bool of_section(EventKind kind) { return kind == EventKind::section_begin || kind == EventKind::section_end; }
// Errors happen in sections too, so they do not make a place an exercise.
bool of_exercise(EventKind kind) { return !of_section(kind) && kind != EventKind::error; }

std::set<Place> places(Learners learners, bool (*wanted)(EventKind)) {
  std::set<Place> found;
  for (const Learner& learner : learners) {
    for (const Event& event : learner.events) {
      if (wanted(event.kind)) found.emplace(event.notebook, event.place);
    }
  }
  return found;
}

std::vector<Event> events_at(const Learner& learner, const Place& place) {
  std::vector<Event> events;
  for (const Event& event : learner.events) {
    if (event.notebook == place.first && event.place == place.second) events.push_back(event);
  }
  std::ranges::stable_sort(events, {}, &Event::at);
  return events;
}

// The hints used before it was solved; none where it was not.
std::optional<int> hints_until_solved(const std::vector<Event>& events) {
  int hints = 0;
  for (const Event& event : events) {
    if (event.kind == EventKind::solved) return hints;
    hints += event.kind == EventKind::hint;
  }
  return std::nullopt;
}

// From each beginning to the end that follows it. Where a section was begun again, what lay between is a pause.
std::optional<double> minutes_in(const std::vector<Event>& events) {
  constexpr int64_t kNotBegun = -1;
  int64_t begun = kNotBegun, seconds = 0;
  bool ended = false;
  for (const Event& event : events) {
    if (event.kind == EventKind::section_begin) begun = event.at;
    if (event.kind != EventKind::section_end || begun == kNotBegun) continue;
    seconds += event.at - begun;
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

int64_t count(const std::vector<Event>& events, EventKind kind) {
  return std::ranges::count(events, kind, &Event::kind);
}

}  // namespace

std::vector<ExerciseRow> analyse_exercises(Learners learners, const Openings& opened) {
  std::vector<ExerciseRow> rows;
  for (const Place& place : places(learners, of_exercise)) {
    const std::set<size_t>& people = opened.at(place.first);
    const auto n = static_cast<int64_t>(people.size());
    ExerciseRow row{place.first, place.second, {}, 0, 0, 0, 0, 0, Verdict::cannot_tell};
    int64_t solved = 0;
    for (size_t person : people) {
      const std::vector<Event> events = events_at(learners[person], place);
      const auto hints = hints_until_solved(events);
      row.solved_any += hints.has_value();
      solved += hints && *hints <= kMostHints;
      row.hints += static_cast<double>(count(events, EventKind::hint)) / static_cast<double>(n);
      row.attempts += static_cast<double>(count(events, EventKind::attempt)) / static_cast<double>(n);
      row.errors += static_cast<double>(count(events, EventKind::error)) / static_cast<double>(n);
      row.predictions += count(events, EventKind::prediction) > 0;
    }
    row.solved = share_of(solved, n);
    row.verdict = judge(row.solved, kShareThreshold);
    rows.push_back(std::move(row));
  }
  return rows;
}

std::vector<SectionRow> analyse_sections(Learners learners, const Openings& opened) {
  std::vector<SectionRow> rows;
  for (const Place& place : places(learners, of_section)) {
    const std::set<size_t>& people = opened.at(place.first);
    int64_t finished = 0;
    std::vector<double> minutes;
    for (size_t person : people) {
      const std::vector<Event> events = events_at(learners[person], place);
      finished += count(events, EventKind::section_end) > 0;
      if (auto spent = minutes_in(events)) minutes.push_back(*spent);
    }
    const Estimate share = share_of(finished, static_cast<int64_t>(people.size()));
    rows.push_back({place.first, place.second, share, median(std::move(minutes)), judge(share, kShareThreshold)});
  }
  return rows;
}

std::vector<ErrorRow> analyse_errors(Learners learners) {
  std::map<Place, ErrorRow> by_error;
  for (const Learner& learner : learners) {
    std::set<Place> mine;
    for (const Event& event : learner.events) {
      if (event.kind != EventKind::error) continue;
      const Place key{event.notebook, event.detail};
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
  return rows;
}

}  // namespace afina::survey
