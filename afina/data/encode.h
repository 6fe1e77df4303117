// The one function that turns an example into token ids with a mask of what is learned: the model's own template
// (DESIGN decision 17), special tokens, supervision and truncation (decision 12). Tuning, preview, evaluation, forecast
// and generation all call it, so that what was learned is what is asked.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "afina/base/error.h"
#include "afina/data/conversation.h"
#include "afina/data/dataset.h"
#include "afina/tokenizer/tokenizer.h"

namespace afina::data {

struct EncoderOptions {
  ConversationForm form;           // the template, or the plain form's tokens; what is asked
  int64_t max_length = 256;        // tokens of one row, prompt and answer
  std::vector<int32_t> ends = {};  // ids that end an answer beside the form's own (generation_config's list)
};

struct EncodedRow {
  std::vector<int32_t> ids;
  std::vector<uint8_t> learned;          // learned[i]: ids[i] is predicted from ids[0..i-1] and counts in the loss
  int32_t label = -1;                    // classify: index into the labels
  int32_t text_begin = 0, text_end = 0;  // classify: ids[text_begin, text_end) are the person's text, not template
  int64_t learned_bytes = 0;             // UTF-8 bytes of the learned text, for bits per byte
  int64_t cut_tokens = 0;                // tokens that did not fit; always from the prompt's beginning or the
                                         // text's end, never from the end of an answer
};

// What is left of a question that had to be cut is at least this many tokens (or the whole question).
inline constexpr int64_t kMinPromptTokens = 8;

// Whether an error is about the one row that was encoded: such rows are skipped and counted.
bool is_about_a_row(const Error& error);

class Encoder {
 public:
  Encoder(tokenizer::Tokenizer tokenizer, Task task, EncoderOptions options);

  // One example with its answer. Continuation passages may be longer than max_length: use encode_running.
  // A label that is not among `labels` gives -1. Of a chat every assistant turn is learned; where it does not
  // fit, whole exchanges go first, the earliest before the others.
  // Errors: data.nothing_to_learn (place) where every token would be masked; data.answer_too_long (place, needed
  // tokens, limit) where the answer does not fit whole beside a remainder of the prompt.
  EncodedRow encode(const Example& example, const std::vector<std::string>& labels = {}) const;
  // The same, with nothing in place of those two errors: for callers that skip such rows and count them.
  std::optional<EncodedRow> try_encode(const Example& example, const std::vector<std::string>& labels = {}) const;
  // The prompt alone, ready for generation (it ends where the answer begins), in at most max_length - room
  // tokens. With the answer's length as `room` it is exactly the beginning of encode(example).
  std::vector<int32_t> encode_prompt(const Example& example, int64_t room = 0) const;
  // Raw text for base models and continuation, with BOS where the model has one.
  std::vector<int32_t> encode_text(std::string_view text) const;
  // Running text as consecutive windows of max_length tokens; every token but the first of the text is learned
  // exactly once (the last token of a window opens the next one).
  std::vector<EncodedRow> encode_running(std::string_view text) const;
  // Ids that end an answer: the template's own, and the end of the text.
  std::vector<int32_t> stop_ids() const;

  const tokenizer::Tokenizer& tokenizer() const noexcept { return tokenizer_; }
  const EncoderOptions& options() const noexcept { return options_; }
  Task task() const noexcept { return task_; }

 private:
  // An example's messages as far as they end with an answer; empty where there is none.
  Json messages_of(const Example& example) const;
  // Without the earliest exchanges, then with shorter questions, in at most `limit` tokens where that is enough.
  std::vector<ConversationPart> fitted(Json messages, bool open, int64_t limit, int64_t& cut) const;
  EncodedRow encode_label(const Example& example, const std::vector<std::string>& labels) const;
  EncodedRow encode_passage(const Example& example) const;

  tokenizer::Tokenizer tokenizer_;
  Task task_;
  EncoderOptions options_;
};

}  // namespace afina::data
