// The hand-in format, in and out.
#include <array>
#include <fstream>
#include <system_error>

#include "afina/base/json.h"
#include "afina/base/utf8.h"
#include "afina/io/atomic_file.h"
#include "afina/io/mapped_file.h"
#include "afina/survey/exchange.h"

namespace afina::survey {

namespace fs = std::filesystem;

namespace {

constexpr const char* kFormat = "afina-course";
constexpr int64_t kSchema = 1;
// A year's course of two hundred people stays far below; a file from elsewhere must not fill the memory.
constexpr uintmax_t kLargestFile = 64 << 20;
constexpr int64_t kLastSecond = 253402300799;  // of the year 9999: later dates cannot be written

// Fields of one object, with the place for errors: "a.json, learners[3].answers[7]".
class Fields {
 public:
  Fields(const Json& object, std::string place) : object_(object), place_(std::move(place)) {
    if (!object.is_object()) fail("survey.bad_field", {{"place", place_}, {"field", "object"}});
  }
  std::string text(const char* key) const {
    const Json& value = at(key);
    if (!value.is_string()) bad(key);
    std::string read = value.get<std::string>();
    if (read.size() > kLongestText) bad(key);
    return read;
  }
  int64_t time(const char* key) const {
    const Json& value = at(key);
    if (!value.is_number_integer() || value < 0 || value > kLastSecond) bad(key);
    return value.get<int64_t>();
  }
  bool flag(const char* key) const {
    auto found = object_.find(key);
    if (found == object_.end()) return false;
    if (!found->is_boolean()) bad(key);
    return found->get<bool>();
  }
  const Json& list(const char* key) const {
    const Json& value = at(key);
    if (!value.is_array()) bad(key);
    return value;
  }
  [[noreturn]] void bad(const char* key) const { fail("survey.bad_field", {{"place", place_}, {"field", key}}); }
  std::string inside(const char* list_name, size_t index) const {
    return place_ + (place_.ends_with(']') ? "." : ", ") + list_name + "[" + std::to_string(index) + "]";
  }

 private:
  const Json& at(const char* key) const {
    auto found = object_.find(key);
    if (found == object_.end()) bad(key);
    return *found;
  }
  const Json& object_;
  std::string place_;
};

Learner read_learner(const Fields& fields) {
  Learner learner;
  learner.code = normal_learner_code(fields.text("code"));
  learner.consent_at = fields.time("consent_at");
  learner.generated = fields.flag("generated");
  const Json& answers = fields.list("answers");
  for (size_t i = 0; i < answers.size(); ++i) {
    Fields answer(answers[i], fields.inside("answers", i));
    learner.answers.push_back({answer.text("notebook"), answer.text("instrument"), answer.text("item"),
                               answer.text("value"), answer.time("first_at"), answer.time("at")});
  }
  const Json& events = fields.list("events");
  for (size_t i = 0; i < events.size(); ++i) {
    Fields event(events[i], fields.inside("events", i));
    const auto kind = event_kind(event.text("kind"));
    if (!kind) event.bad("kind");
    learner.events.push_back(
        {event.text("notebook"), event.text("place"), *kind, event.text("detail"), event.text("id"), event.time("at")});
  }
  return learner;
}

std::vector<Learner> read_json(const fs::path& path) {
  const std::string place = path.string();
  const Json json = parse_json(read_file(path), place);
  if (!json.is_object() || json.value("format", Json()) != kFormat)
    fail("survey.not_a_course_file", {{"place", place}});
  Fields file(json, place);
  if (file.time("schema") > kSchema) fail("survey.newer_file", {{"path", place}});
  std::vector<Learner> learners;
  const Json& list = file.list("learners");
  for (size_t i = 0; i < list.size(); ++i)
    learners.push_back(read_learner(Fields(list[i], file.inside("learners", i))));
  return learners;
}

Json to_json(const Learner& learner) {
  Json answers = Json::array(), events = Json::array();
  for (const Answer& a : learner.answers) {
    answers.push_back({{"notebook", a.notebook},
                       {"instrument", a.instrument},
                       {"item", a.item},
                       {"value", a.value},
                       {"first_at", a.first_at},
                       {"at", a.at}});
  }
  for (const Event& e : learner.events) {
    events.push_back({{"id", e.id},
                      {"notebook", e.notebook},
                      {"place", e.place},
                      {"kind", to_string(e.kind)},
                      {"detail", e.detail},
                      {"at", e.at}});
  }
  return {{"code", learner.code},
          {"consent_at", learner.consent_at},
          {"generated", learner.generated},
          {"answers", std::move(answers)},
          {"events", std::move(events)}};
}

bool is_sqlite(const fs::path& path) {
  std::array<char, 16> begin{};
  std::ifstream(path, std::ios::binary).read(begin.data(), begin.size());
  return std::string_view(begin.data(), begin.size()) == std::string_view("SQLite format 3\0", 16);
}

}  // namespace

std::vector<Learner> read_learners(const fs::path& file) {
  std::error_code error;
  if (fs::is_regular_file(file, error)) {
    if (fs::file_size(file, error) > kLargestFile)
      fail("survey.file_too_large", {{"path", file.string()}, {"megabytes", std::to_string(kLargestFile >> 20)}});
    if (is_sqlite(file)) return {Store(file).read()};
  }
  return read_json(file);
}

void write_learners(const std::vector<Learner>& learners, const fs::path& out) {
  Json list = Json::array();
  for (const Learner& learner : learners) list.push_back(to_json(learner));
  write_file_atomically(out,
                        dump_json_pretty({{"format", kFormat}, {"schema", kSchema}, {"learners", std::move(list)}}));
  // Open answers may say more than their writer thought: like the store, they are nobody else's business.
  std::error_code ignored;
  fs::permissions(out, fs::perms::owner_read | fs::perms::owner_write, ignored);
}

fs::path export_file(const Store& store, fs::path out) {
  const Learner learner = store.read();
  if (out.empty()) out = "afina-" + learner.code + ".json";
  write_learners({learner}, out);
  return out;
}

}  // namespace afina::survey
