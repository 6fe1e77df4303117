#include "afina/survey/instruments.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <map>
#include <set>

#include "afina/base/test_support.h"
#include "afina/base/utf8.h"
#include "afina/survey/instruments_json.h"

using namespace afina;
using namespace afina::survey;
using afina::testing::error_code;

namespace {

void check_bilingual(const BilingualText& text) {
  CHECK_FALSE(text.es.empty());
  CHECK_FALSE(text.en.empty());
  CHECK(text.es != text.en);
}

void check_instrument(const Instrument& instrument) {
  CAPTURE(instrument.name);
  check_bilingual(instrument.title);
  check_bilingual(instrument.introduction);
  std::set<std::string> ids;
  for (const Item& item : instrument.items) {
    CAPTURE(item.id);
    CHECK(ids.insert(item.id).second);
    check_bilingual(item.prompt);
    CHECK(item.options.empty() == (item.kind != ItemKind::choice));
    if (item.kind == ItemKind::scale) {
      check_bilingual(item.low);
      check_bilingual(item.high);
    }
  }
}

}  // namespace

TEST_CASE("every form asks everything in both languages") {
  check_instrument(feedback_form());
  check_instrument(sus_form());
  check_instrument(knowledge_test(TestForm::a));
  check_instrument(knowledge_test(TestForm::b));
  for (const char* id : {"clarity", "usefulness", "ease"}) CHECK(find_item("feedback", id)->kind == ItemKind::scale);
  for (const char* id : {"stuck", "learned", "change"}) CHECK(find_item("feedback", id)->kind == ItemKind::open);
}

TEST_CASE("SUS has ten statements, positive and negative in turn") {
  REQUIRE(sus_form().items.size() == 10);
  for (size_t i = 0; i < 10; ++i) CHECK(sus_form().items[i].negative == (i % 2 == 1));
}

TEST_CASE("the two forms of the test are parallel, and every option says what is behind it") {
  REQUIRE(objectives().size() == 10);
  std::map<std::string, int> levels;
  for (TestForm form : {TestForm::a, TestForm::b}) {
    const Instrument& test = knowledge_test(form);
    REQUIRE(test.items.size() == 10);
    std::map<std::string, int> places;
    int longest = 0;
    for (size_t i = 0; i < 10; ++i) {
      const Item& item = test.items[i];
      CAPTURE(item.id);
      CHECK(item.objective == objectives()[i].id);
      CHECK(item.level == objectives()[i].level);
      ++levels[item.level];
      ++places[item.correct];
      REQUIRE(item.options.size() == 4);
      size_t most = 0;
      for (const Option& option : item.options) {
        check_bilingual(option.text);
        check_bilingual(option.why);
        most = std::max(most, count_code_points(option.text.es));
      }
      auto right = std::ranges::find(item.options, item.correct, &Option::id);
      REQUIRE(right != item.options.end());
      longest += count_code_points(right->text.es) == most;
    }
    // Neither its place nor its length gives the right option away.
    CHECK(places.size() == 4);
    for (const auto& [id, count] : places) CHECK(count <= 3);
    CHECK(longest <= 4);
  }
  CHECK(levels.size() == 3);
  for (const char* level : {"understand", "apply", "evaluate"}) CHECK(levels[level] >= 6);
}

TEST_CASE("a person takes one form before and the other after, and forms are shared out evenly") {
  int begin_with_a = 0;
  for (int i = 0; i < 1000; ++i) {
    const std::string code = new_learner_code();
    CHECK(test_form(code, Moment::before) != test_form(code, Moment::after));
    begin_with_a += test_form(code, Moment::before) == TestForm::a;
  }
  CHECK(std::abs(begin_with_a - 500) < 80);
}

TEST_CASE("a form is found by its name, a test by the person's code too") {
  const std::string code = new_learner_code();
  CHECK(&instrument("feedback", code) == &feedback_form());
  CHECK(&instrument("sus", code) == &sus_form());
  CHECK(&instrument("pretest", code) == &knowledge_test(test_form(code, Moment::before)));
  CHECK(&instrument("posttest", code) != &instrument("pretest", code));
  CHECK(error_code([&] { instrument("test_a", code); }) == "survey.unknown_item");
}

TEST_CASE("answers are checked against what was asked") {
  CHECK(error_code([] { check_answer({"01", "feedback", "clarity", "5"}); }).empty());
  CHECK(error_code([] { check_answer({"01", "feedback", "stuck", "<b>aquí</b>"}); }).empty());
  CHECK(error_code([] { check_answer({"", "pretest", "b3", "d"}); }).empty());
  for (const char* value : {"", "0", "6", "55", "cinco", "4.0"})
    CHECK(error_code([&] { check_answer({"01", "feedback", "clarity", value}); }) == "survey.bad_value");
  CHECK(error_code([] { check_answer({"", "pretest", "a1", "e"}); }) == "survey.bad_value");
  CHECK(error_code([] { check_answer({"", "pretest", "a11", "a"}); }) == "survey.unknown_item");
  CHECK(error_code([] { check_answer({"", "encuesta", "a1", "a"}); }) == "survey.unknown_item");
}

TEST_CASE("what is shown does not give the answer away, and grading explains it") {
  const Item& item = knowledge_test(TestForm::a).items[0];
  const std::string shown = to_json(knowledge_test(TestForm::a), Lang::es).dump();
  CHECK(shown.find("\"correct\"") == std::string::npos);
  CHECK(shown.find(item.options[0].why.es) == std::string::npos);
  CHECK(grade(item, item.correct, Lang::es)["correct"] == true);
  const Json wrong = grade(item, "a", Lang::en);
  CHECK(wrong["correct"] == false);
  CHECK(wrong["why"] == item.options[0].why.en);
  CHECK(wrong["right"] == item.correct);
  CHECK(to_json(sus_form(), Lang::en)["items"][9]["low"] == "not at all");
}
