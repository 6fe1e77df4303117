#include "afina/data/conversation.h"

#include <algorithm>
#include <optional>
#include <string>

#include "afina/base/error.h"
#include "afina/base/stop.h"
#include "afina/base/utf8.h"

namespace afina::data {

using tokenizer::ByteSpan;
using By = ConversationPart::By;

namespace {

const std::string& content_of(const Json& message) { return message["content"].get_ref<const std::string&>(); }
bool is_by(const Json& message, std::string_view role) { return message["role"] == role; }

// A text that no template holds and none would change, standing for the content of message `i`.
std::string placeholder(size_t i) { return "\xEE\x80\x80" + std::to_string(i) + "\xEE\x80\x81"; }  // U+E000, U+E001

struct Filled {
  size_t message;
  ByteSpan at;  // in the rendered text
};

// Where each message's content stands in `text`, found by rendering placeholders in its place. Nothing where the
// template does more with a content than put it somewhere, whole or without the white space around it.
std::optional<std::vector<Filled>> filled_by(const tokenizer::ChatTemplate& chat, const Json& messages,
                                             const tokenizer::RenderOptions& options, std::string_view text) {
  Json held = messages;
  for (size_t i = 0; i < held.size(); ++i) held[i]["content"] = placeholder(i);
  std::string frame;
  try {
    frame = chat.render_text(jinja::from_json(held, "messages"), options);
  } catch (const Error& error) {
    if (is_cancelled(error)) throw;
    return std::nullopt;  // it looks into what is said
  }
  std::vector<Filled> filled;
  size_t in_frame = 0, in_text = 0;
  for (size_t i = 0; i < messages.size(); ++i) {
    const std::string mark = placeholder(i);
    const size_t found = frame.find(mark, in_frame);
    if (found == std::string::npos) continue;  // said elsewhere, or left out
    const std::string_view before = std::string_view(frame).substr(in_frame, found - in_frame);
    if (text.substr(in_text, before.size()) != before) return std::nullopt;
    in_text += before.size();
    const std::string_view whole = content_of(messages[i]), bare = trim(whole);
    const std::string_view said = text.substr(in_text).starts_with(whole) ? whole : bare;
    if (!text.substr(in_text).starts_with(said)) return std::nullopt;
    filled.push_back({i, {in_text, in_text + said.size()}});
    in_text += said.size();
    in_frame = found + mark.size();
  }
  if (text.substr(in_text) != std::string_view(frame).substr(in_frame)) return std::nullopt;
  return filled;
}

// Contents looked for one after another, for templates that change what they hold.
std::vector<Filled> searched(const Json& messages, std::string_view text) {
  std::vector<Filled> filled;
  size_t from = 0;
  for (size_t i = 0; i < messages.size(); ++i) {
    const std::string_view said = trim(content_of(messages[i]));
    const size_t found = said.empty() ? std::string::npos : text.find(said, from);
    if (found == std::string::npos) continue;
    from = found + said.size();
    filled.push_back({i, {found, from}});
  }
  return filled;
}

struct Rendered {
  std::string text;
  // In order; literal: where special tokens are ordinary text, contents: what messages say, persons: of persons.
  std::vector<ByteSpan> answers, literal, persons, contents;
};

bool is_person(const Json& message) { return !is_by(message, "system") && !is_by(message, "assistant"); }

Rendered render(const ConversationForm& form, Json messages, bool open) {
  const tokenizer::ChatTemplate& chat = *form.chat;
  for (Json& message : messages) {
    if (is_person(message)) message["content"] = form.instruction + content_of(message);
  }
  tokenizer::RenderOptions options;
  options.add_generation_prompt = open;
  tokenizer::Rendered rendered = chat.render(messages, options);
  Rendered result{std::move(rendered.text), {}, {}, {}, {}};
  for (const auto& span : rendered.answers) result.answers.push_back({span.begin, span.end});
  for (const auto& span : rendered.literal) result.literal.push_back({span.begin, span.end});
  for (const Filled& filled :
       filled_by(chat, messages, options, result.text).value_or(searched(messages, result.text))) {
    result.contents.push_back(filled.at);
    if (!is_person(messages[filled.message])) continue;
    result.persons.push_back({std::min(filled.at.end, filled.at.begin + form.instruction.size()), filled.at.end});
  }
  return result;
}

// Byte offsets of tokens, [begin, end), from those in code points; they ascend.
std::vector<ByteSpan> byte_spans(std::string_view text, const std::vector<tokenizer::Offset>& offsets) {
  std::vector<size_t> starts;
  for (size_t i = 0; i < text.size();) {
    starts.push_back(i);
    next_code_point(text, i);
  }
  starts.push_back(text.size());
  std::vector<ByteSpan> spans;
  for (const auto& o : offsets)
    spans.push_back({starts[static_cast<size_t>(o.begin)], starts[static_cast<size_t>(o.end)]});
  return spans;
}

struct Tokens {
  std::vector<int32_t> ids;
  std::vector<ByteSpan> at;
};

Tokens encode_range(const tokenizer::Tokenizer& tokenizer, const Rendered& rendered, ByteSpan range) {
  std::vector<ByteSpan> literal;
  for (const ByteSpan& content : rendered.literal) {
    const size_t begin = std::max(content.begin, range.begin), end = std::min(content.end, range.end);
    if (begin < end) literal.push_back({begin - range.begin, end - range.begin});
  }
  const std::string_view text = std::string_view(rendered.text).substr(range.begin, range.end - range.begin);
  tokenizer::Encoding encoding = tokenizer.encode(text, {.add_special = false, .literal = literal});
  Tokens tokens{std::move(encoding.ids), byte_spans(text, encoding.offsets)};
  for (ByteSpan& span : tokens.at) span = {span.begin + range.begin, span.end + range.begin};
  return tokens;
}

// The ids of a rendered text. An answer begins with a token of its own, as generation meets it: where the whole text
// has one across a boundary, the stretches between boundaries are encoded apart.
Tokens encode_rendered(const tokenizer::Tokenizer& tokenizer, const Rendered& rendered) {
  Tokens tokens = encode_range(tokenizer, rendered, {0, rendered.text.size()});
  const auto crossed = [&](const ByteSpan& answer) {
    return std::ranges::any_of(tokens.at,
                               [&](const ByteSpan& t) { return t.begin < answer.begin && t.end > answer.begin; });
  };
  if (std::ranges::none_of(rendered.answers, crossed)) return tokens;
  Tokens joined;
  size_t begin = 0;
  for (size_t i = 0; i <= rendered.answers.size(); ++i) {
    const size_t end = i < rendered.answers.size() ? rendered.answers[i].begin : rendered.text.size();
    const Tokens part = encode_range(tokenizer, rendered, {begin, end});
    joined.ids.insert(joined.ids.end(), part.ids.begin(), part.ids.end());
    joined.at.insert(joined.at.end(), part.at.begin(), part.at.end());
    begin = end;
  }
  return joined;
}

// The span that holds a token; -1 for none.
std::ptrdiff_t holder(const std::vector<ByteSpan>& spans, const ByteSpan& token) {
  const auto found = std::ranges::find_if(
      spans, [&](const ByteSpan& s) { return s.begin <= token.begin && token.end <= s.end && s.begin < s.end; });
  return found == spans.end() ? -1 : found - spans.begin();
}

// Bytes of contents inside an answer; of the answer where none is found there.
int64_t said_in(const Rendered& rendered, std::ptrdiff_t answer) {
  const ByteSpan& span = rendered.answers[static_cast<size_t>(answer)];
  size_t bytes = 0;
  for (const ByteSpan& content : rendered.contents) {
    if (content.begin >= span.begin && content.end <= span.end) bytes += content.end - content.begin;
  }
  return static_cast<int64_t>(bytes > 0 ? bytes : span.end - span.begin);
}

std::vector<ConversationPart> parts_of(const Tokens& tokens, const Rendered& rendered) {
  std::vector<ConversationPart> parts;
  std::pair<By, std::ptrdiff_t> last{By::frame, -2};
  for (size_t i = 0; i < tokens.ids.size(); ++i) {
    const std::ptrdiff_t answer = holder(rendered.answers, tokens.at[i]);
    const std::ptrdiff_t person = answer >= 0 ? -1 : holder(rendered.persons, tokens.at[i]);
    const std::pair now = answer >= 0   ? std::pair{By::assistant, answer}
                          : person >= 0 ? std::pair{By::person, person}
                                        : std::pair{By::frame, std::ptrdiff_t{-1}};
    if (now != last) parts.push_back({now.first, {}, answer >= 0, answer >= 0 ? said_in(rendered, answer) : 0});
    parts.back().ids.push_back(tokens.ids[i]);
    last = now;
  }
  return parts;
}

// What a person says, after the instruction. A question's line break is part of it, a document's is not.
void add_person(const tokenizer::Tokenizer& tokenizer, const std::string& instruction, const std::string& said,
                std::vector<ConversationPart>& parts) {
  const bool asked = instruction.empty();
  const tokenizer::Encoding whole = tokenizer.encode(instruction + said + (asked ? "\n" : ""), kPlainText);
  const auto boundary = static_cast<int32_t>(count_code_points(instruction));
  const auto first = std::ranges::find_if(whole.offsets, [&](const auto& o) { return o.end > boundary; });
  const auto split = whole.ids.begin() + (first - whole.offsets.begin());
  if (split != whole.ids.begin()) parts.push_back({By::frame, {whole.ids.begin(), split}, false, 0});
  parts.push_back({By::person, {split, whole.ids.end()}, false, 0});
  if (!asked) parts.push_back({By::frame, tokenizer.encode("\n", kPlainText).ids, false, 0});
}

// Without a template: each turn and a line break, an answer and the end of the text.
std::vector<ConversationPart> plain_parts(const tokenizer::Tokenizer& tokenizer, const ConversationForm& form,
                                          const Json& messages) {
  std::vector<ConversationPart> parts;
  if (form.bos >= 0) parts.push_back({By::frame, {form.bos}, false, 0});
  for (const Json& message : messages) {
    if (is_by(message, "system")) {
      parts.push_back({By::frame, tokenizer.encode(content_of(message) + "\n", kPlainText).ids, false, 0});
    } else if (is_by(message, "assistant")) {
      ConversationPart& part = parts.emplace_back();
      part = {By::assistant, tokenizer.encode(content_of(message), kPlainText).ids, true,
              std::ssize(content_of(message))};
      if (form.eos >= 0) part.ids.push_back(form.eos);
    } else {
      add_person(tokenizer, form.instruction, content_of(message), parts);
    }
  }
  return parts;
}

}  // namespace

std::vector<ConversationPart> encode_conversation(const tokenizer::Tokenizer& tokenizer, const ConversationForm& form,
                                                  const Json& messages, bool open) {
  if (!form.chat) return plain_parts(tokenizer, form, messages);
  const Rendered rendered = render(form, messages, open);
  return parts_of(encode_rendered(tokenizer, rendered), rendered);
}

int64_t total_size(const std::vector<ConversationPart>& parts) {
  int64_t total = 0;
  for (const ConversationPart& part : parts) total += std::ssize(part.ids);
  return total;
}

int64_t cut_prompts(std::vector<ConversationPart>& parts, int64_t limit, int64_t least, bool cut_end) {
  int64_t over = total_size(parts) - limit, cut = 0;
  for (ConversationPart& part : parts) {
    if (over <= 0) break;
    if (part.by != By::person) continue;
    const int64_t count = std::clamp<int64_t>(std::ssize(part.ids) - least, 0, over);
    const auto begin = cut_end ? part.ids.end() - count : part.ids.begin();
    part.ids.erase(begin, begin + count);
    over -= count;
    cut += count;
  }
  return cut;
}

}  // namespace afina::data
