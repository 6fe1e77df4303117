#include "afina/survey/instruments.h"

#include <algorithm>
#include <stdexcept>

#include "afina/base/random.h"
#include "afina/survey/instruments_json.h"

namespace afina::survey {

namespace {

std::string text_or_empty(const Json& object, const char* key) { return object.value(key, std::string()); }

Item read_item(const Json& json, const Json& instrument) {
  Item item;
  item.id = json.at("id");
  const std::string kind = json.at("kind");
  item.kind = kind == "scale" ? ItemKind::scale : kind == "choice" ? ItemKind::choice : ItemKind::open;
  item.prompt = bilingual(json, "prompt");
  if (item.kind == ItemKind::scale) {
    // SUS says once for all ten what 1 and 5 mean.
    item.low = bilingual(json.contains("low") ? json : instrument, "low");
    item.high = bilingual(json.contains("high") ? json : instrument, "high");
  }
  item.negative = json.value("negative", false);
  for (const Json& option : json.value("options", Json::array())) {
    item.options.push_back({option.at("id"), bilingual(option, "text"), bilingual(option, "why")});
  }
  item.correct = text_or_empty(json, "correct");
  item.objective = text_or_empty(json, "objective");
  item.level = text_or_empty(json, "level");
  return item;
}

Instrument read_instrument(std::string_view file) {
  const Json json = course_file(file);
  Instrument instrument{json.at("name"), bilingual(json, "title"), bilingual(json, "introduction"), {}};
  for (const Json& item : json.at("items")) instrument.items.push_back(read_item(item, json));
  return instrument;
}

const Item* find_in(const Instrument& instrument, std::string_view id) {
  auto found = std::ranges::find(instrument.items, id, &Item::id);
  return found == instrument.items.end() ? nullptr : &*found;
}

std::string admitted(const Item& item) {
  if (item.kind == ItemKind::scale) return "1, 2, 3, 4, 5";
  std::string all;
  for (const Option& option : item.options) all += (all.empty() ? "" : ", ") + option.id;
  return all;
}

std::string_view kind_name(ItemKind kind) {
  return kind == ItemKind::scale ? "scale" : kind == ItemKind::choice ? "choice" : "open";
}

}  // namespace

Json course_file(std::string_view name) {
  for (const EmbeddedFile& file : course_files()) {
    if (file.name == name) return parse_json(file.bytes, name);
  }
  throw std::logic_error("not embedded: " + std::string(name));
}

BilingualText bilingual(const Json& object, const char* key) {
  auto found = object.find(key);
  if (found == object.end()) return {};
  return {found->at("es").get<std::string>(), found->at("en").get<std::string>()};
}

std::span<const Objective> objectives() {
  static const std::vector<Objective> all = [] {
    std::vector<Objective> read;
    const Json file = course_file("objectives.json");
    for (const Json& json : file.at("objectives"))
      read.push_back({json.at("id"), json.at("level"), bilingual(json, "title")});
    return read;
  }();
  return all;
}

const Instrument& feedback_form() {
  static const Instrument form = read_instrument("feedback.json");
  return form;
}

const Instrument& sus_form() {
  static const Instrument form = read_instrument("sus.json");
  return form;
}

const Instrument& knowledge_test(TestForm form) {
  static const Instrument a = read_instrument("test_a.json");
  static const Instrument b = read_instrument("test_b.json");
  return form == TestForm::a ? a : b;
}

TestForm test_form(std::string_view learner_code, Moment moment) noexcept {
  uint64_t key = 0;
  for (char c : learner_code) key = mix64(key ^ static_cast<unsigned char>(c));
  const bool begins_with_a = (key & 1) == 0;
  return begins_with_a == (moment == Moment::before) ? TestForm::a : TestForm::b;
}

const Instrument& instrument(std::string_view name, std::string_view learner_code) {
  if (name == "feedback") return feedback_form();
  if (name == "sus") return sus_form();
  if (name != "pretest" && name != "posttest") {
    fail("survey.unknown_item", {{"instrument", std::string(name)}, {"item", "*"}});
  }
  return knowledge_test(test_form(learner_code, name == "pretest" ? Moment::before : Moment::after));
}

const Item* find_item(std::string_view instrument, std::string_view item) {
  if (instrument == "feedback") return find_in(feedback_form(), item);
  if (instrument == "sus") return find_in(sus_form(), item);
  if (instrument != "pretest" && instrument != "posttest") return nullptr;
  const Item* of_a = find_in(knowledge_test(TestForm::a), item);
  return of_a ? of_a : find_in(knowledge_test(TestForm::b), item);
}

bool admits(const Item& item, std::string_view value) noexcept {
  switch (item.kind) {
    case ItemKind::scale:
      return value.size() == 1 && value[0] >= '1' && value[0] <= '5';
    case ItemKind::choice:
      return std::ranges::find(item.options, value, &Option::id) != item.options.end();
    case ItemKind::open:
      return true;
  }
  return false;
}

bool of_whole_course(std::string_view instrument) noexcept { return instrument != "feedback"; }

void check_answer(const Answer& answer) {
  const Item* item = find_item(answer.instrument, answer.item);
  if (!item) fail("survey.unknown_item", {{"instrument", answer.instrument}, {"item", answer.item}});
  if (!admits(*item, answer.value))
    fail("survey.bad_value", {{"item", answer.item}, {"value", answer.value}, {"admitted", admitted(*item)}});
}

Json to_json(const Instrument& instrument, Lang lang) {
  Json items = Json::array();
  for (const Item& item : instrument.items) {
    Json json{{"id", item.id}, {"kind", kind_name(item.kind)}, {"prompt", item.prompt.in(lang)}};
    if (item.kind == ItemKind::scale) {
      json["low"] = item.low.in(lang);
      json["high"] = item.high.in(lang);
    }
    for (const Option& option : item.options)
      json["options"].push_back({{"id", option.id}, {"text", option.text.in(lang)}});
    items.push_back(std::move(json));
  }
  return {{"name", instrument.name},
          {"title", instrument.title.in(lang)},
          {"introduction", instrument.introduction.in(lang)},
          {"items", std::move(items)}};
}

Json grade(const Item& item, std::string_view value, Lang lang) {
  auto chosen = std::ranges::find(item.options, value, &Option::id);
  if (chosen == item.options.end())
    fail("survey.bad_value", {{"item", item.id}, {"value", std::string(value)}, {"admitted", admitted(item)}});
  return {{"correct", value == item.correct}, {"why", chosen->why.in(lang)}, {"right", item.correct}};
}

}  // namespace afina::survey
