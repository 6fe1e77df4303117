#include "afina/tokenizer/chat_template.h"

#include <algorithm>

#include "afina/base/error.h"
#include "afina/base/stop.h"
#include "afina/base/utf8.h"
#include "afina/tokenizer/answer_finder.h"
#include "afina/tokenizer/literal_marks.h"

namespace afina::tokenizer {

using jinja::Dict;
using jinja::Value;

namespace {

void set_all(Dict& to, const Value& from) {
  if (!from.is(jinja::Kind::dict)) return;
  for (const auto& [key, value] : from.as<Dict>().entries) to.set(key, value);
}

std::vector<Value> list_of(const Value& messages, const std::string& place) {
  if (!messages.is(jinja::Kind::list)) fail("base.json_type", {{"place", place}, {"key", "messages"}});
  return messages.as<jinja::Sequence>().items;
}

}  // namespace

ChatTemplate ChatTemplate::parse(std::string_view source, SpecialTokens special, std::string_view place,
                                 std::vector<std::string> special_texts) {
  ChatTemplate made;
  made.template_ = jinja::Template::parse(source, place);
  made.special_ = std::move(special);
  made.special_texts_ = std::move(special_texts);
  for (const auto& [name, text] : made.special_) made.special_texts_.push_back(text);
  std::erase(made.special_texts_, "");
  std::ranges::sort(made.special_texts_, [](const std::string& a, const std::string& b) {
    return a.size() != b.size() ? a.size() > b.size() : a < b;
  });
  made.special_texts_.erase(std::ranges::unique(made.special_texts_).begin(), made.special_texts_.end());
  made.probe();
  return made;
}

jinja::RenderedText ChatTemplate::run(const std::vector<Value>& messages, bool add_generation_prompt,
                                      const RenderOptions& options) const {
  auto context = std::make_shared<Dict>();
  for (const auto& [name, text] : special_) context->set(Value::text(name), Value::text(text));
  context->set(Value::text("messages"), Value::list(messages));
  context->set(Value::text("tools"), options.tools);
  context->set(Value::text("documents"), Value());
  context->set(Value::text("add_generation_prompt"), Value::boolean(add_generation_prompt));
  set_all(*context, options.context);
  return template_.render(Value(std::move(context)), options.clock ? *options.clock : jinja::clock_now(),
                          options.limits);
}

std::optional<std::string> ChatTemplate::try_run(const std::vector<Value>& messages, bool add_generation_prompt,
                                                 const RenderOptions& options) const {
  try {
    return run(messages, add_generation_prompt, options).text;
  } catch (const Error& error) {
    if (is_cancelled(error)) throw;
    return {};
  }
}

std::string ChatTemplate::render_text(const Value& messages, const RenderOptions& options) const {
  return run(list_of(messages, template_.place()), options.add_generation_prompt, options).text;
}

std::string ChatTemplate::render_context(const Value& context, const std::tm& clock) const {
  auto all = std::make_shared<Dict>();
  for (const auto& [name, text] : special_) all->set(Value::text(name), Value::text(text));
  for (const char* name : {"tools", "documents"}) all->set(Value::text(name), Value());
  all->set(Value::text("add_generation_prompt"), Value::boolean(false));
  set_all(*all, context);
  return template_.render(Value(std::move(all)), clock).text;
}

Rendered ChatTemplate::render(const Json& messages, const RenderOptions& options) const {
  return render(jinja::from_json(messages, template_.place()), options);
}

Rendered ChatTemplate::render(const Value& messages, const RenderOptions& given) const {
  RenderOptions options = given;
  if (!options.clock) options.clock = jinja::clock_now();  // the same for every rendering
  const LiteralMarks marks(list_of(messages, template_.place()), special_texts_);
  jinja::RenderedText text = run(marks.messages(), options.add_generation_prompt, options);
  Rendered rendered;
  const AnswerFinder finder(*this, marks.messages(), options, text.text);
  rendered.answers = marks_answers() && text.spans_known ? finder.within(text.generated) : finder.find();
  rendered.text = std::move(text.text);
  marks.remove(rendered);
  return rendered;
}

size_t ChatTemplate::after_special(std::string_view text, size_t at, std::string* found) const {
  std::string_view rest = text.substr(at), stripped = trim(rest);
  const size_t begin = stripped.empty() ? text.size() : static_cast<size_t>(stripped.data() - text.data());
  for (const std::string& special : special_texts_) {
    if (!text.substr(begin).starts_with(special)) continue;
    if (found) *found = special;
    return begin + special.size();
  }
  return at;
}

// What follows an answer in the middle of a conversation and at its end: what both begin with is the mark of its end,
// and not the beginning of another turn.
void ChatTemplate::probe() {
  RenderOptions options;
  options.clock = jinja::clock_from("2024-01-01");
  options.limits.steps /= 10;  // of a template that needs more for two questions the end of a turn is not known
  options.limits.seconds /= 5;
  const Value question = message_of("user", "Qm1"), answer = message_of("assistant", "Qm2");
  const Value again = message_of("user", "Qm3"), last = message_of("assistant", "Qm4");
  auto plain = try_run({question}, false, options), prompted = try_run({question}, true, options);
  has_generation_prompt_ = prompted && (!plain || *plain != *prompted);
  auto after = [&](const std::optional<std::string>& text, std::string_view part) {
    std::string found;
    size_t at = text ? text->find(part) : std::string::npos;
    if (at != std::string::npos) after_special(*text, at + part.size(), &found);
    return found;
  };
  auto whole = try_run({question, answer, again, last}, false, options);
  const std::string inside = after(whole, "Qm2"),
                    end = after(whole ? whole : try_run({question, answer}, false, options), whole ? "Qm4" : "Qm2");
  // Only at the very end: a mark of the text's end, if it is that.
  auto eos = special_.find("eos_token");
  const bool is_eos = eos != special_.end() && end == eos->second;
  if (!end.empty() && (inside == end || !whole || is_eos)) end_of_turn_ = end;
}

}  // namespace afina::tokenizer
