#include "afina/tokenizer/decoder.h"

#include <algorithm>

#include "afina/base/utf8.h"
#include "afina/tokenizer/config.h"
#include "afina/tokenizer/pattern.h"

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

struct ReplaceSettings {
  Pattern pattern;
  std::string content;
};

class ReplaceStage final : public TokenStage {
 public:
  ReplaceStage(std::unique_ptr<DecodeStage> next, ReplaceSettings settings)
      : TokenStage(std::move(next)), settings_(std::move(settings)) {}
  void on_token(std::string_view token) override {
    std::vector<Match> matches;
    settings_.pattern.find_all(token, matches);
    std::string out;
    size_t done = 0;
    for (const Match& match : matches) {
      out.append(token.substr(done, match.begin - done)).append(settings_.content);
      done = match.end;
    }
    out.append(token.substr(done));
    next().put(out, true, true);
  }

 private:
  ReplaceSettings settings_;
};

struct StripSettings {
  char32_t content = U' ';
  size_t start = 0;
  size_t stop = 0;
};

// Takes up to `start` characters from the beginning of each token, and up to `stop` from its end; those are held
// back until the end is known.
class StripStage final : public DecodeStage {
 public:
  StripStage(std::unique_ptr<DecodeStage> next, StripSettings settings)
      : next_(std::move(next)), settings_(settings) {}

  void put(std::string_view text, bool begins, bool ends) override {
    if (begins) {
      held_ = 0;
      to_strip_ = settings_.start;
    }
    std::string out;
    for (size_t position = 0; position < text.size();) {
      size_t begin = position;
      bool match = next_code_point(text, position) == settings_.content;
      if (match && to_strip_ > 0) {
        --to_strip_;
        continue;
      }
      to_strip_ = 0;
      if (match && held_ < settings_.stop) {
        ++held_;
        continue;
      }
      if (!match) release(out);
      out.append(text.substr(begin, position - begin));
    }
    if (ends) held_ = 0;
    next_->put(out, begins, ends);
  }
  void finish() override { next_->finish(); }

 private:
  void release(std::string& out) {
    for (; held_ > 0; --held_) append_utf8(out, settings_.content);
  }

  std::unique_ptr<DecodeStage> next_;
  StripSettings settings_;
  size_t to_strip_ = 0;
  size_t held_ = 0;
};

struct MetaspaceSettings {
  char32_t replacement = U'\u2581';
  bool prepended = true;
};

class MetaspaceStage final : public TokenStage {
 public:
  MetaspaceStage(std::unique_ptr<DecodeStage> next, MetaspaceSettings settings)
      : TokenStage(std::move(next)), settings_(settings) {}
  void on_token(std::string_view token) override {
    std::string out;
    for (size_t position = 0; position < token.size();) {
      char32_t c = next_code_point(token, position);
      if (c != settings_.replacement) {
        append_utf8(out, c);
      } else if (!first_ || !settings_.prepended) {
        out += ' ';
      }
    }
    first_ = false;
    next().put(out, true, true);
  }

 private:
  MetaspaceSettings settings_;
  bool first_ = true;
};

// Classic BPE: the suffix that ends a word becomes a blank, except at the very end.
class SuffixStage final : public TokenStage {
 public:
  SuffixStage(std::unique_ptr<DecodeStage> next, std::string suffix)
      : TokenStage(std::move(next)), suffix_(std::move(suffix)) {}
  void on_token(std::string_view token) override {
    if (waiting_) give(" ");
    token_ = token;
    waiting_ = true;
  }
  void on_finish() override {
    if (waiting_) give("");
  }

 private:
  void give(std::string_view instead) {
    std::string out;
    size_t done = 0;
    for (size_t at = token_.find(suffix_); !suffix_.empty() && at != std::string::npos; at = token_.find(suffix_, done)) {
      out.append(token_, done, at - done).append(instead);
      done = at + suffix_.size();
    }
    out.append(token_, done);
    next().put(out, true, true);
  }

  std::string suffix_;
  std::string token_;
  bool waiting_ = false;
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

std::unique_ptr<Decoder> make_fuse(const Config&) {
  return std::make_unique<DecoderOf<FuseStage, Nothing>>(Nothing{});
}

std::unique_ptr<Decoder> make_replace_decoder(const Config& config) {
  ReplaceSettings settings{Pattern::read(config, "pattern"), config.text("content")};
  return std::make_unique<DecoderOf<ReplaceStage, ReplaceSettings>>(std::move(settings));
}

std::unique_ptr<Decoder> make_strip_decoder(const Config& config) {
  int64_t start = config.integer("start", 0);
  int64_t stop = config.integer("stop", 0);
  if (start < 0) config.bad("start", "0, 1, 2…");
  if (stop < 0) config.bad("stop", "0, 1, 2…");
  StripSettings settings{config.character("content", U' '), static_cast<size_t>(start), static_cast<size_t>(stop)};
  return std::make_unique<DecoderOf<StripStage, StripSettings>>(settings);
}

std::unique_ptr<Decoder> make_metaspace_decoder(const Config& config) {
  std::string scheme = config.text("prepend_scheme", config.boolean("add_prefix_space", true) ? "always" : "never");
  MetaspaceSettings settings{config.character("replacement", U'\u2581'), scheme != "never"};
  return std::make_unique<DecoderOf<MetaspaceStage, MetaspaceSettings>>(settings);
}

std::unique_ptr<Decoder> make_suffix_decoder(const Config& config) {
  return std::make_unique<DecoderOf<SuffixStage, std::string>>(config.text("suffix", "</w>"));
}

struct Entry {
  std::string_view type;
  std::unique_ptr<Decoder> (*make)(const Config&);
};

constexpr Entry kRegistry[] = {
    {"Sequence", make_sequence_decoder},   {"ByteLevel", make_byte_level_decoder}, {"Replace", make_replace_decoder},
    {"ByteFallback", make_byte_fallback},  {"Fuse", make_fuse},                    {"Strip", make_strip_decoder},
    {"Metaspace", make_metaspace_decoder}, {"BPEDecoder", make_suffix_decoder},
};

}  // namespace

std::unique_ptr<Decoder> make_blank_joiner() {
  return std::make_unique<DecoderOf<BlankJoinStage, Nothing>>(Nothing{});
}

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
