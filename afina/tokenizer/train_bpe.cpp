// train_bpe(): texts to a complete tokenizer.json.
#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <unordered_map>

#include "afina/base/error.h"
#include "afina/base/json.h"
#include "afina/base/stop.h"
#include "afina/base/utf8.h"
#include "afina/tokenizer/bpe_trainer.h"
#include "afina/tokenizer/byte_alphabet.h"
#include "afina/tokenizer/config.h"
#include "afina/tokenizer/pre_tokenizer.h"
#include "afina/tokenizer/tokenizer.h"
#include "afina/tokenizer/vocabulary.h"

namespace afina::tokenizer {

namespace {

constexpr std::string_view kByteLevel =
    R"({"type": "ByteLevel", "add_prefix_space": false, "trim_offsets": true, "use_regex": true})";
constexpr std::string_view kDigitsAlone =
    R"({"type": "Sequence", "pretokenizers": [{"type": "Digits", "individual_digits": true}, )";

std::string pre_tokenizer_json(bool digits_alone) {
  return digits_alone ? fmt::format("{}{}]}}", kDigitsAlone, kByteLevel) : std::string(kByteLevel);
}

struct BytesHash {
  using is_transparent = void;
  size_t operator()(std::string_view bytes) const noexcept { return std::hash<std::string_view>{}(bytes); }
};

// How often each word comes, cut exactly as the trained tokenizer will cut.
std::vector<WordCount> count_words(std::span<const std::string> texts, bool digits_alone) {
  auto cutter =
      make_pre_tokenizer(Config(parse_json(pre_tokenizer_json(digits_alone), "train"), "pre_tokenizer", "train"));
  cutter->leave_bytes();
  std::unordered_map<std::string, int64_t, BytesHash, std::equal_to<>> counts;
  for (const std::string& text : texts) {
    check_stop();
    std::string repaired = is_valid_utf8(text) ? std::string() : replace_invalid_utf8(text);
    PieceText pieces(repaired.empty() ? std::string_view(text) : std::string_view(repaired));
    cutter->pre_tokenize(pieces);
    StopCheck stop;
    for (const Piece& piece : pieces.pieces()) {
      stop();
      std::string_view word = pieces.text(piece);
      auto found = counts.find(word);
      if (found == counts.end()) found = counts.emplace(word, 0).first;
      ++found->second;
    }
  }
  std::vector<WordCount> words;
  words.reserve(counts.size());
  for (auto& [word, count] : counts) words.push_back({word, count});
  std::sort(words.begin(), words.end(), [](const WordCount& a, const WordCount& b) { return a.word < b.word; });
  return words;
}

void check(const BpeTrainingOptions& options) {
  std::set<std::string> seen;
  for (const std::string& token : options.special_tokens) {
    auto bytes = from_byte_alphabet(token);
    bool one_byte = bytes && bytes->size() <= 1;
    if (token.empty() || one_byte || !is_valid_utf8(token) || !seen.insert(token).second) {
      fail("tokenizer.bad_special_token", {{"token", token}});
    }
  }
  size_t minimum = 256 + options.special_tokens.size();
  if (options.vocabulary_size < static_cast<int64_t>(minimum) || options.vocabulary_size > kMaxTokenId) {
    fail("tokenizer.vocabulary_size", {{"size", std::to_string(options.vocabulary_size)},
                                       {"minimum", std::to_string(minimum)},
                                       {"maximum", std::to_string(kMaxTokenId)}});
  }
}

std::string json_string(std::string_view text) { return dump_json(Json(text)); }

std::string added_tokens_json(const std::vector<std::string>& tokens) {
  std::string out;
  for (size_t id = 0; id < tokens.size(); ++id) {
    out += fmt::format(
        "{}\n    {{\"id\": {}, \"content\": {}, \"single_word\": false, \"lstrip\": false, \"rstrip\": false, "
        "\"normalized\": false, \"special\": true}}",
        id > 0 ? "," : "", id, json_string(tokens[id]));
  }
  return tokens.empty() ? "[]" : "[" + out + "\n  ]";
}

// The layout is written out here so that the file is the same to the byte everywhere.
std::string write_json(const LearnedBpe& learned, const BpeTrainingOptions& options) {
  std::string out = "{\n  \"version\": \"1.0\",\n  \"truncation\": null,\n  \"padding\": null,\n";
  out += fmt::format("  \"added_tokens\": {},\n  \"normalizer\": null,\n  \"pre_tokenizer\": {},\n",
                     added_tokens_json(options.special_tokens), pre_tokenizer_json(options.digits_alone));
  out +=
      R"(  "post_processor": {"type": "ByteLevel", "add_prefix_space": false, "trim_offsets": false, "use_regex": true},
  "decoder": {"type": "ByteLevel", "add_prefix_space": false, "trim_offsets": true, "use_regex": true},
  "model": {
    "type": "BPE",
    "dropout": null,
    "unk_token": null,
    "continuing_subword_prefix": null,
    "end_of_word_suffix": null,
    "fuse_unk": false,
    "byte_fallback": false,
    "ignore_merges": false,
    "vocab": {)";
  for (size_t id = 0; id < learned.tokens.size(); ++id) {
    out += fmt::format("{}\n      {}: {}", id > 0 ? "," : "", json_string(learned.tokens[id]), id);
  }
  out += "\n    },\n    \"merges\": [";
  for (size_t rank = 0; rank < learned.merges.size(); ++rank) {
    const LearnedMerge& merge = learned.merges[rank];
    out += fmt::format("{}\n      {}", rank > 0 ? "," : "",
                       json_string(learned.tokens[merge.left] + " " + learned.tokens[merge.right]));
  }
  return out + "\n    ]\n  }\n}\n";
}

}  // namespace

std::string train_bpe(std::span<const std::string> texts, const BpeTrainingOptions& options) {
  check(options);
  std::vector<WordCount> words = count_words(texts, options.digits_alone);
  return write_json(learn_bpe(words, options.special_tokens, options.vocabulary_size, options.min_frequency), options);
}

}  // namespace afina::tokenizer
