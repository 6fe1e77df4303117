// Where the answers stand in a rendered conversation. A template is a program: what it does with a message is seen by
// rendering the conversation again with another text in its place, and by rendering its beginnings.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "afina/tokenizer/chat_template.h"

namespace afina::tokenizer {

class AnswerFinder {
 public:
  // `text` is what the template makes of `messages` with `options`.
  AnswerFinder(const ChatTemplate& chat, const std::vector<jinja::Value>& messages, const RenderOptions& options,
               std::string_view text)
      : chat_(chat), messages_(messages), options_(options), text_(text) {}

  // Errors: tokenizer.no_answer_span (place, number).
  std::vector<Span> find() const;
  // Of what the template itself marks, what belongs to an answer: some templates mark the line that names the speaker
  // too. As it marks them where the answers cannot be told.
  std::vector<Span> within(const std::vector<Span>& marked) const;

 private:
  // The text around message `i`, as it is whatever the message says. Nothing where the message is not in the text once.
  struct Around {
    std::string before, after;
  };
  enum class Shown { no, once, unclear };
  Shown around(size_t i, Around& found) const;
  // Of the first i messages, with or without the prompt for an answer; empty and false where the template refuses them.
  bool beginning(size_t i, bool prompt, std::string& text) const;

  std::optional<Span> answer(size_t i, bool& shown) const;
  std::optional<size_t> begin_of(size_t i, const Around& around) const;
  std::optional<size_t> end_of(size_t i, const Around& around, size_t begin) const;

  const ChatTemplate& chat_;
  const std::vector<jinja::Value>& messages_;
  const RenderOptions& options_;
  std::string_view text_;
};

// The role of a message; empty where it has none.
std::string role_of(const jinja::Value& message);
// A message of that role that says `content` and nothing else.
jinja::Value message_of(const std::string& role, const std::string& content);

}  // namespace afina::tokenizer
