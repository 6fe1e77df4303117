// Post-processors: add BOS, EOS and the like, and trim blanks from offsets. Only single texts, no pairs.
#pragma once

#include <functional>
#include <memory>
#include <string_view>
#include <vector>

#include "afina/tokenizer/tokenizer.h"

namespace afina::tokenizer {

class Config;

using TokenText = std::function<std::string_view(int32_t id)>;

class PostProcessor {
 public:
  virtual ~PostProcessor() = default;
  virtual void process(Encoding& encoding, bool add_special, const TokenText& token_text) const = 0;
};

std::unique_ptr<PostProcessor> make_post_processor(const Config& config);
std::vector<std::string_view> post_processor_types();

}  // namespace afina::tokenizer
