// Decoders that put bytes together to characters.
#include <optional>

#include "afina/base/utf8.h"
#include "afina/tokenizer/byte_alphabet.h"
#include "afina/tokenizer/config.h"
#include "afina/tokenizer/decoder.h"

namespace afina::tokenizer {

namespace {

// How many bytes at the end may still become a character with the bytes that follow.
size_t unfinished_tail(std::string_view bytes) noexcept {
  size_t most = std::min<size_t>(3, bytes.size());
  for (size_t size = 1; size <= most; ++size) {
    auto lead = static_cast<unsigned char>(bytes[bytes.size() - size]);
    if (lead < 0x80) return 0;
    if (lead < 0xC0) continue;
    size_t whole = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
    if (size >= whole) return 0;
    // A prefix that is already ill-formed (E0 80, F4 90, F8 …) decodes to more than one replacement.
    size_t position = bytes.size() - size;
    next_code_point(bytes, position);
    return position == bytes.size() && lead >= 0xC2 && lead <= 0xF4 ? size : 0;
  }
  return 0;
}

class ByteLevelStage final : public TokenStage {
 public:
  explicit ByteLevelStage(std::unique_ptr<DecodeStage> next) : TokenStage(std::move(next)) {}

  void on_token(std::string_view token) override {
    bytes_ += from_byte_alphabet(token).value_or(std::string(token));
    give(bytes_.size() - unfinished_tail(bytes_));
  }
  void on_finish() override { give(bytes_.size()); }

 private:
  void give(size_t size) {
    if (size == 0) return;
    next().put(replace_invalid_utf8(std::string_view(bytes_).substr(0, size)), !begun_, false);
    begun_ = true;
    bytes_.erase(0, size);
  }

  std::string bytes_;
  bool begun_ = false;
};

int hex_value(char c) noexcept {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

// The byte that "<0xE1>" stands for.
std::optional<char> byte_token(std::string_view token) noexcept {
  if (token.size() != 6 || !token.starts_with("<0x") || token[5] != '>') return std::nullopt;
  int high = token[3] == '+' ? 0 : hex_value(token[3]);  // the reference's parser takes a sign
  int low = hex_value(token[4]);
  if (high < 0 || low < 0) return std::nullopt;
  return static_cast<char>(high * 16 + low);
}

// A run of byte tokens is text where the whole run is well-formed; otherwise each byte is a replacement
// character. That is why a run is held back until it ends.
class ByteFallbackStage final : public TokenStage {
 public:
  explicit ByteFallbackStage(std::unique_ptr<DecodeStage> next) : TokenStage(std::move(next)) {}

  void on_token(std::string_view token) override {
    if (auto byte = byte_token(token)) {
      run_ += *byte;
      return;
    }
    give_run();
    next().put(token, true, true);
  }
  void on_finish() override { give_run(); }

 private:
  void give_run() {
    if (run_.empty()) return;
    if (is_valid_utf8(run_)) {
      next().put(run_, true, true);
    } else {
      for (size_t i = 0; i < run_.size(); ++i) next().put("\xEF\xBF\xBD", true, true);
    }
    run_.clear();
  }

  std::string run_;
};

template <class Stage>
class BytesDecoder final : public Decoder {
 public:
  std::unique_ptr<DecodeStage> open(std::unique_ptr<DecodeStage> next) const override {
    return std::make_unique<Stage>(std::move(next));
  }
};

}  // namespace

std::unique_ptr<Decoder> make_byte_level_decoder(const Config&) {
  return std::make_unique<BytesDecoder<ByteLevelStage>>();
}
std::unique_ptr<Decoder> make_byte_fallback(const Config&) {
  return std::make_unique<BytesDecoder<ByteFallbackStage>>();
}

}  // namespace afina::tokenizer
