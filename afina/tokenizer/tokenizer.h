// Text to token ids and back, as Hugging Face tokenizers does it, from a tokenizer.json.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace afina::tokenizer {

struct Offset {
  int32_t begin = 0;  // code points of the original text, end exclusive
  int32_t end = 0;
  bool operator==(const Offset&) const = default;
};

struct Encoding {
  std::vector<int32_t> ids;
  std::vector<Offset> offsets;  // (0, 0) for tokens the post-processor adds
};

// Bytes [begin, end) of a text.
struct ByteSpan {
  size_t begin = 0, end = 0;
};

struct EncodeOptions {
  bool add_special = true;    // what the post-processor adds (BOS, EOS, ...)
  bool parse_special = true;  // false: "<|im_end|>" in the text is ordinary text (a person's data)
  // Where special tokens are ordinary text although others are parsed: what a template was filled with. In order.
  std::span<const ByteSpan> literal = {};
};

class Tokenizer {
 public:
  // Errors: tokenizer.* with the place and what is wrong; unsupported parts are named.
  static Tokenizer load(const std::filesystem::path& tokenizer_json);
  static Tokenizer from_json(std::string_view json, std::string_view place);

  Encoding encode(std::string_view text, const EncodeOptions& options = {}) const;
  // Ids outside the vocabulary are skipped, as the reference does.
  std::string decode(std::span<const int32_t> ids, bool skip_special) const;

  int32_t vocabulary_size() const noexcept;  // with added tokens
  std::optional<int32_t> id_of(std::string_view token) const;
  std::optional<std::string> token_of(int32_t id) const;  // as in the vocabulary, "Ġcasa"
  bool is_special(int32_t id) const noexcept;
  // The tokenizer.json it was read from, byte for byte, to be saved beside a model.
  const std::string& source() const noexcept;

 private:
  friend class StreamDecoder;
  struct Impl;
  std::shared_ptr<const Impl> impl_;
};

// Decodes ids one at a time without ever giving half a character: text is held back until the bytes of a
// character (and what the decoder may still change) are complete.
class StreamDecoder {
 public:
  explicit StreamDecoder(const Tokenizer& tokenizer, bool skip_special = true);
  std::string push(int32_t id);  // text that is now certain, often empty
  std::string finish();          // what was held back, ill-formed bytes as U+FFFD

 private:
  struct State;
  std::shared_ptr<State> state_;
};

// Byte-level BPE (Sennrich et al. 2016; GPT-2's byte alphabet and a pre-tokeniser pattern), trained so that
// the resulting tokenizer.json gives the same ids in Hugging Face tokenizers. Deterministic to the byte.
struct BpeTrainingOptions {
  int32_t vocabulary_size = 8192;  // with the 256 bytes and the special tokens
  int32_t min_frequency = 2;
  std::vector<std::string> special_tokens;  // first ids, in this order
  bool digits_alone = true;                 // split figures into single digits
};
// `texts` are documents; the result is a tokenizer.json.
std::string train_bpe(std::span<const std::string> texts, const BpeTrainingOptions& options);

}  // namespace afina::tokenizer
