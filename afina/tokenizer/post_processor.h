// Post-processors: add BOS, EOS and the like, and trim blanks from offsets. Only single texts, no pairs.
#pragma once

#include <memory>
#include <string_view>
#include <vector>

#include "afina/tokenizer/tokenizer.h"

namespace afina::tokenizer {

class Config;

// What post-processors work on: the encoding and, only where one of them asks, the text of each token (of an added
// token what it stands for, blanks included).
struct Draft {
  Encoding encoding;
  std::vector<std::string_view> texts;
};

class PostProcessor {
 public:
  virtual ~PostProcessor() = default;
  virtual bool needs_texts() const { return false; }
  virtual void process(Draft& draft, bool add_special) const = 0;
};

std::unique_ptr<PostProcessor> make_post_processor(const Config& config);
std::vector<std::string_view> post_processor_types();

}  // namespace afina::tokenizer
