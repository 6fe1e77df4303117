#include "afina/tokenizer/chat_template_files.h"

#include <map>

namespace afina::tokenizer {

namespace {

std::string text_in(const Json& object, const char* key) {
  auto found = object.find(key);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

// "<s>", or {"content": "<s>", ...}.
std::string token_text(const Json& token) {
  if (token.is_string()) return token.get<std::string>();
  return token.is_object() ? text_in(token, "content") : std::string();
}

}  // namespace

std::optional<std::string> chat_template_source(const Json& tokenizer_config, std::string_view jinja_file, bool tools) {
  if (!jinja_file.empty()) return std::string(jinja_file);
  if (!tokenizer_config.is_object()) return {};
  auto found = tokenizer_config.find("chat_template");
  if (found == tokenizer_config.end()) return {};
  if (found->is_string()) return found->get<std::string>();
  if (!found->is_array()) return {};
  std::map<std::string, std::string> named;
  for (const Json& one : *found) {
    if (one.is_object()) named[text_in(one, "name")] = text_in(one, "template");
  }
  for (const char* name : {"tool_use", "default"}) {
    if (name == std::string_view("tool_use") && !tools) continue;
    if (auto chosen = named.find(name); chosen != named.end()) return chosen->second;
  }
  if (named.size() == 1) return named.begin()->second;
  return {};
}

SpecialTokens special_tokens_of(const Json& tokenizer_config) {
  SpecialTokens special;
  for (const char* name :
       {"bos_token", "eos_token", "unk_token", "sep_token", "pad_token", "cls_token", "mask_token"}) {
    if (!tokenizer_config.is_object()) break;
    auto found = tokenizer_config.find(name);
    if (found == tokenizer_config.end()) continue;
    if (std::string text = token_text(*found); !text.empty()) special[name] = text;
  }
  return special;
}

std::vector<std::string> special_texts_of(const Json& config) {
  std::vector<std::string> texts;
  if (!config.is_object()) return texts;
  for (const char* key : {"added_tokens_decoder", "added_tokens"}) {
    auto found = config.find(key);
    if (found == config.end() || !found->is_structured()) continue;
    for (const Json& token : *found) {
      auto special = token.is_object() ? token.find("special") : token.end();
      if (!token.is_object() || special == token.end() || *special != true) continue;
      if (std::string text = token_text(token); !text.empty()) texts.push_back(text);
    }
  }
  return texts;
}

std::optional<ChatTemplate> load_chat_template(const ChatTemplateTexts& texts, std::string_view place,
                                               std::vector<std::string> special_texts, bool tools) {
  const Json config = texts.tokenizer_config.empty() ? Json::object() : parse_json(texts.tokenizer_config, place);
  auto source = chat_template_source(config, texts.chat_template, tools);
  if (!source) return {};
  for (std::string& text : special_texts_of(config)) special_texts.push_back(std::move(text));
  return ChatTemplate::parse(*source, special_tokens_of(config), place, std::move(special_texts));
}

}  // namespace afina::tokenizer
