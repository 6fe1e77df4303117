#include "afina/tokenizer/gguf_tokenizer.h"

namespace afina::tokenizer {

namespace {

// The template, or several by name: tokenizer.chat_template is the one without.
Json chat_templates(const Gguf& gguf) {
  constexpr std::string_view kPlain = "tokenizer.chat_template", kNamed = "tokenizer.chat_template.";
  Json named = Json::array();
  const std::optional<std::string> plain = gguf.text(kPlain);
  if (plain) named.push_back({{"name", "default"}, {"template", *plain}});
  for (const auto& [key, value] : gguf.metadata()) {
    if (!key.starts_with(kNamed)) continue;
    named.push_back({{"name", key.substr(kNamed.size())}, {"template", gguf.text(key).value()}});
  }
  if (plain && named.size() == 1) return *plain;
  return named.empty() ? Json() : named;
}

}  // namespace

Json tokenizer_config_from_gguf(const Gguf& gguf) {
  struct Name {
    const char *gguf, *hf;
  };
  constexpr Name kTokens[] = {
      {"bos", "bos_token"}, {"eos", "eos_token"}, {"unknown", "unk_token"}, {"padding", "pad_token"}};
  Json config = Json::object();
  const auto tokens = gguf.texts("tokenizer.ggml.tokens");
  for (const Name& name : kTokens) {
    const auto id = gguf.integer(std::string("tokenizer.ggml.") + name.gguf + "_token_id");
    if (id && *id >= 0 && *id < std::ssize(tokens)) config[name.hf] = tokens[static_cast<size_t>(*id)];
  }
  for (const char* flag : {"add_bos_token", "add_eos_token"}) {
    if (const auto value = gguf.flag(std::string("tokenizer.ggml.") + flag)) config[flag] = *value;
  }
  if (Json templates = chat_templates(gguf); !templates.is_null()) config["chat_template"] = std::move(templates);
  return config;
}

}  // namespace afina::tokenizer
