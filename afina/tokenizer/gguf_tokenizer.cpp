#include "afina/tokenizer/gguf_tokenizer.h"

#include <algorithm>
#include <unordered_set>

#include "afina/base/error.h"
#include "afina/base/json.h"
#include "afina/base/one_line.h"
#include "afina/base/utf8.h"
#include "afina/base/visible_text.h"
#include "afina/tokenizer/gguf_merges.h"
#include "afina/tokenizer/gguf_pre_tokenizer.h"
#include "afina/tokenizer/vocabulary.h"

namespace afina::tokenizer {

namespace {

constexpr std::string_view kBlank = "\xE2\x96\x81";  // U+2581, SentencePiece's blank

// llama.cpp's token types.
enum TokenType : int64_t { kNormal = 1, kUnknown, kControl, kUserDefined, kUnused, kByte };

using Merges = std::vector<std::pair<std::string_view, std::string_view>>;

void append_json(std::string& out, std::string_view text) {
  out += '"';
  for (char c : text) {
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (static_cast<unsigned char>(c) < 0x20) {
      constexpr std::string_view kHex = "0123456789abcdef";
      out.append("\\u00") += kHex[static_cast<size_t>(c >> 4)];
      out += kHex[static_cast<size_t>(c & 15)];
    } else {
      out += c;
    }
  }
  out += '"';
}

class Builder {
 public:
  explicit Builder(const Gguf& gguf)
      : gguf_(gguf), architecture_(gguf.text("general.architecture").value_or("")), kind_(kind_of(gguf)) {
    read_tokens();
    read_types();
  }

  std::string json() { return kind_ == "gpt2" ? byte_level() : sentence_piece(); }

 private:
  static std::string kind_of(const Gguf& gguf) {
    const std::optional<std::string> kind = gguf.text("tokenizer.ggml.model");
    if (!kind) gguf.missing("tokenizer.ggml.model");
    if (*kind != "gpt2" && *kind != "llama") {
      fail("tokenizer.gguf_kind", {{"place", gguf.place()}, {"kind", shortened(visible_line(*kind), 40)}});
    }
    return *kind;
  }

  [[noreturn]] void bad_list(std::string_view key) const {
    fail("tokenizer.gguf_list", {{"place", gguf_.place()}, {"key", std::string(key)}});
  }

  bool gemma() const { return architecture_.starts_with("gemma"); }

  void read_tokens() {
    const auto tokens = gguf_.texts("tokenizer.ggml.tokens");
    if (tokens.empty()) gguf_.missing("tokenizer.ggml.tokens");
    if (tokens.size() > static_cast<size_t>(kMaxTokenId)) bad_list("tokenizer.ggml.tokens");
    tokens_.assign(tokens.begin(), tokens.end());
    size_t bytes = 0;
    for (std::string_view& token : tokens_) {
      if (!is_valid_utf8(token)) bad_list("tokenizer.ggml.tokens");
      if (kind_ == "llama" && gemma()) token = with_blanks(token);
      bytes += token.size();
    }
    vocabulary_.reserve(tokens_.size(), bytes);
  }

  // Gemma's files write tokens of several blanks with spaces; the model sees U+2581.
  std::string_view with_blanks(std::string_view token) {
    if (token.empty() || token.find_first_not_of(' ') != std::string_view::npos) return token;
    std::string blanks;
    for (size_t i = 0; i < token.size(); ++i) blanks += kBlank;
    respelled_.push_back(std::make_unique<std::string>(std::move(blanks)));
    return *respelled_.back();
  }

  void read_types() {
    types_ = gguf_.integers("tokenizer.ggml.token_type");
    if (types_.empty()) types_.assign(tokens_.size(), kNormal);
    if (types_.size() != tokens_.size()) bad_list("tokenizer.ggml.token_type");
    const bool pieces = kind_ == "llama";  // SentencePiece's usual ids, where the file does not say
    bos_ = token_id("tokenizer.ggml.bos_token_id", pieces ? 1 : -1);
    eos_ = token_id("tokenizer.ggml.eos_token_id", pieces ? 2 : -1);
    unknown_ = token_id("tokenizer.ggml.unknown_token_id", pieces ? 0 : -1);
    for (int64_t id : {bos_, eos_, token_id("tokenizer.ggml.eot_token_id", -1)}) {
      if (id >= 0) types_[static_cast<size_t>(id)] = kControl;
    }
    for (size_t id = 0; id < tokens_.size(); ++id) {
      // Left out, so that no text of a person's is ever a control token: they are found before the model sees text.
      if (types_[id] != kControl) vocabulary_.add(tokens_[id], static_cast<int32_t>(id));
    }
  }

  int64_t token_id(std::string_view key, int64_t usual) const {
    const int64_t id = gguf_.integer(key).value_or(usual < std::ssize(tokens_) ? usual : -1);
    if (id >= std::ssize(tokens_)) bad_list(key);
    return std::max<int64_t>(id, -1);
  }

  // The whole file, with vocabulary and merges, which are nearly all of it, written by hand.
  std::string assemble(const Json& outside, const Json& settings, const Merges& merges) const {
    std::string out = "{\"version\":\"1.0\",\"truncation\":null,\"padding\":null,";
    for (const auto& [key, value] : outside.items()) out += dump_json(key) + ":" + dump_json(value) + ",";
    out += "\"model\":{\"type\":\"BPE\",";
    for (const auto& [key, value] : settings.items()) out += dump_json(key) + ":" + dump_json(value) + ",";
    out += "\"vocab\":{";
    bool first = true;
    for (size_t id = 0; id < tokens_.size(); ++id) {
      if (vocabulary_.find(tokens_[id]) != static_cast<int32_t>(id)) continue;
      if (!first) out += ',';
      first = false;
      append_json(out, tokens_[id]);
      out.append(":").append(std::to_string(id));
    }
    out += "},\"merges\":[";
    for (const auto& [left, right] : merges) {
      out += out.back() == '[' ? "[" : ",[";
      append_json(out, left);
      out += ',';
      append_json(out, right);
      out += ']';
    }
    return out + "]}}";
  }

  Json added_tokens() const {
    Json list = Json::array();
    // Phi-3's vocabulary is SentencePiece's, but its turns take the white space behind them.
    const bool strip = architecture_ == "phi3" && kind_ == "llama";
    for (size_t id = 0; id < tokens_.size(); ++id) {
      const bool special = types_[id] == kControl || types_[id] == kUnknown;
      const std::string_view token = tokens_[id];
      const bool respelled = gemma() && token.starts_with(kBlank);  // found by merges
      if ((!special && types_[id] != kUserDefined) || token.empty() || respelled) continue;
      const bool keeps = !special || token == "<unk>" || token == "<s>" || token == "<|endoftext|>";
      list.push_back({{"id", id},
                      {"content", token},
                      {"single_word", false},
                      {"lstrip", false},
                      {"rstrip", strip && !keeps},
                      {"normalized", false},
                      {"special", special}});
    }
    return list;
  }

  // What stands before and after a text: the file's own word, else the kind's.
  Json post_processor(bool usually_bos) const {
    const bool bos = gguf_.flag("tokenizer.ggml.add_bos_token").value_or(usually_bos) && bos_ >= 0;
    const bool eos = gguf_.flag("tokenizer.ggml.add_eos_token").value_or(false) && eos_ >= 0;
    Json single = Json::array(), pair = Json::array(), specials = Json::object();
    for (int sequence : {0, 1}) {
      auto add = [&](Json item) {
        if (sequence == 0) single.push_back(item);
        pair.push_back(std::move(item));
      };
      auto add_special = [&](int64_t id) {
        const std::string token(tokens_[static_cast<size_t>(id)]);
        specials[token] = {{"id", token}, {"ids", {id}}, {"tokens", {token}}};
        add({{"SpecialToken", {{"id", token}, {"type_id", sequence}}}});
      };
      if (bos) add_special(bos_);
      add({{"Sequence", {{"id", sequence == 0 ? "A" : "B"}, {"type_id", sequence}}}});
      if (eos) add_special(eos_);
    }
    return {{"type", "TemplateProcessing"}, {"single", single}, {"pair", pair}, {"special_tokens", specials}};
  }

  // "left right" lines; those that make a control token are left out with it.
  Merges listed_merges() const {
    std::unordered_set<std::string_view> control;
    for (size_t id = 0; id < tokens_.size(); ++id) {
      if (types_[id] == kControl) control.insert(tokens_[id]);
    }
    Merges merges;
    std::string joined;
    for (std::string_view line : gguf_.texts("tokenizer.ggml.merges")) {
      const size_t blank = line.find(' ', 1);
      if (blank == std::string_view::npos || !is_valid_utf8(line)) bad_list("tokenizer.ggml.merges");
      const std::string_view left = line.substr(0, blank), right = line.substr(blank + 1);
      joined.assign(left).append(right);
      if (!control.contains(joined) && !control.contains(left) && !control.contains(right)) {
        merges.emplace_back(left, right);
      }
    }
    return merges;
  }

  std::string byte_level() const {
    std::string name = gguf_.text("tokenizer.ggml.pre").value_or("");
    if (name.empty() || name == "default") name = usual_gguf_pre_tokenizer(architecture_);
    const GgufPreTokenizer* pre = find_gguf_pre_tokenizer(name);
    if (pre == nullptr) {
      fail("tokenizer.gguf_pre", {{"place", gguf_.place()}, {"pre", shortened(visible_line(name), 40)}});
    }
    const Json outside = {
        {"added_tokens", added_tokens()},
        {"normalizer", pre->nfc ? Json{{"type", "NFC"}} : Json()},
        {"pre_tokenizer", pre_tokenizer_json(*pre)},
        {"post_processor", post_processor(pre->add_bos)},
        {"decoder", {{"type", "ByteLevel"}, {"add_prefix_space", true}, {"trim_offsets", true}, {"use_regex", true}}}};
    return assemble(outside, {{"ignore_merges", pre->ignore_merges}}, listed_merges());
  }

  Merges piece_merges() const {
    if (!gguf_.texts("tokenizer.ggml.merges").empty()) return listed_merges();
    std::vector<double> scores = gguf_.numbers("tokenizer.ggml.scores");
    if (scores.size() != tokens_.size()) bad_list("tokenizer.ggml.scores");
    // Gemma's scores are not in the order of its merges; its pieces are.
    for (size_t id = 0; gemma() && id < scores.size(); ++id) scores[id] = -static_cast<double>(id);
    return merges_of_pieces(tokens_, scores, vocabulary_);
  }

  std::string sentence_piece() const {
    const Json blank_to_space = {{"type", "Replace"}, {"pattern", {{"String", kBlank}}}, {"content", " "}};
    const Json space_to_blank = {{"type", "Replace"}, {"pattern", {{"String", " "}}}, {"content", kBlank}};
    const bool prefix = gguf_.flag("tokenizer.ggml.add_space_prefix").value_or(true);
    Json normalizer = space_to_blank, pre_tokenizer;
    Json decoders = {blank_to_space, {{"type", "ByteFallback"}}, {{"type", "Fuse"}}};
    if (prefix) decoders.push_back({{"type", "Strip"}, {"content", " "}, {"start", 1}, {"stop", 0}});
    if (prefix && std::find(tokens_.begin(), tokens_.end(), "[INST]") != tokens_.end()) {
      // Mistral since its third tokenizer: only the beginning of a text gets a blank, not what follows a control token.
      normalizer = Json();
      pre_tokenizer = {{"type", "Metaspace"}, {"replacement", kBlank}, {"prepend_scheme", "first"}, {"split", false}};
    } else if (prefix) {
      normalizer = {{"type", "Sequence"},
                    {"normalizers", {{{"type", "Prepend"}, {"prepend", kBlank}}, space_to_blank}}};
    }
    const Json outside = {{"added_tokens", added_tokens()},
                          {"normalizer", normalizer},
                          {"pre_tokenizer", pre_tokenizer},
                          {"post_processor", post_processor(true)},
                          {"decoder", {{"type", "Sequence"}, {"decoders", decoders}}}};
    Json settings = {{"fuse_unk", true}, {"byte_fallback", vocabulary_.find("<0x00>").has_value()}};
    if (unknown_ >= 0) settings["unk_token"] = tokens_[static_cast<size_t>(unknown_)];
    return assemble(outside, settings, piece_merges());
  }

  const Gguf& gguf_;
  std::string architecture_, kind_;
  std::vector<std::string_view> tokens_;
  std::vector<std::unique_ptr<std::string>> respelled_;
  std::vector<int64_t> types_;
  int64_t bos_ = -1, eos_ = -1, unknown_ = -1;
  Vocabulary vocabulary_;  // without control tokens
};

}  // namespace

std::string tokenizer_json_from_gguf(const Gguf& gguf) { return Builder(gguf).json(); }

Tokenizer tokenizer_from_gguf(const Gguf& gguf) {
  return Tokenizer::from_json(tokenizer_json_from_gguf(gguf), gguf.place());
}

}  // namespace afina::tokenizer
