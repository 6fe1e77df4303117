// The course's forms and tests: what is asked, in both languages. Their content is assets/course/*.json, embedded.
//
//   feedback    after each notebook: how it went, on scales of 1 to 5, and in a person's own words
//   sus         at the end: usability, the ten-statement scale of Brooke (1996), in our own wording
//   pretest,    ten questions each. There are two parallel forms, A and B: the same ten objectives and levels, other
//   posttest    questions. Half of the people begin with A and end with B, the other half the reverse, so that a form
//               that is a little harder changes nothing.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "afina/base/embedded.h"
#include "afina/base/error.h"
#include "afina/survey/learner.h"

namespace afina::survey {

struct BilingualText {
  std::string es, en;
  const std::string& in(Lang lang) const { return lang == Lang::es ? es : en; }
};

enum class ItemKind { scale, choice, open };

struct Option {
  std::string id;
  BilingualText text;
  BilingualText why;  // tests: the idea behind choosing it, and what is right; empty in forms
};

struct Item {
  std::string id;
  ItemKind kind = ItemKind::scale;
  BilingualText prompt;
  BilingualText low, high;      // what 1 and 5 of a scale mean
  bool negative = false;        // SUS: agreeing is a complaint
  std::vector<Option> options;  // of a choice
  std::string correct;          // tests: the id of the right option
  std::string objective;        // tests: see objectives()
  std::string level;            // tests: "understand", "apply", "evaluate"
};

struct Instrument {
  std::string name;  // "feedback", "sus", "test_a", "test_b"
  BilingualText title, introduction;
  std::vector<Item> items;
};

// What one pair of parallel questions asks about; item n of each form belongs to objective n.
struct Objective {
  std::string id;
  std::string level;
  BilingualText title;
};
std::span<const Objective> objectives();

const Instrument& feedback_form();
const Instrument& sus_form();
enum class TestForm { a, b };
const Instrument& knowledge_test(TestForm form);

enum class Moment { before, after };
// The form a person takes before and the other one after; it follows from the code, so it need not be kept.
TestForm test_form(std::string_view learner_code, Moment moment) noexcept;

// "feedback", "sus", "pretest" or "posttest" as this person meets it. Throws Error survey.unknown_item.
const Instrument& instrument(std::string_view name, std::string_view learner_code);

// The item an answer belongs to; for the two tests, of either form. Null where there is none.
const Item* find_item(std::string_view instrument, std::string_view item);
// Whether the value is one that the item admits: "1".."5", an option's id, any text.
bool admits(const Item& item, std::string_view value) noexcept;
// "feedback" belongs to a notebook; the others to the whole course.
bool of_whole_course(std::string_view instrument) noexcept;
// Throws Error survey.unknown_item (instrument, item) or survey.bad_value (item, value, what it admits).
void check_answer(const Answer& answer);

// assets/course/*.json by file name, and the content of the notebooks as notebooks/NAME.json.
std::span<const EmbeddedFile> course_files();

}  // namespace afina::survey
