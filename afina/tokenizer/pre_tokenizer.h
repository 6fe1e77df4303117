// Pre-tokenisers: cut a normalised text into the words that the model sees one by one. Semantics follow Hugging
// Face tokenizers 0.23 (pre_tokenizers module).
#pragma once

#include <memory>
#include <string_view>
#include <vector>

#include "afina/tokenizer/piece_text.h"

namespace afina::tokenizer {

class Config;

class PreTokenizer {
 public:
  virtual ~PreTokenizer() = default;
  virtual void pre_tokenize(PieceText& pieces) const = 0;
  // Asks a ByteLevel that comes last to leave bytes as they are, because the model maps them itself (much
  // faster). True where that is what happens from now on.
  virtual bool leave_bytes() { return false; }
};

std::unique_ptr<PreTokenizer> make_pre_tokenizer(const Config& config);
std::vector<std::string_view> pre_tokenizer_types();

std::unique_ptr<PreTokenizer> make_sequence_pre_tokenizer(const Config& config);
std::unique_ptr<PreTokenizer> make_byte_level(const Config& config);
std::unique_ptr<PreTokenizer> make_metaspace(const Config& config);
std::unique_ptr<PreTokenizer> make_split(const Config& config);
std::unique_ptr<PreTokenizer> make_digits(const Config& config);
std::unique_ptr<PreTokenizer> make_whitespace(const Config& config);
std::unique_ptr<PreTokenizer> make_whitespace_split(const Config& config);
std::unique_ptr<PreTokenizer> make_punctuation(const Config& config);
std::unique_ptr<PreTokenizer> make_char_delimiter_split(const Config& config);

// The pattern that GPT-2 cuts words with; ByteLevel uses it.
inline constexpr std::string_view kGpt2Pattern =
    R"('s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+)";

}  // namespace afina::tokenizer
