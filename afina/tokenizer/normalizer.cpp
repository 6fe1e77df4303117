#include "afina/tokenizer/normalizer.h"

#include <algorithm>

#include "afina/base/utf8.h"
#include "afina/tokenizer/byte_alphabet.h"
#include "afina/tokenizer/config.h"
#include "afina/tokenizer/pattern.h"
#include "afina/tokenizer/text_budget.h"

namespace afina::tokenizer {

namespace {

struct Entry {
  std::string_view type;
  std::unique_ptr<Normalizer> (*make)(const Config&);
};

constexpr Entry kRegistry[] = {
    {"Sequence", make_sequence_normalizer},
    {"Prepend", make_prepend},
    {"Replace", make_replace_normalizer},
    {"Strip", make_strip},
    {"ByteLevel", make_byte_level_normalizer},
    {"NFC", make_unicode_form},
    {"NFD", make_unicode_form},
    {"NFKC", make_unicode_form},
    {"NFKD", make_unicode_form},
    {"Lowercase", make_lowercase},
    {"StripAccents", make_strip_accents},
};

class SequenceNormalizer final : public Normalizer {
 public:
  explicit SequenceNormalizer(std::vector<std::unique_ptr<Normalizer>> steps) : steps_(std::move(steps)) {}

  bool normalize(std::string_view in, Rewritten& out) const override {
    bool changed = false;
    Rewritten next;
    for (const auto& step : steps_) {
      next.clear();
      if (!step->normalize(changed ? std::string_view(out.text) : in, next)) continue;
      TextBudget::require(next.text.size());
      if (changed) {
        for (uint32_t& from : next.source) from = from == kNoSource ? kNoSource : out.source[from];
      }
      std::swap(out, next);
      changed = true;
    }
    return changed;
  }

 private:
  std::vector<std::unique_ptr<Normalizer>> steps_;
};

class Prepend final : public Normalizer {
 public:
  explicit Prepend(std::string text) : text_(std::move(text)) {}

  bool normalize(std::string_view in, Rewritten& out) const override {
    if (in.empty() || text_.empty()) return false;
    TextBudget::require(in.size() + text_.size());
    out.append(text_, 0);  // what is prepended stands for the first character
    out.copy(in, 0, in.size());
    return true;
  }

 private:
  std::string text_;
};

class Replace final : public Normalizer {
 public:
  Replace(Pattern pattern, std::string content) : pattern_(std::move(pattern)), content_(std::move(content)) {}

  bool normalize(std::string_view in, Rewritten& out) const override {
    std::vector<Match> matches;
    pattern_.find_all(in, matches);
    if (matches.empty()) return false;
    size_t size = in.size() + matches.size() * content_.size();
    for (const Match& match : matches) size -= match.end - std::min(match.begin, match.end);
    TextBudget::require(size);
    out.text.reserve(size);
    out.source.reserve(size);
    uint32_t done = 0;
    for (const Match& match : matches) {
      out.copy(in, done, match.begin);
      out.append(content_, match.end > 0 ? match.end - 1 : kNoSource);
      done = match.end;
    }
    out.copy(in, done, in.size());
    return true;
  }

 private:
  Pattern pattern_;
  std::string content_;
};

class Strip final : public Normalizer {
 public:
  Strip(bool left, bool right) : left_(left), right_(right) {}

  bool normalize(std::string_view in, Rewritten& out) const override {
    size_t first = in.size();  // of the first character that is not white space, and the end of the last one
    size_t last = 0;
    for (size_t position = 0; position < in.size();) {
      size_t begin = position;
      if (is_white_space(next_code_point(in, position))) continue;
      if (first == in.size()) first = begin;
      last = position;
    }
    size_t begin = left_ ? first : 0;
    size_t end = right_ ? last : in.size();
    if (begin == 0 && end == in.size()) return false;
    if (begin < end) out.copy(in, begin, end);
    return true;
  }

 private:
  bool left_;
  bool right_;
};

class ByteLevelNormalizer final : public Normalizer {
 public:
  bool normalize(std::string_view in, Rewritten& out) const override {
    for (size_t i = 0; i < in.size(); ++i) {
      out.append(byte_to_utf8(static_cast<uint8_t>(in[i])), static_cast<uint32_t>(i));
    }
    return !in.empty();
  }
};

}  // namespace

std::unique_ptr<Normalizer> make_normalizer(const Config& config) {
  std::string type = config.type();
  for (const Entry& entry : kRegistry) {
    if (entry.type == type) return entry.make(config);
  }
  config.unsupported(type);
}

std::vector<std::string_view> normalizer_types() {
  std::vector<std::string_view> types;
  for (const Entry& entry : kRegistry) types.push_back(entry.type);
  return types;
}

std::unique_ptr<Normalizer> make_sequence_normalizer(const Config& config) {
  std::vector<std::unique_ptr<Normalizer>> steps;
  for (const Config& step : config.list("normalizers")) steps.push_back(make_normalizer(step));
  return std::make_unique<SequenceNormalizer>(std::move(steps));
}

std::unique_ptr<Normalizer> make_prepend(const Config& config) {
  return std::make_unique<Prepend>(config.text("prepend"));
}

std::unique_ptr<Normalizer> make_replace_normalizer(const Config& config) {
  return std::make_unique<Replace>(Pattern::read(config, "pattern"), config.text("content"));
}

std::unique_ptr<Normalizer> make_strip(const Config& config) {
  return std::make_unique<Strip>(config.boolean("strip_left", true), config.boolean("strip_right", true));
}

std::unique_ptr<Normalizer> make_byte_level_normalizer(const Config&) {
  return std::make_unique<ByteLevelNormalizer>();
}

}  // namespace afina::tokenizer
