#include "afina/tokenizer/decoder.h"

#include "afina/tokenizer/config.h"

namespace afina::tokenizer {

void TokenStage::put(std::string_view text, bool begins, bool ends) {
  if (begins && open_) {
    on_token(token_);
    open_ = false;
  }
  if (begins && ends) return on_token(text);
  if (begins) token_.clear();
  token_ += text;
  open_ = !ends;
  if (ends) on_token(token_);
}

void TokenStage::finish() {
  if (open_) on_token(token_);
  open_ = false;
  on_finish();
  next_->finish();
}

namespace {

struct Nothing {};

class FuseStage final : public DecodeStage {
 public:
  FuseStage(std::unique_ptr<DecodeStage> next, Nothing) : next_(std::move(next)) {}
  void put(std::string_view text, bool, bool) override {
    next_->put(text, !begun_, false);
    begun_ = true;
  }
  void finish() override { next_->finish(); }

 private:
  std::unique_ptr<DecodeStage> next_;
  bool begun_ = false;
};

class BlankJoinStage final : public TokenStage {
 public:
  BlankJoinStage(std::unique_ptr<DecodeStage> next, Nothing) : TokenStage(std::move(next)) {}
  void on_token(std::string_view token) override {
    next().put((first_ ? "" : " ") + std::string(token), true, true);
    first_ = false;
  }

 private:
  bool first_ = true;
};

class SequenceDecoder final : public Decoder {
 public:
  explicit SequenceDecoder(std::vector<std::unique_ptr<Decoder>> steps) : steps_(std::move(steps)) {}
  std::unique_ptr<DecodeStage> open(std::unique_ptr<DecodeStage> next) const override {
    for (auto step = steps_.rbegin(); step != steps_.rend(); ++step) next = (*step)->open(std::move(next));
    return next;
  }

 private:
  std::vector<std::unique_ptr<Decoder>> steps_;
};

std::unique_ptr<Decoder> make_sequence_decoder(const Config& config) {
  std::vector<std::unique_ptr<Decoder>> steps;
  for (const Config& step : config.list("decoders")) steps.push_back(make_decoder(step));
  return std::make_unique<SequenceDecoder>(std::move(steps));
}

std::unique_ptr<Decoder> make_fuse(const Config&) { return std::make_unique<DecoderOf<FuseStage, Nothing>>(Nothing{}); }

struct Entry {
  std::string_view type;
  std::unique_ptr<Decoder> (*make)(const Config&);
};

constexpr Entry kRegistry[] = {
    {"Sequence", make_sequence_decoder},
    {"ByteLevel", make_byte_level_decoder},
    {"Replace", make_replace_decoder},
    {"ByteFallback", make_byte_fallback},
    {"Fuse", make_fuse},
    {"Strip", make_strip_decoder},
    {"Metaspace", make_metaspace_decoder},
    {"BPEDecoder", make_suffix_decoder},
};

}  // namespace

std::unique_ptr<Decoder> make_blank_joiner() { return std::make_unique<DecoderOf<BlankJoinStage, Nothing>>(Nothing{}); }

std::unique_ptr<Decoder> make_decoder(const Config& config) {
  std::string type = config.type();
  for (const Entry& entry : kRegistry) {
    if (entry.type == type) return entry.make(config);
  }
  config.unsupported(type);
}

std::vector<std::string_view> decoder_types() {
  std::vector<std::string_view> types;
  for (const Entry& entry : kRegistry) types.push_back(entry.type);
  return types;
}

}  // namespace afina::tokenizer
