// Pre-tokenisers that cut at a pattern or at a kind of character.
#include "afina/base/utf8.h"
#include "afina/tokenizer/config.h"
#include "afina/tokenizer/pattern.h"
#include "afina/tokenizer/pre_tokenizer.h"

namespace afina::tokenizer {

namespace {

class PatternSplit final : public PreTokenizer {
 public:
  PatternSplit(Pattern pattern, SplitBehavior behavior, bool invert)
      : pattern_(std::move(pattern)), behavior_(behavior), invert_(invert) {}

  void pre_tokenize(PieceText& pieces) const override {
    std::vector<Match> matches;
    pieces.split([&](std::string_view piece, std::vector<Piece>& out) {
      matches.clear();
      pattern_.find_all(piece, matches);
      cut(piece.size(), matches, behavior_, invert_, out);
    });
  }

 private:
  Pattern pattern_;
  SplitBehavior behavior_;
  bool invert_;
};

using IsDelimiter = bool (*)(char32_t) noexcept;

class CharacterSplit final : public PreTokenizer {
 public:
  CharacterSplit(IsDelimiter is_delimiter, SplitBehavior behavior) : is_delimiter_(is_delimiter), behavior_(behavior) {}

  void pre_tokenize(PieceText& pieces) const override {
    std::vector<Match> matches;
    pieces.split([&](std::string_view piece, std::vector<Piece>& out) {
      matches.clear();
      for (size_t position = 0; position < piece.size();) {
        auto begin = static_cast<uint32_t>(position);
        if (is_delimiter_(next_code_point(piece, position)))
          matches.push_back({begin, static_cast<uint32_t>(position)});
      }
      cut(piece.size(), matches, behavior_, false, out);
    });
  }

 private:
  IsDelimiter is_delimiter_;
  SplitBehavior behavior_;
};

// ASCII's symbols ($ + < = > ^ ` | ~) count as punctuation too.
bool is_any_punctuation(char32_t c) noexcept {
  if (c < 0x80) return c > 0x20 && c < 0x7F && !(c >= U'0' && c <= U'9') && !((c | 0x20) >= U'a' && (c | 0x20) <= U'z');
  return is_punctuation(c);
}

}  // namespace

std::unique_ptr<PreTokenizer> make_split(const Config& config) {
  if (!config.has("behavior")) config.bad("behavior", "Removed, Isolated, …");
  return std::make_unique<PatternSplit>(Pattern::read(config, "pattern"),
                                        read_split_behavior(config, "behavior", SplitBehavior::isolated),
                                        config.boolean("invert", false));
}

std::unique_ptr<PreTokenizer> make_digits(const Config& config) {
  bool alone = config.boolean("individual_digits", false);
  return std::make_unique<CharacterSplit>(is_digit, alone ? SplitBehavior::isolated : SplitBehavior::contiguous);
}

std::unique_ptr<PreTokenizer> make_whitespace(const Config& config) {
  // Rust's \w: alphabetic characters, marks, decimal figures, connectors and joiners.
  constexpr std::string_view kWords =
      R"([\p{L}\p{Nl}\p{M}\p{Nd}\p{Pc}\x{200c}\x{200d}\x{24b6}-\x{24e9}]+|[^\p{L}\p{Nl}\p{M}\p{Nd}\p{Pc}\x{200c}\x{200d}\x{24b6}-\x{24e9}\s]+)";
  return std::make_unique<PatternSplit>(Pattern::regex(kWords, config.place()), SplitBehavior::removed, true);
}

std::unique_ptr<PreTokenizer> make_whitespace_split(const Config&) {
  return std::make_unique<CharacterSplit>(is_white_space, SplitBehavior::removed);
}

std::unique_ptr<PreTokenizer> make_punctuation(const Config& config) {
  return std::make_unique<CharacterSplit>(is_any_punctuation,
                                          read_split_behavior(config, "behavior", SplitBehavior::isolated));
}

std::unique_ptr<PreTokenizer> make_char_delimiter_split(const Config& config) {
  if (!config.has("delimiter")) config.bad("delimiter", "\"x\"");
  std::string delimiter;
  append_utf8(delimiter, config.character("delimiter", U' '));
  return std::make_unique<PatternSplit>(Pattern::literal(delimiter), SplitBehavior::removed, false);
}

}  // namespace afina::tokenizer
