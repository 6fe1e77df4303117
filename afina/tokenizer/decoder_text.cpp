// Decoders that change the text of tokens.
#include "afina/base/utf8.h"
#include "afina/tokenizer/config.h"
#include "afina/tokenizer/decoder.h"
#include "afina/tokenizer/pattern.h"
#include "afina/tokenizer/text_budget.h"

namespace afina::tokenizer {

namespace {

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
    TextBudget::require(token.size() + matches.size() * settings_.content.size());
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
  StripStage(std::unique_ptr<DecodeStage> next, StripSettings settings) : next_(std::move(next)), settings_(settings) {}

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
    for (size_t at = token_.find(suffix_); !suffix_.empty() && at != std::string::npos;
         at = token_.find(suffix_, done)) {
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

}  // namespace

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

}  // namespace afina::tokenizer
