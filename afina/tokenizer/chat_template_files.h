// The chat template in a model's files, given as texts: chat_template.jinja, tokenizer_config.json.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "afina/tokenizer/chat_template.h"

namespace afina::tokenizer {

struct ChatTemplateTexts {
  std::string_view tokenizer_config;  // tokenizer_config.json; empty: there is none
  std::string_view chat_template;     // chat_template.jinja, which goes before; empty: there is none
};

// The source of the template: that of chat_template.jinja, or "chat_template" of tokenizer_config.json, a text or a
// list of {"name", "template"}, of which "tool_use" serves where tools are given and "default" else. Nothing: there is
// none.
std::optional<std::string> chat_template_source(const Json& tokenizer_config, std::string_view jinja_file, bool tools);
// bos_token, eos_token and the like, each a text or an object with "content".
SpecialTokens special_tokens_of(const Json& tokenizer_config);
// Texts of the tokens that "added_tokens_decoder" of tokenizer_config.json or "added_tokens" of tokenizer.json call
// special.
std::vector<std::string> special_texts_of(const Json& config);

// The template of a model; nothing where it has none. `special_texts`: those that its tokenizer.json names, beside
// those of tokenizer_config.json. Errors: those of parse_json and ChatTemplate::parse.
std::optional<ChatTemplate> load_chat_template(const ChatTemplateTexts& texts, std::string_view place,
                                               std::vector<std::string> special_texts = {}, bool tools = false);

}  // namespace afina::tokenizer
