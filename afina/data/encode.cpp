#include "afina/data/encode.h"

#include <algorithm>

#include "afina/base/error.h"

namespace afina::data {

using By = ConversationPart::By;

namespace {

void append(std::vector<int32_t>& to, const std::vector<int32_t>& from) {
  to.insert(to.end(), from.begin(), from.end());
}

Json say(const char* role, std::string_view content) { return {{"role", role}, {"content", content}}; }

// Takes out the earliest exchange, a question up to the next that follows an answer. False where only one is left.
bool drop_early_exchange(Json& messages) {
  auto is = [&](size_t i, const char* role) { return messages[i]["role"] == role; };
  size_t first = 0;
  while (first < messages.size() && is(first, "system")) ++first;
  size_t next = first + 1;
  while (next < messages.size() && (is(next, "assistant") || is(next, "system") || !is(next - 1, "assistant"))) ++next;
  if (next >= messages.size()) return false;
  auto at = [&](size_t i) { return messages.begin() + static_cast<std::ptrdiff_t>(i); };
  messages.erase(at(first), at(next));
  return true;
}

std::vector<int32_t> joined(const std::vector<ConversationPart>& parts) {
  std::vector<int32_t> ids;
  for (const ConversationPart& part : parts) append(ids, part.ids);
  return ids;
}

}  // namespace

bool is_about_a_row(const Error& error) {
  return error.code() == "data.answer_too_long" || error.code() == "data.nothing_to_learn" ||
         error.code() == "tokenizer.no_answer_span" || error.code().starts_with("jinja.");
}

Encoder::Encoder(tokenizer::Tokenizer tokenizer, Task task, EncoderOptions options)
    : tokenizer_(std::move(tokenizer)), task_(task), options_(std::move(options)) {}

Json Encoder::messages_of(const Example& example) const {
  if (!example.messages) return Json::array({say("user", example.input), say("assistant", example.target)});
  Json messages = *example.messages;
  while (!messages.empty() && messages.back()["role"] != "assistant") messages.erase(messages.size() - 1);
  return messages;
}

std::vector<ConversationPart> Encoder::fitted(Json messages, bool open, int64_t limit, int64_t& cut) const {
  std::vector<ConversationPart> parts = encode_conversation(tokenizer_, options_.form, messages, open);
  const int64_t whole = total_size(parts);
  while (total_size(parts) > limit && drop_early_exchange(messages)) {
    parts = encode_conversation(tokenizer_, options_.form, messages, open);
  }
  cut = whole - total_size(parts);
  cut += cut_prompts(parts, limit, kMinPromptTokens, task_ == Task::summarize);
  return parts;
}

EncodedRow Encoder::encode(const Example& example, const std::vector<std::string>& labels) const {
  if (task_ == Task::classify) return encode_label(example, labels);
  if (task_ == Task::continuation) return encode_passage(example);
  const Json messages = messages_of(example);
  const std::string place = std::to_string(example.place);
  if (messages.empty() || messages.back()["content"] == "") fail("data.nothing_to_learn", {{"place", place}});
  EncodedRow row;
  const std::vector<ConversationPart> parts = fitted(messages, false, options_.max_length, row.cut_tokens);
  if (int64_t needed = total_size(parts); needed > options_.max_length) {
    fail("data.answer_too_long",
         {{"place", place}, {"needed", std::to_string(needed)}, {"limit", std::to_string(options_.max_length)}});
  }
  for (const ConversationPart& part : parts) {
    append(row.ids, part.ids);
    row.learned.resize(row.ids.size(), part.learned);
    row.learned_bytes += part.bytes;
  }
  row.learned[0] = 0;  // nothing stands before it
  return row;
}

std::optional<EncodedRow> Encoder::try_encode(const Example& example, const std::vector<std::string>& labels) const {
  try {
    return encode(example, labels);
  } catch (const Error& error) {
    if (!is_about_a_row(error)) throw;
    return std::nullopt;
  }
}

std::vector<int32_t> Encoder::encode_prompt(const Example& example, int64_t room) const {
  const int64_t limit = options_.max_length - room;
  if (task_ == Task::classify) return encode_label(example, {}).ids;
  if (task_ == Task::continuation) {
    std::vector<int32_t> ids = encode_text(example.input);
    // What comes next depends on the end of the text.
    auto over = static_cast<std::ptrdiff_t>(ids.size()) - static_cast<std::ptrdiff_t>(std::max<int64_t>(limit, 1));
    std::ptrdiff_t bos = options_.form.bos >= 0 && limit > 1 ? 1 : 0;
    if (over > 0) ids.erase(ids.begin() + bos, ids.begin() + bos + over);
    return ids;
  }
  Json messages = messages_of(example);
  if (messages.empty()) {  // nobody has answered yet
    messages = *example.messages;
  } else {
    messages.erase(messages.size() - 1);
  }
  int64_t cut = 0;
  return joined(fitted(std::move(messages), true, limit, cut));
}

std::vector<int32_t> Encoder::stop_ids() const {
  std::vector<int32_t> ids;
  const ConversationForm& form = options_.form;
  if (form.chat) {
    if (const auto end = form.chat->end_of_turn(); end && tokenizer_.id_of(*end))
      ids.push_back(*tokenizer_.id_of(*end));
  }
  auto add = [&](int32_t id) {
    if (id >= 0 && !std::ranges::count(ids, id)) ids.push_back(id);
  };
  std::ranges::for_each(options_.ends, add);
  add(form.eos);
  return ids;
}

}  // namespace afina::data
