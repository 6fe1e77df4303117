// A model's own way to write a conversation down, and which bytes of it the model is to learn.
// Format: https://huggingface.co/docs/transformers/chat_templating (Jinja; see afina/jinja/template.h)
#pragma once

#include <ctime>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "afina/base/json.h"
#include "afina/jinja/json.h"
#include "afina/jinja/template.h"

namespace afina::tokenizer {

using jinja::Span;

// Tokens that a template may name: {"bos_token", "<s>"}, {"eos_token", "</s>"} ...
using SpecialTokens = std::map<std::string, std::string>;

struct RenderOptions {
  bool add_generation_prompt = false;
  jinja::Value tools = {};            // a list of JSON schemas, or None
  jinja::Value context = {};          // a dict of further variables: documents, enable_thinking ...; None: none
  std::optional<std::tm> clock = {};  // what strftime_now tells; absent: now
  jinja::Limits limits = {};          // of each rendering; finding the answers takes up to five for each
};

// Offsets are bytes of `text`.
struct Rendered {
  std::string text;
  // What is learned: what each assistant message says and the mark that ends its turn, in order, never overlapping.
  std::vector<Span> answers;
  // Where a message itself has the text of a special token: to be encoded as ordinary text.
  std::vector<Span> literal;
};

class ChatTemplate {
 public:
  // `special_texts`: the texts of the tokenizer's special tokens, among which the end of a turn is looked for. `place`
  // names the template in errors. Errors: those of jinja::Template::parse.
  static ChatTemplate parse(std::string_view source, SpecialTokens special, std::string_view place,
                            std::vector<std::string> special_texts);

  // `messages`: a list of {"role", "content", ...}. An answer is a message whose role is "assistant". Errors: those of
  // jinja::Template::render; tokenizer.no_answer_span (place, number) where the text does not show where an answer
  // begins and ends: nothing is guessed.
  Rendered render(const jinja::Value& messages, const RenderOptions& options = {}) const;
  Rendered render(const Json& messages, const RenderOptions& options = {}) const;
  // The text alone: no answers are looked for, special texts in messages are as they are.
  std::string render_text(const jinja::Value& messages, const RenderOptions& options = {}) const;
  // The text of any context, a dict with "messages" and whatever else the template reads; it may set the special
  // tokens.
  std::string render_context(const jinja::Value& context, const std::tm& clock) const;

  // The special text that the template writes after an answer, "<|im_end|>" or "</s>"; nothing where it writes none.
  const std::optional<std::string>& end_of_turn() const { return end_of_turn_; }
  // The template says itself what is learned, with {% generation %} blocks.
  bool marks_answers() const { return template_.has_generation(); }
  // The template writes something where the answer is to begin.
  bool has_generation_prompt() const { return has_generation_prompt_; }
  const SpecialTokens& special_tokens() const { return special_; }

 private:
  friend class AnswerFinder;
  jinja::RenderedText run(const std::vector<jinja::Value>& messages, bool add_generation_prompt,
                          const RenderOptions& options) const;
  // Nothing where the template refuses these messages.
  std::optional<std::string> try_run(const std::vector<jinja::Value>& messages, bool add_generation_prompt,
                                     const RenderOptions& options) const;
  // The longest special text at `at`, white space before it passed over; its end in bytes, or `at`.
  size_t after_special(std::string_view text, size_t at, std::string* found = nullptr) const;
  void probe();

  jinja::Template template_;
  SpecialTokens special_;
  std::vector<std::string> special_texts_;  // longest first
  std::optional<std::string> end_of_turn_;
  bool has_generation_prompt_ = false;
};

}  // namespace afina::tokenizer
