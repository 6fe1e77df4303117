// The hand-in format, in and out.
#include "afina/base/json.h"
#include "afina/survey/exchange.h"
#include "afina/survey/hand_in_reader.h"
#include "afina/survey/private_file.h"

namespace afina::survey {

namespace fs = std::filesystem;

namespace {

constexpr std::string_view kStoreBegin("SQLite format 3\0", 16);

Json to_json(const Answer& a) {
  return {{"notebook", a.notebook}, {"instrument", a.instrument}, {"item", a.item},
          {"value", a.value},       {"first_at", a.first_at},     {"at", a.at}};
}

Json to_json(const Event& e) {
  return {{"id", e.id}, {"notebook", e.notebook}, {"place", e.place}, {"kind", to_string(e.kind)}, {"detail", e.detail},
          {"at", e.at}};
}

// One on each line, so that whoever looks inside finds their way.
template <class Record>
std::string lines_of(const std::vector<Record>& records) {
  std::string lines;
  for (const Record& record : records) lines += (lines.empty() ? "\n  " : ",\n  ") + dump_json(to_json(record));
  return "[" + lines + "]";
}

std::string written(const Learner& learner) {
  return "{\"code\": " + dump_json(learner.code) + ", \"consent_at\": " + std::to_string(learner.consent_at) +
         ", \"generated\": " + (learner.generated ? "true" : "false") +
         ",\n \"answers\": " + lines_of(learner.answers) + ",\n \"events\": " + lines_of(learner.events) + "}";
}

}  // namespace

std::vector<Learner> read_learners(const fs::path& file, SymbolicLinks links) {
  const std::string bytes = read_ordinary_file(file, kLargestHandIn, links);
  // A database is a program as much as a file: journals beside it, views and triggers in it. What others wrote is
  // never opened as one.
  if (bytes.starts_with(kStoreBegin)) fail("survey.store_handed_in", {{"path", file.string()}});
  return read_hand_in(bytes, file.string());
}

void write_learners(const std::vector<Learner>& learners, const fs::path& out) {
  std::string text = "{\"format\": " + dump_json(kHandInFormat) + ", \"schema\": " + std::to_string(kHandInSchema) +
                     ", \"learners\": [";
  for (const Learner& learner : learners) text += (text.ends_with('[') ? "\n" : ",\n") + written(learner);
  text += "]}\n";
  if (text.size() > kLargestHandIn) fail("survey.class_too_large", {{"path", out.string()}});
  write_private_file(out, text);
}

fs::path export_file(const Store& store, fs::path out) {
  const Learner learner = store.read();
  if (out.empty()) out = "afina-" + learner.code + ".json";
  write_learners({learner}, out);
  return out;
}

}  // namespace afina::survey
