#include "afina/tokenizer/tokenizer_json.h"

#include <simdjson.h>

#include <array>
#include <optional>
#include <span>

#include "afina/base/error.h"
#include "afina/base/json.h"
#include "afina/base/stop.h"
#include "afina/tokenizer/bpe.h"
#include "afina/tokenizer/config.h"

namespace afina::tokenizer {

namespace {

namespace dom = simdjson::dom;

class Reader {
 public:
  Reader(std::string_view json, std::string_view place) : place_(place) {
    if (json.starts_with("\xEF\xBB\xBF")) json.remove_prefix(3);
    simdjson::padded_string padded(json);
    dom::element root;
    if (parser_.parse(padded).get(root) != simdjson::SUCCESS) {
      parse_json(json, place);  // says line and column
      bad("", "JSON");          // what only one of the two parsers refuses
    }
    if (root.get(root_) != simdjson::SUCCESS) bad("", "{…}");
  }

  Components read();

 private:
  [[noreturn]] void bad(std::string field, std::string expected) const {
    fail("tokenizer.bad_field", {{"place", place_}, {"field", std::move(field)}, {"expected", std::move(expected)}});
  }
  [[noreturn]] void bad_merge(size_t number, std::string merge) const {
    if (merge.size() > 100) merge = merge.substr(0, 100);
    fail("tokenizer.bad_merge",
         {{"place", place_}, {"number", std::to_string(number + 1)}, {"merge", std::move(merge)}});
  }

  std::optional<Config> component(const char* key) const;
  Config model_settings(dom::object model) const;
  std::vector<AddedToken> added_tokens(const Vocabulary& vocabulary) const;
  void require_bpe(dom::object model, const Config& settings) const;
  std::unique_ptr<Model> read_model(dom::object model, const Config& settings, bool raw_bytes) const;
  Vocabulary read_vocabulary(dom::object model) const;
  MergeTable read_merges(dom::object model, const Vocabulary& vocabulary, std::string_view prefix) const;

  std::string place_;
  dom::parser parser_;
  dom::object root_;
};

std::optional<Config> Reader::component(const char* key) const {
  dom::element value;
  if (root_[key].get(value) != simdjson::SUCCESS || value.is_null()) return std::nullopt;
  return Config(parse_json(std::string(simdjson::minify(value)), place_), key, place_);
}

Config Reader::model_settings(dom::object model) const {
  Json settings = Json::object();
  for (auto [key, value] : model) {
    if (key == "vocab" || key == "merges") continue;
    settings[std::string(key)] = parse_json(std::string(simdjson::minify(value)), place_);
  }
  return Config(std::move(settings), "model", place_);
}

Vocabulary Reader::read_vocabulary(dom::object model) const {
  dom::object entries;
  if (model["vocab"].get(entries) != simdjson::SUCCESS) bad("model.vocab", "{\"…\": 0, …}");
  Vocabulary vocabulary;
  vocabulary.reserve(entries.size(), entries.size() * 8);
  for (auto [token, value] : entries) {
    int64_t id = 0;
    if (value.get(id) != simdjson::SUCCESS || id < 0 || id > kMaxTokenId) {
      fail("tokenizer.bad_id",
           {{"place", place_}, {"token", std::string(token)}, {"limit", std::to_string(kMaxTokenId)}});
    }
    vocabulary.add(token, static_cast<int32_t>(id));
  }
  return vocabulary;
}

// "a b", or in newer files ["a", "b"].
bool split_merge(dom::element merge, std::string_view& left, std::string_view& right) {
  std::string_view both;
  if (merge.get(both) == simdjson::SUCCESS) {
    size_t blank = both.find(' ');
    if (blank == std::string_view::npos) return false;
    left = both.substr(0, blank);
    right = both.substr(blank + 1);
    return right.find(' ') == std::string_view::npos;
  }
  dom::array parts;
  if (merge.get(parts) != simdjson::SUCCESS || parts.size() != 2) return false;
  return parts.at(0).get(left) == simdjson::SUCCESS && parts.at(1).get(right) == simdjson::SUCCESS;
}

struct WrittenMerge {
  std::string_view left;
  std::string_view right;
};

// Looks the merges up and adds them, in blocks whose table entries are fetched beforehand: that halves the time to
// load a large file. Returns the number of merges that were good.
size_t add_merges(std::span<const WrittenMerge> written, const Vocabulary& vocabulary, size_t prefix,
                  MergeTable& merges) {
  constexpr size_t kBlock = 32;
  struct Ids {
    int32_t left, right, joined;
  };
  std::array<Ids, kBlock> ids;
  std::array<std::string, kBlock> joined;
  for (size_t begin = 0; begin < written.size(); begin += kBlock) {
    check_stop();
    size_t count = std::min(kBlock, written.size() - begin);
    for (size_t i = 0; i < count; ++i) {
      const WrittenMerge& merge = written[begin + i];
      joined[i].assign(merge.left).append(merge.right.substr(prefix));
      for (std::string_view token : {merge.left, merge.right, std::string_view(joined[i])}) vocabulary.prefetch(token);
    }
    for (size_t i = 0; i < count; ++i) {
      const WrittenMerge& merge = written[begin + i];
      ids[i] = {vocabulary.find(merge.left).value_or(-1), vocabulary.find(merge.right).value_or(-1),
                vocabulary.find(joined[i]).value_or(-1)};
      if (ids[i].left < 0 || ids[i].right < 0 || ids[i].joined < 0) return begin + i;
      merges.prefetch(ids[i].left, ids[i].right);
    }
    for (size_t i = 0; i < count; ++i) {
      merges.add(ids[i].left, ids[i].right, {static_cast<uint32_t>(begin + i), ids[i].joined});
    }
  }
  return written.size();
}

MergeTable Reader::read_merges(dom::object model, const Vocabulary& vocabulary, std::string_view prefix) const {
  dom::array entries;
  if (model["merges"].get(entries) != simdjson::SUCCESS) bad("model.merges", "[[\"a\", \"b\"], …]");
  std::vector<WrittenMerge> written;
  written.reserve(entries.size());
  StopCheck stop;
  for (dom::element entry : entries) {
    stop();
    WrittenMerge merge;
    bool two_parts = split_merge(entry, merge.left, merge.right);
    if (written.empty() && merge.left.starts_with("#version")) continue;
    if (!two_parts || !merge.right.starts_with(prefix)) bad_merge(written.size(), simdjson::minify(entry));
    written.push_back(merge);
  }
  MergeTable merges(written.size());
  size_t good = add_merges(written, vocabulary, prefix.size(), merges);
  if (good < written.size()) {
    const WrittenMerge& bad_one = written[good];
    bad_merge(good, std::string(bad_one.left) + " " + std::string(bad_one.right));
  }
  return merges;
}

// Refuses the kinds of model that there are not, before anything else is looked at.
void Reader::require_bpe(dom::object model, const Config& settings) const {
  // Files of old do not name the type; only BPE has merges.
  bool has_merges = model["merges"].error() == simdjson::SUCCESS;
  bool list = model["vocab"].is_array();
  std::string type = settings.text("type", has_merges ? "BPE" : list ? "Unigram" : "WordPiece");
  if (type != "BPE") settings.unsupported(type);
  if (settings.has("dropout") && settings.json()["dropout"] != 0) settings.unsupported("dropout");
}

std::unique_ptr<Model> Reader::read_model(dom::object model, const Config& settings, bool raw_bytes) const {
  BpeOptions options;
  options.unknown = settings.text("unk_token", "");
  options.prefix = settings.text("continuing_subword_prefix", "");
  options.suffix = settings.text("end_of_word_suffix", "");
  options.fuse_unknown = settings.boolean("fuse_unk", false);
  options.byte_fallback = settings.boolean("byte_fallback", false);
  options.ignore_merges = settings.boolean("ignore_merges", false);
  options.raw_bytes = raw_bytes;
  Vocabulary vocabulary = read_vocabulary(model);
  MergeTable merges = read_merges(model, vocabulary, options.prefix);
  return std::make_unique<Bpe>(std::move(vocabulary), std::move(merges), std::move(options));
}

std::vector<AddedToken> Reader::added_tokens(const Vocabulary& vocabulary) const {
  constexpr size_t kMaxContent = 4096;  // keeps the search for them linear whatever the file says
  std::vector<AddedToken> tokens;
  dom::element list;
  if (root_["added_tokens"].get(list) != simdjson::SUCCESS || list.is_null()) return tokens;
  Json wrapped = {{"added_tokens", parse_json(std::string(simdjson::minify(list)), place_)}};
  for (const Config& item : Config(std::move(wrapped), "", place_).list("added_tokens")) {
    AddedToken token;
    token.content = item.text("content");
    int64_t id = vocabulary.find(token.content).value_or(-1);
    if (id < 0) id = item.integer("id");
    if (id < 0 || id > kMaxTokenId) item.bad("id", "0…" + std::to_string(kMaxTokenId));
    if (token.content.size() > kMaxContent) item.bad("content", "≤ " + std::to_string(kMaxContent) + " bytes");
    if (token.content.empty()) continue;
    token.id = static_cast<int32_t>(id);
    token.single_word = item.boolean("single_word", false);
    token.lstrip = item.boolean("lstrip", false);
    token.rstrip = item.boolean("rstrip", false);
    token.special = item.boolean("special", false);
    token.normalized = item.boolean("normalized", !token.special);
    tokens.push_back(std::move(token));
  }
  return tokens;
}

Components Reader::read() {
  dom::object model;
  if (root_["model"].get(model) != simdjson::SUCCESS) fail("tokenizer.not_a_tokenizer", {{"place", place_}});
  Config settings = model_settings(model);
  require_bpe(model, settings);

  Components parts;
  if (auto config = component("normalizer")) parts.normalizer = make_normalizer(*config);
  if (auto config = component("pre_tokenizer")) parts.pre_tokenizer = make_pre_tokenizer(*config);
  bool raw_bytes = parts.pre_tokenizer && parts.pre_tokenizer->leave_bytes();
  parts.model = read_model(model, settings, raw_bytes);
  if (auto config = component("post_processor")) parts.post_processor = make_post_processor(*config);
  auto decoder = component("decoder");
  parts.decoder = decoder ? make_decoder(*decoder) : make_blank_joiner();
  parts.added = AddedTokens(added_tokens(parts.model->vocabulary()), parts.normalizer.get());
  return parts;
}

}  // namespace

Components read_tokenizer_json(std::string_view json, std::string_view place) { return Reader(json, place).read(); }

}  // namespace afina::tokenizer
