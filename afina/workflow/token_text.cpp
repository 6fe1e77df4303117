#include "afina/workflow/token_text.h"

#include <fmt/format.h>

#include "afina/tokenizer/byte_alphabet.h"

namespace afina::workflow {

std::string raw_token(const tokenizer::Tokenizer& tokenizer, int32_t id) {
  const std::string name = tokenizer.token_of(id).value_or("?");
  const auto bytes = tokenizer::from_byte_alphabet(name);
  if (!bytes) return name;
  std::string shown;
  for (char byte : *bytes) shown += fmt::format("{}{:02X}", shown.empty() ? "" : " ", static_cast<uint8_t>(byte));
  return "‹" + shown + "›";
}

std::string token_text(const tokenizer::Tokenizer& tokenizer, int32_t id) {
  const std::string decoded = tokenizer.decode({&id, 1}, /*skip_special=*/false);
  const bool whole = !decoded.empty() && decoded.find("\xEF\xBF\xBD") == std::string::npos;  // U+FFFD: part of one
  return whole ? decoded : raw_token(tokenizer, id);
}

}  // namespace afina::workflow
