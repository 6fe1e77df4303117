// A message may contain the text of a special token, "<|im_end|>". What a template writes is the token; what a person
// wrote is text. Marks around the latter tell the two apart after rendering.
#pragma once

#include <string>
#include <vector>

#include "afina/tokenizer/chat_template.h"

namespace afina::tokenizer {

class LiteralMarks {
 public:
  // Messages are changed only where they have such texts.
  LiteralMarks(std::vector<jinja::Value> messages, const std::vector<std::string>& special_texts);

  const std::vector<jinja::Value>& messages() const { return messages_; }
  // Takes the marks out of the text; `literal` becomes what stood between them, the answers' offsets follow.
  void remove(Rendered& rendered) const;

 private:
  jinja::Value marked(const jinja::Value& value, const std::vector<std::string>& special_texts) const;

  std::vector<jinja::Value> messages_;
  std::string open_, close_;  // empty where nothing is marked
};

}  // namespace afina::tokenizer
