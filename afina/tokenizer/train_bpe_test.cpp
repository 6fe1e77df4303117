#include <doctest/doctest.h>

#include "afina/base/error.h"
#include "afina/base/json.h"
#include "afina/base/test_support.h"
#include "afina/tokenizer/bpe_trainer.h"
#include "afina/tokenizer/tokenizer.h"

using namespace afina;
using namespace afina::tokenizer;

namespace {

std::vector<std::string> texts() {
  std::vector<std::string> lines;
  for (int i = 0; i < 40; ++i) {
    lines.push_back("La vecina del " + std::to_string(i) + " riega las macetas y canta.");
    lines.push_back("¿Canta la niña? Canta, y las niñas cantan en el patio. 🙂");
  }
  return lines;
}

std::vector<std::string> learned_tokens(const std::vector<WordCount>& words, int32_t extra) {
  LearnedBpe learned = learn_bpe(words, {}, 256 + extra, 1);
  return {learned.tokens.begin() + 256, learned.tokens.end()};
}

}  // namespace

TEST_CASE("the most frequent pair merges first, and ties go to the smaller ids") {
  CHECK(learned_tokens({{"ab", 5}, {"cd", 7}}, 2) == std::vector<std::string>{"cd", "ab"});
  CHECK(learned_tokens({{"cd", 5}, {"ab", 5}, {"ac", 5}}, 3) == std::vector<std::string>{"ab", "ac", "cd"});
  CHECK(learned_tokens({{"aaa", 3}, {"aab", 1}}, 2) == std::vector<std::string>{"aa", "aaa"});
  CHECK(learned_tokens({{"abab", 2}}, 2) == std::vector<std::string>{"ab", "abab"});
  CHECK(learn_bpe({{"ab", 2}, {"cd", 1}}, {}, 300, 2).merges.size() == 1);
}

TEST_CASE("the order of the texts does not matter and the file is the same to the byte") {
  auto forward = texts();
  std::vector<std::string> backward(forward.rbegin(), forward.rend());
  BpeTrainingOptions options{.vocabulary_size = 320, .special_tokens = {"<|ini|>", "<|fin|>"}};
  CHECK(train_bpe(forward, options) == train_bpe(backward, options));
}

TEST_CASE("a trained tokenizer reads its own file, and text comes back") {
  BpeTrainingOptions options{.vocabulary_size = 300, .special_tokens = {"<|ini|>", "<|fin|>"}};
  std::string json = train_bpe(texts(), options);
  Tokenizer tokenizer = Tokenizer::from_json(json, "trained");
  CHECK(tokenizer.vocabulary_size() == 300);
  CHECK(tokenizer.id_of("<|ini|>") == 0);
  CHECK(tokenizer.id_of("<|fin|>") == 1);
  CHECK(tokenizer.is_special(1));
  CHECK(tokenizer.id_of("Ġlas").has_value());
  for (const std::string& text : texts()) CHECK(tokenizer.decode(tokenizer.encode(text).ids, false) == text);
  CHECK(tokenizer.encode("1234").ids.size() == 4);
  Json file = parse_json(json, "trained");
  CHECK(file["model"]["merges"].size() == 300 - 256 - 2);
  options.digits_alone = false;
  CHECK(parse_json(train_bpe(texts(), options), "trained")["pre_tokenizer"]["type"] == "ByteLevel");
}

TEST_CASE("the reference trainer's result on the same text is the same") {
  // tests/golden/tokenizer/trained.json holds the texts and what the reference learned from them.
  Json golden = parse_json(testing::slurp(testing::golden("tokenizer/trained.json")), "trained.json");
  auto lines = golden["texts"].get<std::vector<std::string>>();
  auto special = golden["special_tokens"].get<std::vector<std::string>>();
  BpeTrainingOptions options{.vocabulary_size = golden["vocabulary_size"], .special_tokens = special};
  Json ours = parse_json(train_bpe(lines, options), "ours");
  CHECK(ours["model"]["vocab"] == golden["vocab"]);
  CHECK(ours["model"]["merges"] == golden["merges"]);
}

TEST_CASE("options that cannot work are refused") {
  auto code = [](BpeTrainingOptions options) -> std::string {
    try {
      train_bpe(texts(), options);
    } catch (const Error& error) {
      return error.code();
    }
    return "accepted";
  };
  CHECK(code({.vocabulary_size = 255, .special_tokens = {}}) == "tokenizer.vocabulary_size");
  CHECK(code({.vocabulary_size = 256, .special_tokens = {"<a>"}}) == "tokenizer.vocabulary_size");
  CHECK(code({.special_tokens = {"<a>", "<a>"}}) == "tokenizer.bad_special_token");
  CHECK(code({.special_tokens = {""}}) == "tokenizer.bad_special_token");
  CHECK(code({.special_tokens = {"a"}}) == "tokenizer.bad_special_token");
  CHECK(code({.vocabulary_size = 256, .special_tokens = {}}) == "accepted");
}

TEST_CASE("no text, or ill-formed text, still gives a tokenizer of bytes") {
  Tokenizer tokenizer = Tokenizer::from_json(train_bpe({}, {}), "empty");
  CHECK(tokenizer.vocabulary_size() == 256);
  CHECK(tokenizer.decode(tokenizer.encode("añ🙂").ids, false) == "añ🙂");
  std::vector<std::string> broken = {"\xFF\xFE hola hola"};
  CHECK(Tokenizer::from_json(train_bpe(broken, {}), "broken").vocabulary_size() > 256);
}
