#include "afina/survey/exchange.h"

#include <algorithm>
#include <map>
#include <system_error>
#include <tuple>
#include <unordered_set>

#include "afina/base/stop.h"
#include "afina/io/os_error.h"
#include "afina/survey/hand_in_reader.h"

namespace afina::survey {

namespace fs = std::filesystem;

namespace {

struct Source {
  fs::path path;
  SymbolicLinks links;
};

bool ends_like(const fs::path& path, std::string_view extension) {
  std::string own = path.extension().string();
  std::ranges::transform(own, own.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  return own == extension;
}

std::vector<Source> files_in(const fs::path& folder, size_t& ignored) {
  std::vector<Source> inside;
  std::error_code error;
  for (fs::directory_iterator entry(folder, error), end; !error && entry != end; entry.increment(error)) {
    if (ends_like(entry->path(), ".json") || ends_like(entry->path(), ".sqlite"))
      inside.push_back({entry->path(), SymbolicLinks::refuse});
    else
      ++ignored;
  }
  if (error) fail("io.cannot_read", {{"path", folder.string()}, {"reason", os_error_reason(error.value())}});
  std::ranges::sort(inside, {}, &Source::path);
  return inside;
}

std::vector<Source> files_of(const std::vector<fs::path>& sources, size_t& ignored) {
  std::vector<Source> files;
  for (const fs::path& source : sources) {
    std::error_code error;
    const fs::file_status status = fs::status(source, error);
    if (status.type() == fs::file_type::not_found) fail("io.not_found", {{"path", source.string()}});
    if (!fs::is_directory(status)) {
      files.push_back({source, SymbolicLinks::follow});
      continue;
    }
    const std::vector<Source> inside = files_in(source, ignored);
    files.insert(files.end(), inside.begin(), inside.end());
  }
  return files;
}

using ItemKey = std::tuple<std::string, std::string, std::string>;
ItemKey item_key(const Answer& a) { return {a.notebook, a.instrument, a.item}; }

// Joins what people handed in twice: the newest answer to each item, and each event once. Two sessions on machines that
// forget (Colab) complete each other this way, and an older copy of the same file adds nothing.
class Joined {
 public:
  // All of a file's learners or none: a limit that one of them passes keeps the file out.
  void add(std::vector<Learner> learners, const fs::path& file) {
    size_t records = records_;
    for (const Learner& learner : learners) records += check(learner, file);
    if (records > kMostRecords) too_much(file, "answers, events", kMostRecords);
    records_ = records;
    for (Learner& learner : learners) {
      Person& person = people_[learner.code];
      join(person, std::move(learner), file);
    }
  }

  void finish(Merged& merged) {
    for (auto& [code, person] : people_) {
      if (person.files.size() > 1) merged.repeated.push_back({code, person.files});
      Learner& learner = person.learner;
      std::ranges::stable_sort(learner.events, {}, &Event::at);
      learner.answers.clear();
      for (auto& [key, answer] : person.answers) learner.answers.push_back(std::move(answer));
      merged.learners.push_back(std::move(learner));
    }
  }

 private:
  struct Person {
    Learner learner;  // its answers are in `answers` until the end
    std::map<ItemKey, Answer> answers;
    std::unordered_set<std::string> events;
    std::vector<fs::path> files;
  };

  // How many records it would add.
  size_t check(const Learner& learner, const fs::path& file) const {
    const auto found = people_.find(learner.code);
    if (found == people_.end()) return learner.answers.size() + learner.events.size();
    const Person& person = found->second;
    const auto answers = static_cast<size_t>(std::ranges::count_if(
        learner.answers, [&](const Answer& answer) { return !person.answers.contains(item_key(answer)); }));
    const auto events = static_cast<size_t>(
        std::ranges::count_if(learner.events, [&](const Event& event) { return !person.events.contains(event.id); }));
    if (person.answers.size() + answers > kMostAnswers) too_much(file, "answers", kMostAnswers);
    if (person.events.size() + events > kMostEvents) too_much(file, "events", kMostEvents);
    return answers + events;
  }

  void join(Person& person, Learner from, const fs::path& file) {
    Learner& into = person.learner;
    into.consent_at = into.code.empty() ? from.consent_at : std::min(into.consent_at, from.consent_at);
    into.code = from.code;
    into.generated = into.generated || from.generated;
    person.files.push_back(file);
    for (Answer& answer : from.answers) {
      auto [place, is_new] = person.answers.try_emplace(item_key(answer), answer);
      if (is_new) continue;
      Answer& kept = place->second;
      const int64_t first = std::min(kept.first_at, answer.first_at);
      if (answer.at > kept.at) kept = std::move(answer);
      kept.first_at = first;
    }
    for (Event& event : from.events) {
      if (person.events.insert(event.id).second) into.events.push_back(std::move(event));
    }
  }

  [[noreturn]] static void too_much(const fs::path& file, const char* what, size_t limit) {
    fail("survey.too_much", {{"place", file.string()}, {"what", what}, {"limit", std::to_string(limit)}});
  }

  std::map<std::string, Person> people_;
  size_t records_ = 0;
};

}  // namespace

Merged merge(const std::vector<fs::path>& sources) {
  Merged merged;
  const std::vector<Source> files = files_of(sources, merged.ignored);
  if (files.empty()) {
    std::string names;
    for (const fs::path& source : sources) names += (names.empty() ? "" : ", ") + source.string();
    fail("survey.no_files", {{"path", names}});
  }
  Joined joined;
  for (const Source& file : files) {
    try {
      joined.add(read_learners(file.path, file.links), file.path);
      ++merged.files;
    } catch (const Error& error) {
      if (is_cancelled(error)) throw;
      merged.skipped.push_back({file.path, error});
    }
  }
  if (merged.files == 0) {
    const SkippedFile& first = merged.skipped.front();
    fail("survey.all_skipped", {{"path", first.path.string()}, {"reason", first.error.message()}});
  }
  joined.finish(merged);
  return merged;
}

}  // namespace afina::survey
