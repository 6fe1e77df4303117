// Behaviour that needs no reference answers: streams, long inputs, damaged files, threads.
#include "afina/tokenizer/tokenizer.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <thread>

#include "afina/base/error.h"
#include "afina/base/test_support.h"
#include "afina/base/utf8.h"

using namespace afina;
using namespace afina::tokenizer;

namespace {

const char* const kGolden[] = {"byte_level", "byte_level_prefix", "nfc_split_ignore_merges",
                               "llama_like", "metaspace_first",   "metaspace_unsplit",
                               "classic",    "continuing"};

std::string golden_json(const std::string& name) {
  return testing::slurp(testing::golden("tokenizer/" + name + ".tokenizer.json"));
}

std::string refusal(const std::string& json) {
  try {
    Tokenizer::from_json(json, "test");
  } catch (const Error& error) {
    CHECK(!error.message(Lang::es).empty());
    CHECK(!error.hint(Lang::en).empty());
    return error.code();
  }
  return "accepted";
}

std::string minimal(const std::string& model) { return R"({"added_tokens": [], "model": )" + model + "}"; }

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  size_t at = text.find(from);
  REQUIRE(at != std::string::npos);
  return text.replace(at, from.size(), to);
}

}  // namespace

TEST_CASE("a stream of any ids equals decode() and never gives half a character") {
  for (const char* name : kGolden) {
    CAPTURE(name);
    Tokenizer tokenizer = Tokenizer::from_json(golden_json(name), name);
    uint64_t state = 1;
    for (int round = 0; round < 300; ++round) {
      std::vector<int32_t> ids;
      for (int i = 0; i < 24; ++i) {
        state = state * 6364136223846793005ULL + 1442695040888963407ULL;
        ids.push_back(static_cast<int32_t>((state >> 33) % static_cast<uint64_t>(tokenizer.vocabulary_size() + 3)));
      }
      for (bool skip : {false, true}) {
        StreamDecoder stream(tokenizer, skip);
        std::string text;
        for (int32_t id : ids) {
          std::string part = stream.push(id);
          CHECK(is_valid_utf8(part));
          text += part;
        }
        text += stream.finish();
        CHECK(text == tokenizer.decode(ids, skip));
      }
    }
  }
}

TEST_CASE("a byte-level stream gives each character as soon as it is whole") {
  Tokenizer tokenizer = Tokenizer::from_json(golden_json("byte_level"), "byte_level");
  StreamDecoder stream(tokenizer);
  std::vector<std::string> parts;
  for (const char* byte : {"ð", "Ł", "Ļ", "Ĥ", "a"}) parts.push_back(stream.push(*tokenizer.id_of(byte)));
  CHECK(parts == std::vector<std::string>{"", "", "", "🙂", "a"});
}

TEST_CASE("encoded text comes back") {
  Tokenizer tokenizer = Tokenizer::from_json(golden_json("byte_level"), "byte_level");
  std::string everything;
  for (char32_t c = 1; c < 0x3000; c += 7) append_utf8(everything, c);
  CHECK(tokenizer.decode(tokenizer.encode(everything).ids, false) == everything);
  CHECK(tokenizer.decode(tokenizer.encode("\xFFx\xC3").ids, false) == "\uFFFDx\uFFFD");
}

TEST_CASE("special tokens in a person's text are text when asked") {
  Tokenizer tokenizer = Tokenizer::from_json(golden_json("byte_level"), "byte_level");
  int32_t end = *tokenizer.id_of("<|fin|>");
  CHECK(tokenizer.is_special(end));
  auto as_token = tokenizer.encode("a<|fin|>b").ids;
  auto as_text = tokenizer.encode("a<|fin|>b", {.parse_special = false}).ids;
  CHECK(std::count(as_token.begin(), as_token.end(), end) == 1);
  CHECK(std::count(as_text.begin(), as_text.end(), end) == 0);
  CHECK(tokenizer.decode(as_text, true) == "a<|fin|>b");
  CHECK(tokenizer.decode(as_token, true) == "ab");
}

TEST_CASE("ids and texts, in and outside the vocabulary") {
  Tokenizer tokenizer = Tokenizer::from_json(golden_json("byte_level"), "byte_level");
  CHECK(tokenizer.token_of(*tokenizer.id_of("Ġ")) == "Ġ");
  CHECK(!tokenizer.id_of("no such token"));
  CHECK(!tokenizer.token_of(-1));
  CHECK(!tokenizer.token_of(tokenizer.vocabulary_size()));
  CHECK(!tokenizer.is_special(1 << 30));
  CHECK(tokenizer.decode(std::vector<int32_t>{-5, *tokenizer.id_of("a"), 1 << 30}, false) == "a");
  CHECK(tokenizer.source() == golden_json("byte_level"));
}

TEST_CASE("one very long word takes time in proportion, not its square") {
  for (const char* name : kGolden) {
    CAPTURE(name);
    Tokenizer tokenizer = Tokenizer::from_json(golden_json(name), name);
    for (const char* unit : {"a", "la", " ", "ñ", "1", "."}) {
      std::string word;
      while (word.size() < 1 << 16) word += unit;
      Encoding encoding = tokenizer.encode(word);  // quadratic work would take minutes
      CHECK(encoding.ids.size() == encoding.offsets.size());
    }
  }
}

TEST_CASE("several threads share one tokenizer") {
  Tokenizer tokenizer = Tokenizer::from_json(golden_json("llama_like"), "llama_like");
  std::string text = "La vecina riega las macetas 🙂 antes de que salga el sol. ";
  auto expected = tokenizer.encode(text).ids;
  std::vector<std::thread> threads;
  std::array<bool, 4> equal{};
  for (size_t i = 0; i < equal.size(); ++i) {
    threads.emplace_back([&, i] {
      equal[i] = true;
      for (int round = 0; round < 200; ++round) equal[i] = equal[i] && tokenizer.encode(text).ids == expected;
    });
  }
  for (std::thread& thread : threads) thread.join();
  for (bool same : equal) CHECK(same);
}

TEST_CASE("files that are no tokenizer, or damaged, are refused with a code") {
  CHECK(refusal("") == "base.json_syntax");
  CHECK(refusal("[]") == "tokenizer.bad_field");
  CHECK(refusal("{}") == "tokenizer.not_a_tokenizer");
  CHECK(refusal(R"({"model": 3})") == "tokenizer.not_a_tokenizer");
  CHECK(refusal(minimal(R"({"type": "WordPiece", "vocab": {}})")) == "tokenizer.unsupported");
  CHECK(refusal(minimal(R"({"vocab": [["a", 0.0]]})")) == "tokenizer.unsupported");
  CHECK(refusal(minimal(R"({"type": "BPE", "vocab": [], "merges": []})")) == "tokenizer.bad_field");
  CHECK(refusal(minimal(R"({"type": "BPE", "vocab": {}, "merges": {}})")) == "tokenizer.bad_field");
  CHECK(refusal(minimal(R"({"type": "BPE", "vocab": {"a": -1}, "merges": []})")) == "tokenizer.bad_id");
  CHECK(refusal(minimal(R"({"type": "BPE", "vocab": {"a": 9999999999}, "merges": []})")) == "tokenizer.bad_id");
  CHECK(refusal(minimal(R"({"type": "BPE", "vocab": {"a": 1.5}, "merges": []})")) == "tokenizer.bad_id");
  CHECK(refusal(minimal(R"({"type": "BPE", "vocab": {"a": 0}, "merges": ["a b"]})")) == "tokenizer.bad_merge");
  CHECK(refusal(minimal(R"({"type": "BPE", "vocab": {"a": 0}, "merges": ["a a"]})")) == "tokenizer.bad_merge");
  CHECK(refusal(minimal(R"({"type": "BPE", "vocab": {"a": 0}, "merges": ["a"]})")) == "tokenizer.bad_merge");
  CHECK(refusal(minimal(R"({"type": "BPE", "dropout": 0.1, "vocab": {}, "merges": []})")) == "tokenizer.unsupported");
  std::string good = golden_json("nfc_split_ignore_merges");
  CHECK(refusal(replaced(good, R"("type":"NFC")", R"("type":"Mystery")")) == "tokenizer.unsupported");
  CHECK(refusal(replaced(good, R"("behavior":"Isolated")", R"("behavior":"Odd")")) == "tokenizer.bad_field");
  CHECK(refusal(replaced(good, R"("Regex":"(?i:)", R"("Regex":"(((?i:)")) == "tokenizer.bad_pattern");
  CHECK(refusal(replaced(good, R"("ids":[)", R"("ids":[-7,)")) == "tokenizer.bad_field");
}

TEST_CASE("an unknown token that the vocabulary lacks is an error only where it is needed") {
  Tokenizer tokenizer =
      Tokenizer::from_json(minimal(R"({"type": "BPE", "unk_token": "<u>", "vocab": {"a": 0}, "merges": []})"), "test");
  CHECK(tokenizer.encode("aa").ids == std::vector<int32_t>{0, 0});
  CHECK_THROWS_AS(tokenizer.encode("ab"), Error);
}

TEST_CASE("a pattern that backtracks without end is stopped") {
  std::string json =
      replaced(golden_json("nfc_split_ignore_merges"), R"("Regex":"(?i:)", R"("Regex":"(?:a|aa)+c|(?i:)");
  Tokenizer tokenizer = Tokenizer::from_json(json, "test");
  CHECK(tokenizer.encode("aaac").ids.size() > 0);
  try {
    tokenizer.encode(std::string(4000, 'a') + "!");
    FAIL("2^4000 steps were made");
  } catch (const Error& error) {
    CHECK(error.code() == "tokenizer.pattern_too_costly");
  }
}

namespace {

std::string code_of(const Tokenizer& tokenizer, const std::string& text) {
  try {
    tokenizer.encode(text);
  } catch (const Error& error) {
    return error.code();
  }
  return "done";
}

Tokenizer with_pattern(const std::string& pattern) {
  return Tokenizer::from_json(
      replaced(golden_json("nfc_split_ignore_merges"), R"("Regex":"(?i:)", R"("Regex":")" + pattern + "|(?i:"), "test");
}

}  // namespace

TEST_CASE("the steps of a pattern are counted over a text, not a match") {
  std::string letters(2000, 'a'), cut;
  CHECK(code_of(with_pattern("a*a*a*a*b|a"), letters) == "tokenizer.pattern_too_costly");
  for (int i = 0; i < 2000; ++i) cut += std::string(60, 'a') + "\n";
  CHECK(code_of(with_pattern("a*a*a*a*b|a"), cut) == "tokenizer.pattern_too_costly");
  // What a repetition runs over counts too, though it never turns back.
  CHECK(code_of(with_pattern("a*+b|a"), std::string(3'000'000, 'a')) == "tokenizer.pattern_too_costly");
  // Long runs that are matched whole are no attack.
  for (char c : {' ', 'a', '\n', '.'}) {
    CAPTURE(c);
    CHECK(code_of(with_pattern("c"), std::string(3'000'000, c)) == "done");
  }
}

TEST_CASE("normalisers and decoders cannot make gigabytes of a letter") {
  std::string steps;
  for (int i = 0; i < 12; ++i) {
    steps += std::string(i ? "," : "") + R"({"type":"Replace","pattern":{"String":"a"},"content":"aaaaaaaaaa"})";
  }
  for (const std::string& part :
       {R"("normalizer":{"type":"Sequence","normalizers":[)" + steps + "]}",
        R"("normalizer":{"type":"Replace","pattern":{"String":"a"},"content":")" + std::string(20'000'000, 'a') + "\"}",
        R"("pre_tokenizer":{"type":"Sequence","pretokenizers":[)" +
            [] {
              std::string levels;
              for (int i = 0; i < 40; ++i) {
                levels +=
                    std::string(i ? "," : "") + R"({"type":"ByteLevel","add_prefix_space":true,"use_regex":false})";
              }
              return levels;
            }() +
            "]}"}) {
    Tokenizer tokenizer = Tokenizer::from_json(
        "{" + part + R"(,"added_tokens":[],"model":{"type":"BPE","vocab":{"a":0,"b":1},"merges":[]}})", "test");
    CHECK(code_of(tokenizer, "\u00e1 a") == "tokenizer.text_grows");
    CHECK(code_of(tokenizer, "") == "done");
  }
  Tokenizer tokenizer =
      Tokenizer::from_json(R"({"decoder":{"type":"Sequence","decoders":[)" + steps +
                               R"(]},"added_tokens":[],"model":{"type":"BPE","vocab":{"a":0},"merges":[]}})",
                           "test");
  CHECK_THROWS_AS(tokenizer.decode(std::vector<int32_t>{0}, true), Error);
  CHECK_THROWS_AS(StreamDecoder(tokenizer).push(0), Error);
}

TEST_CASE("a tokenizer of a million added tokens or a thousand levels loads or is refused") {
  std::string added;
  for (int i = 0; i < 300'000; ++i) {
    added += (i ? "," : "") + std::string(R"({"id":)") + std::to_string(i + 1) + R"(,"content":"<t)" +
             std::to_string(i) + R"(>","special":true})";
  }
  Tokenizer tokenizer = Tokenizer::from_json(
      R"({"added_tokens":[)" + added + R"(],"model":{"type":"BPE","vocab":{"a":0},"merges":[]}})", "test");
  CHECK(tokenizer.encode("a<t299999>a<t12>").ids == std::vector<int32_t>{0, 300000, 0, 13});

  std::string open, close;
  for (int i = 0; i < 5000; ++i) {
    open += R"({"type":"Sequence","normalizers":[)";
    close += "]}";
  }
  CHECK(refusal(R"({"normalizer":)" + open + close + R"(,"model":{"type":"BPE","vocab":{"a":0},"merges":[]}})") ==
        "base.json_depth");
}

TEST_CASE("truncated and mutated files give errors or tokenizers, never anything else") {
  uint64_t state = 7;
  auto random = [&](size_t bound) {
    state = state * 6364136223846793005ULL + 1442695040888963407ULL;
    return static_cast<size_t>((state >> 33) % bound);
  };
  const std::string pieces[] = {"null", "-1",         "1e400", "{}",       "[]",      "\"\"", "\"a\"",
                                "true", "4294967296", ",",     "\"type\"", "\\u0000", "\xFF"};
  size_t refused = 0;
  size_t loaded = 0;
  for (const char* name : kGolden) {
    std::string good = golden_json(name);
    for (int round = 0; round < 150; ++round) {
      std::string json = good;
      // Most of a file is vocabulary: half of the changes aim at the rest of it.
      size_t head = std::min(json.size(), json.find("\"vocab\""));
      if (round % 5 == 0) json.resize(random(json.size()));
      for (size_t edits = 1 + random(3); round % 5 != 0 && edits > 0; --edits) {
        size_t at = random(round % 2 ? head : json.size());
        const std::string& piece = pieces[random(std::size(pieces))];
        if (random(3) == 0) {
          json[at] = static_cast<char>(random(256));
        } else {
          json.replace(at, random(6), piece);
        }
      }
      try {
        Tokenizer tokenizer = Tokenizer::from_json(json, name);
        ++loaded;
        auto ids = tokenizer.encode("  ¿La niña <|fin|> 12,5 <izq> sola? 🙂\n").ids;
        tokenizer.decode(ids, true);
      } catch (const Error& error) {
        ++refused;
        CHECK(!error.message().empty());
      }
    }
  }
  CHECK(refused > 100);
  CHECK(loaded > 30);
}
