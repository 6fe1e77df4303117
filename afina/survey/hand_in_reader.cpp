#include "afina/survey/hand_in_reader.h"

#include <algorithm>
#include <array>
#include <optional>
#include <set>
#include <variant>

#include "afina/base/error.h"
#include "afina/base/json.h"
#include "afina/survey/hand_in_fields.h"

namespace afina::survey {

namespace {

constexpr size_t kLongestEcho = 40;  // of a name that an error repeats

// Hears what the parser finds. The first fault is kept and the rest only looked through: whether the file is one of
// the course at all, or of a later version, may stand at its end, and says more than the fault.
class Reader {
 public:
  Reader(std::string_view bytes, const std::string& place) : bytes_(bytes), place_(place) {}

  std::vector<Learner> result() {
    if (format_ != kHandInFormat) fail("survey.not_a_course_file", {{"place", place_}});
    if (schema_ > kHandInSchema) fail("survey.newer_file", {{"path", place_}});
    if (fault_) throw *fault_;
    return std::move(learners_);
  }

  [[noreturn]] void fail_syntax(size_t position) const {
    const std::string_view before = bytes_.substr(0, std::min(position, bytes_.size()));
    const size_t begin = before.rfind('\n') + 1;  // 0 where there is no line before
    fail("base.json_syntax", {{"place", place_},
                              {"line", std::to_string(1 + std::ranges::count(before, '\n'))},
                              {"column", std::to_string(std::max<size_t>(1, before.size() - begin))}});
  }

  // ---- what nlohmann's parser calls -----------------------------------------------------------------------------
  bool null() { return refused(); }
  bool number_integer(int64_t) { return refused(); }  // a negative one
  bool number_float(double, const std::string&) { return refused(); }
  bool binary(Json::binary_t&) { return refused(); }
  bool boolean(bool value) {
    return guarded([&] { put(value); });
  }
  bool number_unsigned(uint64_t value) {
    if (depth_ == 1 && key_ == "schema") schema_ = static_cast<int64_t>(std::min<uint64_t>(value, kLastSecond));
    return guarded([&] {
      if (value > static_cast<uint64_t>(kLastSecond)) bad(key_);
      put(static_cast<int64_t>(value));
    });
  }
  bool string(std::string& value) {
    if (depth_ == 1 && key_ == "format") format_ = value.substr(0, kLongestEcho);
    return guarded([&] {
      if (value.size() > longest_) bad(key_);
      put(std::move(value));
    });
  }
  bool key(std::string& name) {
    if (depth_ == 1 || !fault_) key_ = name.substr(0, kLongestEcho);
    return guarded([&] { choose(name); });
  }
  bool start_object(size_t) {
    ++depth_;
    return guarded([&] { begin(); });
  }
  bool end_object() {
    --depth_;
    return guarded([&] { finish(); });
  }
  bool start_array(size_t) {
    ++depth_;
    return guarded([&] {
      const auto* list = std::get_if<Level>(&target_);
      if (!list) bad(key_);
      level_ = *list;
      target_ = {};
    });
  }
  bool end_array() {
    --depth_;
    return guarded([&] { level_ = level_ == Level::learners ? Level::file : Level::learner; });
  }
  bool parse_error(size_t position, const std::string&, const Json::exception&) { fail_syntax(position); }

 private:
  template <class Work>
  bool guarded(Work work) {
    if (fault_) return true;
    try {
      work();
    } catch (const Error& error) {
      fault_ = error;
      learners_ = {};
      key_.clear();
    }
    return true;
  }
  bool refused() {
    return guarded([&] { bad(key_); });
  }

  template <class T>
  void put(T value) {
    auto* place = std::get_if<T*>(&target_);
    if (!place) bad(key_);
    **place = std::move(value);
    target_ = {};
  }

  unsigned& seen() { return seen_[static_cast<size_t>(level_)]; }
  Learner& learner() { return learners_.back(); }

  // The field that comes: known, and not there yet.
  void choose(const std::string& name) {
    if (level_ == Level::file)
      choose_among(kHeadFields, name, head_);
    else if (level_ == Level::learner)
      choose_among(kLearnerFields, name, learner());
    else if (level_ == Level::answer)
      choose_among(kAnswerFields, name, learner().answers.back());
    else
      choose_among(kEventFields, name, event_);
  }
  template <class T, size_t N>
  void choose_among(const Field<T> (&fields)[N], const std::string& name, T& object) {
    const auto* field = std::ranges::find_if(fields, [&](const Field<T>& f) { return name == f.name; });
    if (field == std::end(fields)) fail("survey.unknown_field", {{"place", where()}, {"field", key_}});
    const unsigned bit = 1u << (field - fields);
    if (seen() & bit) bad(key_);
    seen() |= bit;
    longest_ = field->longest;
    std::visit(
        [&](auto to) {
          if constexpr (std::is_same_v<decltype(to), Level>)
            target_ = to;
          else
            target_ = &(object.*to);
        },
        field->to);
  }
  template <class T, size_t N>
  void require(const Field<T> (&fields)[N]) {
    for (size_t i = 0; i < N; ++i) {
      if (fields[i].required && !(seen() & (1u << i))) bad(fields[i].name);
    }
  }

  void begin() {
    if (level_ == Level::outside && depth_ == 1) {
      level_ = Level::file;
    } else if (level_ == Level::learners) {
      if (learners_.size() == kMostLearners) too_much("learners", kMostLearners);
      learners_.emplace_back();
      level_ = Level::learner;
    } else if (level_ == Level::answers) {
      count(learner().answers.size(), kMostAnswers, "answers");
      learner().answers.emplace_back();
      level_ = Level::answer;
    } else if (level_ == Level::events) {
      count(learner().events.size(), kMostEvents, "events");
      event_ = {};
      level_ = Level::event;
    } else {
      bad(key_);
    }
    seen() = 0;
  }
  void count(size_t already, size_t most, const char* what) {
    if (already == most) too_much(what, most);
    if (++records_ > kMostRecords) too_much("answers, events", kMostRecords);
  }

  // An object ends: everything was there, and what has a form of its own has it.
  void finish() {
    if (level_ == Level::event) {
      require(kEventFields);
      const auto kind = event_kind(event_.kind_name);
      if (!kind) bad("kind");
      event_.kind = *kind;
      learner().events.push_back(std::move(event_));
      level_ = Level::events;
    } else if (level_ == Level::answer) {
      require(kAnswerFields);
      level_ = Level::answers;
    } else if (level_ == Level::learner) {
      require(kLearnerFields);
      learner().code = normal_learner_code(learner().code);
      if (!codes_.insert(learner().code).second) bad("code");
      level_ = Level::learners;
    } else {
      require(kHeadFields);
      if (head_.schema < 1) bad("schema");
      level_ = Level::outside;
    }
  }

  // "a.json, learners[3].answers[7]"
  std::string where() const {
    if (learners_.empty() || level_ == Level::file || level_ == Level::outside) return place_;
    std::string path = place_ + ", learners[" + std::to_string(learners_.size() - 1) + "]";
    const Learner& last = learners_.back();
    if (level_ == Level::answer) path += ".answers[" + std::to_string(last.answers.size() - 1) + "]";
    if (level_ == Level::event) path += ".events[" + std::to_string(last.events.size()) + "]";
    return path;
  }
  [[noreturn]] void bad(const std::string& field) const {
    fail("survey.bad_field", {{"place", where()}, {"field", field}});
  }
  [[noreturn]] void too_much(const char* what, size_t limit) const {
    fail("survey.too_much", {{"place", where()}, {"what", what}, {"limit", std::to_string(limit)}});
  }

  std::string_view bytes_;
  const std::string& place_;
  Level level_ = Level::outside;
  int depth_ = 0;
  std::string key_;
  std::array<unsigned, kLevels> seen_{};  // the fields of the open object of each level, a bit each
  std::variant<std::monostate, std::string*, int64_t*, bool*, Level> target_;  // where the next value goes
  size_t longest_ = 0;
  Head head_;
  EventDraft event_;
  std::string format_;  // these two also after a fault
  int64_t schema_ = 0;
  std::optional<Error> fault_;
  std::vector<Learner> learners_;
  std::set<std::string> codes_;
  size_t records_ = 0;
};

}  // namespace

std::vector<Learner> read_hand_in(std::string_view bytes, const std::string& place) {
  Reader reader(bytes, place);
  // The parser takes a NUL byte for the end of its input, which would hide whatever follows it.
  const std::string_view text = bytes.substr(0, bytes.find('\0'));
  Json::sax_parse(text.begin(), text.end(), &reader);
  if (text.size() < bytes.size()) reader.fail_syntax(text.size() + 1);
  return reader.result();
}

}  // namespace afina::survey
