// A conversation as token ids, cut into parts by who wrote them: the template, a person, the one who learns.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "afina/base/json.h"
#include "afina/tokenizer/chat_template.h"
#include "afina/tokenizer/tokenizer.h"

namespace afina::data {

// Data is never read for special tokens, and what the tokenizer would add is the template's business.
inline constexpr tokenizer::EncodeOptions kPlainText{.add_special = false, .parse_special = false};

struct ConversationPart {
  enum class By { frame, person, assistant };
  By by = By::frame;
  std::vector<int32_t> ids;
  bool learned = false;  // an answer, its end included
  int64_t bytes = 0;     // of what an assistant says, in UTF-8
};

struct ConversationForm {
  std::shared_ptr<const tokenizer::ChatTemplate> chat;  // null: the plain form
  // Of the plain form: a prompt, a line break, an answer, the end-of-text token; -1 where the model has none.
  int32_t bos = -1, eos = -1;
  std::string instruction;  // before what the person says, and not to be cut with it
};

// `messages` as [{role, content}, ...]. With `open` the conversation ends where the assistant's next turn begins. A
// template's text is read for special tokens, what fills it is not. Errors: jinja.* where the template refuses the
// conversation.
std::vector<ConversationPart> encode_conversation(const tokenizer::Tokenizer& tokenizer, const ConversationForm& form,
                                                  const Json& messages, bool open);

int64_t total_size(const std::vector<ConversationPart>& parts);  // ids of all parts
// Cuts what persons say until all is at most `limit` ids, the first before the others, leaving each at least `least`:
// a question loses its beginning, a document (`cut_end`) its end. Gives the ids cut.
int64_t cut_prompts(std::vector<ConversationPart>& parts, int64_t limit, int64_t least, bool cut_end);

}  // namespace afina::data
