#include "afina/tokenizer/answer_finder.h"

#include <algorithm>

#include "afina/base/error.h"
#include "afina/base/stop.h"
#include "afina/base/utf8.h"

namespace afina::tokenizer {

using jinja::Value;

namespace {

// Two texts that no template has a use for, and that differ at both ends: what a rendering has in common with both
// is not there by chance. No white space, so that stripping leaves them as they are.
constexpr std::string_view kStandIns[] = {"Qh7xZv3Lk9w", "Wj5rTn8Dp2y"};

size_t occurrences(std::string_view text, std::string_view part, size_t& at) {
  size_t count = 0;
  for (size_t found = 0; (found = text.find(part, found)) != text.npos; found += part.size()) {
    if (count++ == 0) at = found;
  }
  return count;
}

size_t common_prefix(std::string_view a, std::string_view b) {
  return static_cast<size_t>(std::ranges::mismatch(a, b).in1 - a.begin());
}

bool blank(std::string_view text) { return trim(text).empty(); }

}  // namespace

std::string role_of(const Value& message) {
  if (!message.is(jinja::Kind::dict)) return "";
  const Value* role = message.as<jinja::Dict>().find("role");
  return role && role->is_text() ? role->str() : "";
}

Value message_of(const std::string& role, const std::string& content) {
  auto dict = std::make_shared<jinja::Dict>();
  dict->set(Value::text("role"), Value::text(role));
  dict->set(Value::text("content"), Value::text(content));
  return Value(std::move(dict));
}

AnswerFinder::Shown AnswerFinder::around(size_t i, Around& found) const {
  Around both[2];
  for (int k = 0; k < 2; ++k) {
    std::vector<Value> changed = messages_;
    changed[i] = message_of("assistant", std::string(kStandIns[k]));
    auto text = chat_.try_run(changed, options_.add_generation_prompt, options_);
    if (!text) return Shown::unclear;
    size_t at = 0;
    const size_t count = occurrences(*text, kStandIns[k], at);
    if (count == 0 && *text == text_) return Shown::no;
    if (count != 1) return Shown::unclear;
    both[k] = {text->substr(0, at), text->substr(at + kStandIns[k].size())};
  }
  if (both[0].before != both[1].before || both[0].after != both[1].after) return Shown::unclear;
  found = std::move(both[0]);
  return Shown::once;
}

bool AnswerFinder::beginning(size_t i, bool prompt, std::string& text) const {
  auto made = chat_.try_run({messages_.begin(), messages_.begin() + static_cast<ptrdiff_t>(i)}, prompt, options_);
  if (made) text = std::move(*made);
  return made.has_value();
}

// Where the prompt for an answer ends, if the text begins with it; else where the message's own text begins.
std::optional<size_t> AnswerFinder::begin_of(size_t i, const Around& around) const {
  std::string prompted, plain;
  const bool has_prompted = beginning(i, true, prompted), has_plain = beginning(i, false, plain);
  const bool exact = text_.starts_with(around.before);
  const bool prompts = has_prompted && (!has_plain || prompted != plain);
  if (prompts && text_.starts_with(prompted) && (!exact || prompted.size() <= around.before.size())) {
    return prompted.size();
  }
  if (has_plain && text_.starts_with(plain) && around.before.starts_with(plain)) {
    const size_t same = common_prefix(around.before, text_);
    // White space between the question and the answer is what a model goes on with that is given the question.
    if (exact && blank(std::string_view(around.before).substr(plain.size()))) return plain.size();
    if (same >= plain.size() && blank(std::string_view(around.before).substr(same))) return same;
  }
  return exact ? std::optional(around.before.size()) : std::nullopt;
}

std::optional<size_t> AnswerFinder::end_of(size_t i, const Around& around, size_t begin) const {
  if (text_.ends_with(around.after) && text_.size() - around.after.size() >= begin) {
    size_t end = text_.size() - around.after.size();
    std::string found;
    const size_t marked = chat_.after_special(text_, end, &found);
    return chat_.end_of_turn() && found == *chat_.end_of_turn() ? marked : end;
  }
  // The message says more than a text, calls of tools for one: the conversation up to it, without its last line break.
  std::string whole;
  if (!beginning(i + 1, false, whole) || !text_.starts_with(whole) || whole.size() < begin) return {};
  size_t end = whole.size();
  for (const std::string& special : chat_.special_texts_) {
    std::string_view cut = std::string_view(whole);
    while (!cut.empty() && (cut.back() == '\n' || cut.back() == ' ')) cut.remove_suffix(1);
    if (cut.size() >= begin + special.size() && cut.ends_with(special)) return cut.size();
  }
  return end;
}

std::optional<Span> AnswerFinder::answer(size_t i, bool& shown) const {
  Around found;
  const Shown how = around(i, found);
  shown = how != Shown::no;
  if (how != Shown::once) return {};
  auto begin = begin_of(i, found);
  if (!begin) return {};
  auto end = end_of(i, found, *begin);
  if (!end || *end < *begin) return {};
  return Span{*begin, *end};
}

std::vector<Span> AnswerFinder::find() const {
  std::vector<Span> all;
  size_t number = 0;
  for (size_t i = 0; i < messages_.size(); ++i) {
    if (role_of(messages_[i]) != "assistant") continue;
    ++number;
    bool shown = true;
    auto span = answer(i, shown);
    if (!shown) continue;  // the template leaves it out: there is nothing to learn
    if (!span || (!all.empty() && span->begin < all.back().end)) {
      fail("tokenizer.no_answer_span", {{"place", chat_.template_.place()}, {"number", std::to_string(number)}});
    }
    all.push_back(*span);
  }
  return all;
}

std::vector<Span> AnswerFinder::within(const std::vector<Span>& marked) const {
  std::vector<Span> answers, both;
  try {
    answers = find();
  } catch (const Error& error) {
    if (is_cancelled(error)) throw;
    return marked;
  }
  for (const Span& mark : marked) {
    for (const Span& one : answers) {
      const Span common{std::max(mark.begin, one.begin), std::min(mark.end, one.end)};
      if (common.begin < common.end) both.push_back(common);
    }
  }
  return both;
}

}  // namespace afina::tokenizer
