// Tokenizers from GGUF metadata: the real files against their folders' tokenizer.json, the conformance tokenizers
// written as GGUF against the reference's ids, and small ones by hand.
#include "afina/tokenizer/gguf_tokenizer.h"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <functional>

#include "afina/base/error.h"
#include "afina/base/json.h"
#include "afina/base/test_support.h"
#include "afina/base/utf8.h"
#include "afina/tokenizer/byte_alphabet.h"

using namespace afina;
using namespace afina::tokenizer;
using testing::error_code;

namespace {

std::vector<std::string> many_texts() {
  std::vector<std::string> texts = {
      "", " ", "  ", "hola  mundo", "\n\n\n", "a\tb\r\nc", "<bos>hola<eos>", "<|im_end|> fin"};
  const auto folder = testing::conformance("tokenizers");
  if (!folder.empty()) {
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
      std::ifstream lines(entry.path() / "expected.jsonl");
      for (std::string line; std::getline(lines, line);) {
        texts.push_back(parse_json(line, "expected.jsonl")["text"]["text"]);
      }
      break;  // all hold the same texts
    }
  }
  const auto files = testing::conformance("files");
  if (!files.empty()) {
    for (const Json& text : parse_json(testing::slurp(files / "blns.json"), "blns.json")) texts.push_back(text);
  }
  return texts;
}

// What a GGUF with these metadata alone reads as.
Gguf read_back(const GgufWriter& writer) {
  auto header = std::make_shared<std::string>(writer.header({}));
  return read_gguf(std::as_bytes(std::span(*header)), header, "test");
}

// SmolLM2 was trained with figures cut off one by one, and its GGUF says so («smollm»); its folder here was made from
// the GGUF by a converter that overlooks it.
std::string with_digits_alone(const std::string& tokenizer_json) {
  Json json = parse_json(tokenizer_json, "tokenizer.json");
  const Json digits = {{"type", "Digits"}, {"individual_digits", true}};
  json["pre_tokenizer"] = {{"type", "Sequence"}, {"pretokenizers", {digits, json["pre_tokenizer"]}}};
  return json.dump();
}

struct Case {
  std::string name, kind, pre, architecture;
  int32_t bos = -1;
  bool add_bos = true;
};

// SentencePiece's scores: the first merge that makes a piece says how good it is.
std::vector<float> scores_of(const std::vector<std::string>& merges, const std::vector<std::string>& tokens) {
  std::map<std::string, float> best;
  for (std::string merge : merges) {
    merge.erase(merge.find(' '), 1);
    best.emplace(merge, -static_cast<float>(best.size()));
  }
  std::vector<float> scores;
  for (const std::string& token : tokens) scores.push_back(best.contains(token) ? best[token] : -1e9f);
  return scores;
}

// A tokenizer.json as the metadata that a converter would write.
GgufWriter written_as_gguf(const Case& c, const Json& json) {
  GgufWriter writer;
  writer.set("general.architecture", c.architecture);
  writer.set("tokenizer.ggml.model", c.kind);
  if (!c.pre.empty()) writer.set("tokenizer.ggml.pre", c.pre);
  const Json& vocabulary = json["model"]["vocab"];
  std::map<int32_t, std::string> by_id;
  for (const auto& [token, id] : vocabulary.items()) by_id[id] = token;
  for (const Json& added : json["added_tokens"]) by_id[added["id"]] = added["content"];
  std::vector<std::string> tokens;
  std::vector<int32_t> types;
  for (const auto& [id, token] : by_id) {
    REQUIRE(id == std::ssize(tokens));
    const bool byte = c.kind == "llama" && token.size() == 6 && token.starts_with("<0x");
    tokens.push_back(token);
    types.push_back(byte ? 6 : 1);
  }
  for (const Json& added : json["added_tokens"]) types[added["id"]] = added["special"] || c.kind == "llama" ? 3 : 4;
  if (c.kind == "llama") types[0] = 2;
  writer.set("tokenizer.ggml.tokens", tokens);
  writer.set("tokenizer.ggml.token_type", types);
  std::vector<std::string> merges;
  for (const Json& merge : json["model"]["merges"]) {
    merges.push_back(merge.is_string() ? merge.get<std::string>()
                                       : merge[0].get<std::string>() + " " + merge[1].get<std::string>());
  }
  if (c.kind == "gpt2") {
    writer.set("tokenizer.ggml.merges", merges);
  } else {
    writer.set("tokenizer.ggml.scores", scores_of(merges, tokens));
  }
  if (c.bos >= 0) writer.set_u32("tokenizer.ggml.bos_token_id", static_cast<uint32_t>(c.bos));
  if (!c.add_bos) writer.set_flag("tokenizer.ggml.add_bos_token", false);
  return writer;
}

void compare(const Case& c) {
  CAPTURE(c.name);
  const auto folder = testing::conformance("tokenizers/" + c.name);
  if (folder.empty()) return;
  const Json json = parse_json(testing::slurp(folder / "tokenizer.json"), "tokenizer.json");
  const Tokenizer tokenizer = tokenizer_from_gguf(read_back(written_as_gguf(c, json)));
  std::ifstream lines(folder / "expected.jsonl");
  size_t count = 0;
  for (std::string line; std::getline(lines, line); ++count) {
    const Json expected = parse_json(line, "expected.jsonl");
    const std::string text = expected["text"]["text"];
    CAPTURE(text);
    const auto ids = expected["ids"].get<std::vector<int32_t>>();
    CHECK(tokenizer.encode(text, {.add_special = false}).ids == ids);
    CHECK(tokenizer.encode(text).ids == expected["ids_special"].get<std::vector<int32_t>>());
    CHECK(tokenizer.decode(ids, false) == expected["decoded"].get<std::string>());
  }
  CHECK(count == 551);
  testing::ran("tokenizers/" + c.name + " as GGUF", count);
}

// The 256 bytes' characters in a byte-level vocabulary.
std::vector<std::string> byte_tokens() {
  std::vector<std::string> tokens;
  for (int byte = 0; byte < 256; ++byte) tokens.emplace_back(byte_to_utf8(static_cast<uint8_t>(byte)));
  return tokens;
}

// The texts of the tokens of `text` under a vocabulary where all that the merges of `words` and of the whole text make
// are tokens: where a cut is missing two words become one, where there is one too many a word stays in pieces.
std::vector<std::string> cut_by(const std::string& pre, const std::string& text, std::vector<std::string> words) {
  std::vector<std::string> tokens = byte_tokens(), merges;
  auto add = [&](const std::string& word) {
    const std::string spelled = to_byte_alphabet(word);
    for (size_t at = 0, length = 0; at < spelled.size();) {
      const size_t begin = at;
      next_code_point(spelled, at);
      if (length++ == 0) continue;
      merges.push_back(spelled.substr(0, begin) + " " + spelled.substr(begin, at - begin));
      const std::string joined = spelled.substr(0, at);
      if (std::find(tokens.begin(), tokens.end(), joined) == tokens.end()) tokens.push_back(joined);
    }
  };
  for (const std::string& word : words) add(word);
  add(text);
  for (size_t i = 0; i + 1 < words.size(); ++i) add(words[i] + words[i + 1]);
  GgufWriter writer;
  writer.set("tokenizer.ggml.model", "gpt2");
  writer.set("tokenizer.ggml.pre", pre);
  writer.set("tokenizer.ggml.tokens", tokens);
  writer.set("tokenizer.ggml.merges", merges);
  const Tokenizer tokenizer = tokenizer_from_gguf(read_back(writer));
  std::vector<std::string> got;
  for (int32_t id : tokenizer.encode(text, {.add_special = false}).ids) {
    got.push_back(tokenizer.decode(std::vector<int32_t>{id}, false));
  }
  return got;
}

// A vocabulary of a dozen pieces and the bytes; tests change it before it is built.
struct Small {
  std::string kind = "llama";
  std::vector<std::string> tokens = {"<unk>", "<s>", "</s>"};
  std::vector<int32_t> types = {2, 3, 3};
  std::vector<float> scores = {0, 0, 0};
  GgufWriter writer;

  Small() {
    for (int byte = 0; byte < 256; ++byte) add(fmt::format("<0x{:02X}>", byte), 6);
    for (const char* piece : {"\u2581ab", "\u2581a", "\u2581", "a", "b", "<", "/", "s", ">", "</", "s>"}) add(piece, 1);
    add("[X]", 4);
  }
  void add(const std::string& token, int32_t type) {
    scores.push_back(-static_cast<float>(tokens.size()));
    tokens.push_back(token);
    types.push_back(type);
  }
  int32_t id(const std::string& token) const {
    return static_cast<int32_t>(std::find(tokens.begin(), tokens.end(), token) - tokens.begin());
  }
  Tokenizer build() {
    writer.set("tokenizer.ggml.model", kind);
    writer.set("tokenizer.ggml.tokens", tokens);
    writer.set("tokenizer.ggml.token_type", types);
    writer.set("tokenizer.ggml.scores", scores);
    return tokenizer_from_gguf(read_back(writer));
  }
};

}  // namespace

TEST_CASE("the real files give the ids of their folders") {
  for (const auto& [file, folder] :
       {std::pair{"smollm2-135m-instruct.q4_1.gguf", "smollm2"}, std::pair{"gemma-3-270m.q4_k_m.gguf", "gemma3"}}) {
    CAPTURE(std::string(file));
    const auto path = testing::real_model(file), reference = testing::real_model(folder);
    if (path.empty() || reference.empty()) continue;
    const Tokenizer got = tokenizer_from_gguf(read_gguf(path, GgufRead::metadata));
    std::string json = testing::slurp(reference / "tokenizer.json");
    if (std::string_view(folder) == "smollm2") json = with_digits_alone(json);
    const Tokenizer want = Tokenizer::from_json(json, "tokenizer.json");
    CHECK(got.vocabulary_size() == want.vocabulary_size());
    const auto texts = many_texts();
    for (const std::string& text : texts) {
      for (bool special : {false, true}) {
        CAPTURE(text);
        const Encoding a = got.encode(text, {.add_special = special}), b = want.encode(text, {.add_special = special});
        CHECK(a.ids == b.ids);
        CHECK(got.decode(a.ids, special) == want.decode(b.ids, special));
      }
      const Encoding plain = got.encode(text, {.add_special = false, .parse_special = false});
      CHECK(std::none_of(plain.ids.begin(), plain.ids.end(), [&](int32_t id) { return got.is_special(id); }));
      CHECK(got.decode(plain.ids, false) == want.decode(want.encode(text, {.add_special = false}).ids, false));
    }
    testing::ran(std::string("tokenizer of ") + file, texts.size());
  }
}

TEST_CASE("real tokenizers written as GGUF give the reference's ids") {
  compare({.name = "gpt2", .kind = "gpt2", .pre = "gpt-2", .architecture = "gpt2"});
  compare({.name = "gpt2", .kind = "gpt2", .pre = "", .architecture = "gpt2"});
  compare({.name = "qwen2", .kind = "gpt2", .pre = "qwen2", .architecture = "qwen2"});
  compare({.name = "llama3.2", .kind = "gpt2", .pre = "llama-bpe", .architecture = "llama", .bos = 128000});
  compare({.name = "llama2", .kind = "llama", .pre = "default", .architecture = "llama", .bos = 1});
  compare(
      {.name = "phi-3-mini", .kind = "llama", .pre = "default", .architecture = "phi3", .bos = 1, .add_bos = false});
}

TEST_CASE("ways of cutting words") {
  const std::vector<std::tuple<std::string, std::string, std::vector<std::string>>> cases = {
      {"tekken", "HTTPServer's 123", {"HTTPServer", "'s", " ", "1", "2", "3"}},
      {"gpt-4o", "HTTPServer's 1234", {"HTTPServer's", " ", "123", "4"}},
      {"gpt-4o", "camelCase/\n x", {"camel", "Case", "/\n", " x"}},
      {"dbrx", "It's 1234", {"It", "'s", " ", "123", "4"}},
      {"refact", "a  12", {"a", "  ", "1", "2"}},
      {"gpt-2", "a  12", {"a", " ", " 12"}},
      {"default", "año 2024$x", {"año", " ", "202", "4", "$", "x"}},
  };
  for (const auto& [pre, text, words] : cases) {
    CAPTURE(pre);
    CAPTURE(text);
    // Every word of the expected cut is a token, joined from bytes: ids follow the cut, whole words where it is right.
    CHECK(cut_by(pre, text, words) == words);
  }
}

TEST_CASE("a small SentencePiece vocabulary") {
  Small small;
  const Tokenizer tokenizer = small.build();
  const auto ids = [&](std::string_view text, bool special = false) {
    return tokenizer.encode(text, {.add_special = special}).ids;
  };
  CHECK(ids("ab") == std::vector<int32_t>{small.id("\u2581ab")});
  CHECK(ids("ab", true) == std::vector<int32_t>{1, small.id("\u2581ab")});
  CHECK(ids("a a") == std::vector<int32_t>{small.id("\u2581a"), small.id("\u2581a")});
  CHECK(ids("\u00e9") == std::vector<int32_t>{small.id("\u2581"), small.id("<0xC3>"), small.id("<0xA9>")});
  CHECK(tokenizer.decode(ids("ab \u00e9"), false) == "ab \u00e9");
  CHECK(ids("</s>") == std::vector<int32_t>{2});
  CHECK(tokenizer.is_special(2));
  // As a person's data it is text, whatever the vocabulary could join.
  const auto plain = tokenizer.encode("</s>", {.add_special = false, .parse_special = false}).ids;
  CHECK(std::find(plain.begin(), plain.end(), 2) == plain.end());
  CHECK(ids("[X]") == std::vector<int32_t>{small.id("[X]")});
  CHECK_FALSE(tokenizer.is_special(small.id("[X]")));
}

TEST_CASE("flags of a SentencePiece vocabulary") {
  Small small;
  small.writer.set_flag("tokenizer.ggml.add_bos_token", false);
  small.writer.set_flag("tokenizer.ggml.add_eos_token", true);
  small.writer.set_flag("tokenizer.ggml.add_space_prefix", false);
  const Tokenizer tokenizer = small.build();
  CHECK(tokenizer.encode("ab").ids == std::vector<int32_t>{small.id("a"), small.id("b"), 2});
}

TEST_CASE("metadata that give no tokenizer") {
  auto code = [](const std::function<void(Small&)>& change) {
    Small small;
    change(small);
    return error_code([&] { small.build(); });
  };
  CHECK(code([](Small&) {}) == "");
  CHECK(code([](Small& s) { s.kind = "bert"; }) == "tokenizer.gguf_kind");
  CHECK(code([](Small& s) { s.kind = ""; }) == "tokenizer.gguf_kind");
  CHECK(code([](Small& s) { s.tokens.clear(); }) == "io.gguf_key_missing");
  CHECK(code([](Small& s) { s.scores.pop_back(); }) == "tokenizer.gguf_list");
  CHECK(code([](Small& s) { s.types.pop_back(); }) == "tokenizer.gguf_list");
  CHECK(code([](Small& s) { s.tokens.back() = "\xff"; }) == "tokenizer.gguf_list");
  CHECK(code([](Small& s) { s.writer.set_u32("tokenizer.ggml.bos_token_id", 999999); }) == "tokenizer.gguf_list");
  CHECK(code([](Small& s) { s.writer.set("tokenizer.ggml.add_bos_token", "yes"); }) == "io.gguf_key_type");
  CHECK(code([](Small& s) {
          s.kind = "gpt2";
          s.writer.set("tokenizer.ggml.pre", "unheard-of");
        }) == "tokenizer.gguf_pre");
  CHECK(code([](Small& s) {
          s.kind = "gpt2";
          s.writer.set("tokenizer.ggml.merges", std::vector<std::string>{"ab"});
        }) == "tokenizer.gguf_list");
  GgufWriter empty;
  const std::string header = empty.header({});
  CHECK(error_code([&] { tokenizer_from_gguf(read_gguf(std::as_bytes(std::span(header)), nullptr, "test")); }) ==
        "io.gguf_key_missing");
}

TEST_CASE("special tokens and templates as a tokenizer_config.json has them") {
  Small small;
  small.writer.set_u32("tokenizer.ggml.bos_token_id", 1);
  small.writer.set_u32("tokenizer.ggml.padding_token_id", 999999);
  small.writer.set_flag("tokenizer.ggml.add_bos_token", false);
  small.writer.set("tokenizer.chat_template", "{{ 1 }}");
  small.writer.set("tokenizer.ggml.tokens", small.tokens);
  Json config = tokenizer_config_from_gguf(read_back(small.writer));
  CHECK(config == Json({{"bos_token", "<s>"}, {"add_bos_token", false}, {"chat_template", "{{ 1 }}"}}));
  small.writer.set("tokenizer.chat_template.tool_use", "{{ 2 }}");
  config = tokenizer_config_from_gguf(read_back(small.writer));
  CHECK(config["chat_template"] ==
        Json::array({{{"name", "default"}, {"template", "{{ 1 }}"}}, {{"name", "tool_use"}, {"template", "{{ 2 }}"}}}));
  CHECK(tokenizer_config_from_gguf(read_back(GgufWriter())).empty());
  const auto path = testing::real_model("smollm2-135m-instruct.q4_1.gguf"), folder = testing::real_model("smollm2");
  if (path.empty() || folder.empty()) return;
  config = tokenizer_config_from_gguf(read_gguf(path, GgufRead::metadata));
  CHECK(config["chat_template"] == testing::slurp(folder / "chat_template.jinja"));
  const Json want = parse_json(testing::slurp(folder / "tokenizer_config.json"), "tokenizer_config.json");
  for (const char* token : {"bos_token", "eos_token", "unk_token", "pad_token"}) CHECK(config[token] == want[token]);
}

TEST_CASE("a piece too long to be one costs no time") {
  Small small;
  small.add(std::string(1 << 20, 'a'), 1);
  CHECK(small.build().encode("ab", {.add_special = false}).ids == std::vector<int32_t>{small.id("\u2581ab")});
}
