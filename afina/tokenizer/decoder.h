// Decoders: token texts back to text, written as streams, so that decoding at once and token by token are the
// same code and give the same text. A stage gives text on only when nothing that may follow can change it.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace afina::tokenizer {

class Config;

class DecodeStage {
 public:
  virtual ~DecodeStage() = default;
  // A part of a token's text. `begins` and `ends` say whether it is the token's first and last part; a token
  // whose end was not announced ends where the next begins, or with finish().
  virtual void put(std::string_view text, bool begins, bool ends) = 0;
  virtual void finish() = 0;
};

class Decoder {
 public:
  virtual ~Decoder() = default;
  virtual std::unique_ptr<DecodeStage> open(std::unique_ptr<DecodeStage> next) const = 0;
};

// The reference joins tokens with blanks where a tokenizer has no decoder.
std::unique_ptr<Decoder> make_blank_joiner();
std::unique_ptr<Decoder> make_decoder(const Config& config);
std::vector<std::string_view> decoder_types();

// A stage that sees whole tokens.
class TokenStage : public DecodeStage {
 public:
  explicit TokenStage(std::unique_ptr<DecodeStage> next) : next_(std::move(next)) {}
  void put(std::string_view text, bool begins, bool ends) final;
  void finish() final;

 protected:
  virtual void on_token(std::string_view token) = 0;
  virtual void on_finish() {}
  DecodeStage& next() { return *next_; }

 private:
  std::unique_ptr<DecodeStage> next_;
  std::string token_;
  bool open_ = false;
};

// A decoder whose stage is made from `Settings`.
template <class Stage, class Settings>
class DecoderOf final : public Decoder {
 public:
  explicit DecoderOf(Settings settings) : settings_(std::move(settings)) {}
  std::unique_ptr<DecodeStage> open(std::unique_ptr<DecodeStage> next) const override {
    return std::make_unique<Stage>(std::move(next), settings_);
  }

 private:
  Settings settings_;
};

std::unique_ptr<Decoder> make_byte_level_decoder(const Config& config);
std::unique_ptr<Decoder> make_byte_fallback(const Config& config);
std::unique_ptr<Decoder> make_replace_decoder(const Config& config);
std::unique_ptr<Decoder> make_strip_decoder(const Config& config);
std::unique_ptr<Decoder> make_metaspace_decoder(const Config& config);
std::unique_ptr<Decoder> make_suffix_decoder(const Config& config);

}  // namespace afina::tokenizer
