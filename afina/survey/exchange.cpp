#include "afina/survey/exchange.h"

#include <algorithm>
#include <map>
#include <set>
#include <system_error>
#include <tuple>

namespace afina::survey {

namespace fs = std::filesystem;

namespace {

std::vector<fs::path> files_of(const std::vector<fs::path>& sources) {
  std::vector<fs::path> files;
  for (const fs::path& source : sources) {
    std::error_code error;
    if (!fs::exists(source, error)) fail("io.not_found", {{"path", source.string()}});
    if (!fs::is_directory(source, error)) {
      files.push_back(source);
      continue;
    }
    std::vector<fs::path> inside;
    for (const auto& entry : fs::directory_iterator(source, error)) {
      const std::string extension = entry.path().extension().string();
      if (extension == ".json" || extension == ".sqlite") inside.push_back(entry.path());
    }
    std::ranges::sort(inside);
    files.insert(files.end(), inside.begin(), inside.end());
  }
  return files;
}

auto item_key(const Answer& a) { return std::tie(a.notebook, a.instrument, a.item); }

// Joins what one person handed in twice: the newest answer to each item, and each event once. Two sessions on
// machines that forget (Colab) complete each other this way, and an older copy of the same file adds nothing.
void join(Learner& into, Learner from) {
  into.consent_at = std::min(into.consent_at, from.consent_at);
  into.generated = into.generated || from.generated;
  std::map<std::tuple<std::string, std::string, std::string>, size_t> places;
  for (size_t i = 0; i < into.answers.size(); ++i) places.emplace(item_key(into.answers[i]), i);
  for (Answer& answer : from.answers) {
    auto [place, is_new] = places.emplace(item_key(answer), into.answers.size());
    if (is_new) {
      into.answers.push_back(std::move(answer));
      continue;
    }
    Answer& kept = into.answers[place->second];
    const int64_t first = std::min(kept.first_at, answer.first_at);
    if (answer.at > kept.at) kept = std::move(answer);
    kept.first_at = first;
  }
  std::set<std::string> known;
  for (const Event& event : into.events) known.insert(event.id);
  for (Event& event : from.events) {
    if (known.insert(event.id).second) into.events.push_back(std::move(event));
  }
  std::ranges::stable_sort(into.events, {}, &Event::at);
  std::ranges::sort(into.answers, [](const Answer& a, const Answer& b) { return item_key(a) < item_key(b); });
}

}  // namespace

Merged merge(const std::vector<fs::path>& sources) {
  const std::vector<fs::path> files = files_of(sources);
  if (files.empty()) {
    std::string names;
    for (const fs::path& source : sources) names += (names.empty() ? "" : ", ") + source.string();
    fail("survey.no_files", {{"path", names}});
  }
  Merged merged;
  std::map<std::string, Learner> by_code;
  std::map<std::string, std::vector<fs::path>> found_in;
  for (const fs::path& file : files) {
    try {
      for (Learner& learner : read_learners(file)) {
        found_in[learner.code].push_back(file);
        auto [place, is_new] = by_code.try_emplace(learner.code);
        if (is_new) place->second.code = learner.code, place->second.consent_at = learner.consent_at;
        join(place->second, std::move(learner));
      }
      ++merged.files;
    } catch (const Error& error) {
      merged.skipped.push_back({file, error});
    }
  }
  if (merged.files == 0) {
    const SkippedFile& first = merged.skipped.front();
    fail("survey.all_skipped", {{"path", first.path.string()}, {"reason", first.error.message()}});
  }
  for (auto& [code, learner] : by_code) {
    if (found_in[code].size() > 1) merged.repeated.push_back({code, found_in[code]});
    merged.learners.push_back(std::move(learner));
  }
  return merged;
}

}  // namespace afina::survey
