#include "afina/tokenizer/pre_tokenizer.h"

#include "afina/base/utf8.h"
#include "afina/tokenizer/byte_alphabet.h"
#include "afina/tokenizer/config.h"
#include "afina/tokenizer/pattern.h"

namespace afina::tokenizer {

namespace {

struct Entry {
  std::string_view type;
  std::unique_ptr<PreTokenizer> (*make)(const Config&);
};

constexpr Entry kRegistry[] = {
    {"Sequence", make_sequence_pre_tokenizer},
    {"ByteLevel", make_byte_level},
    {"Metaspace", make_metaspace},
    {"Split", make_split},
    {"Digits", make_digits},
    {"Whitespace", make_whitespace},
    {"WhitespaceSplit", make_whitespace_split},
    {"Punctuation", make_punctuation},
    {"CharDelimiterSplit", make_char_delimiter_split},
};

class SequencePreTokenizer final : public PreTokenizer {
 public:
  explicit SequencePreTokenizer(std::vector<std::unique_ptr<PreTokenizer>> steps) : steps_(std::move(steps)) {}

  void pre_tokenize(PieceText& pieces) const override {
    for (const auto& step : steps_) step->pre_tokenize(pieces);
  }
  bool leave_bytes() override { return !steps_.empty() && steps_.back()->leave_bytes(); }

 private:
  std::vector<std::unique_ptr<PreTokenizer>> steps_;
};

class ByteLevel final : public PreTokenizer {
 public:
  ByteLevel(bool add_prefix_space, bool use_regex, std::string_view place) : add_prefix_space_(add_prefix_space) {
    if (use_regex) pattern_.emplace(kGpt2Pattern, place);
  }

  void pre_tokenize(PieceText& pieces) const override {
    if (add_prefix_space_) {
      pieces.rewrite([](std::string_view piece, bool, Rewritten& out) {
        if (piece.starts_with(' ')) return false;
        out.append(" ", 0);
        out.copy(piece, 0, piece.size());
        return true;
      });
    }
    if (pattern_) {
      std::vector<Match> matches;
      pieces.split([&](std::string_view piece, std::vector<Piece>& out) {
        matches.clear();
        pattern_->find_all(piece, matches);
        cut(piece.size(), matches, SplitBehavior::isolated, false, out);
      });
    }
    if (!leave_bytes_) {
      pieces.rewrite([](std::string_view piece, bool, Rewritten& out) {
        for (size_t i = 0; i < piece.size(); ++i) {
          out.append(byte_to_utf8(static_cast<uint8_t>(piece[i])), static_cast<uint32_t>(i));
        }
        return true;
      });
    }
  }

  bool leave_bytes() override {
    leave_bytes_ = true;
    return true;
  }

 private:
  bool add_prefix_space_;
  bool leave_bytes_ = false;
  std::optional<Regex> pattern_;
};

enum class Prepend { always, first, never };

class Metaspace final : public PreTokenizer {
 public:
  Metaspace(std::string replacement, Prepend prepend, bool split)
      : replacement_(std::move(replacement)), prepend_(prepend), split_(split) {}

  void pre_tokenize(PieceText& pieces) const override {
    pieces.rewrite([&](std::string_view piece, bool at_start, Rewritten& out) { return mark(piece, at_start, out); });
    if (!split_) return;
    Pattern delimiter = Pattern::literal(replacement_);
    std::vector<Match> matches;
    pieces.split([&](std::string_view piece, std::vector<Piece>& out) {
      matches.clear();
      delimiter.find_all(piece, matches);
      cut(piece.size(), matches, SplitBehavior::merged_with_next, false, out);
    });
  }

 private:
  bool mark(std::string_view piece, bool at_start, Rewritten& out) const {
    bool marked = piece.starts_with(' ') || piece.starts_with(replacement_);
    bool wanted = prepend_ == Prepend::always || (prepend_ == Prepend::first && at_start);
    bool prepend = wanted && !marked;
    if (!prepend && piece.find(' ') == std::string_view::npos) return false;
    if (prepend) out.append(replacement_, 0);
    size_t done = 0;
    for (size_t at = piece.find(' '); at != std::string_view::npos; at = piece.find(' ', at + 1)) {
      out.copy(piece, done, at);
      out.append(replacement_, static_cast<uint32_t>(at));
      done = at + 1;
    }
    out.copy(piece, done, piece.size());
    return true;
  }

  std::string replacement_;
  Prepend prepend_;
  bool split_;
};

}  // namespace

std::unique_ptr<PreTokenizer> make_pre_tokenizer(const Config& config) {
  std::string type = config.type();
  for (const Entry& entry : kRegistry) {
    if (entry.type == type) return entry.make(config);
  }
  config.unsupported(type);
}

std::vector<std::string_view> pre_tokenizer_types() {
  std::vector<std::string_view> types;
  for (const Entry& entry : kRegistry) types.push_back(entry.type);
  return types;
}

std::unique_ptr<PreTokenizer> make_sequence_pre_tokenizer(const Config& config) {
  std::vector<std::unique_ptr<PreTokenizer>> steps;
  for (const Config& step : config.list("pretokenizers")) steps.push_back(make_pre_tokenizer(step));
  return std::make_unique<SequencePreTokenizer>(std::move(steps));
}

std::unique_ptr<PreTokenizer> make_byte_level(const Config& config) {
  return std::make_unique<ByteLevel>(config.boolean("add_prefix_space", true), config.boolean("use_regex", true),
                                     config.place());
}

std::unique_ptr<PreTokenizer> make_metaspace(const Config& config) {
  std::string replacement;
  append_utf8(replacement, config.character("replacement", U'\u2581'));
  std::string scheme = config.text("prepend_scheme", config.boolean("add_prefix_space", true) ? "always" : "never");
  if (scheme != "always" && scheme != "first" && scheme != "never")
    config.bad("prepend_scheme", "always, first, never");
  Prepend prepend = scheme == "always" ? Prepend::always : scheme == "first" ? Prepend::first : Prepend::never;
  return std::make_unique<Metaspace>(replacement, prepend, config.boolean("split", true));
}

}  // namespace afina::tokenizer
