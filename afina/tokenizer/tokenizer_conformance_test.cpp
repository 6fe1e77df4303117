// Real tokenizers against the answers of Hugging Face tokenizers, where the conformance data is present.
#include <doctest/doctest.h>

#include <fstream>

#include "afina/base/error.h"
#include "afina/base/json.h"
#include "afina/base/test_support.h"
#include "afina/tokenizer/tokenizer.h"

using namespace afina;
using tokenizer::Encoding;
using tokenizer::StreamDecoder;
using tokenizer::Tokenizer;

namespace {

std::vector<int32_t> flat_offsets(const Encoding& encoding) {
  std::vector<int32_t> flat;
  for (const tokenizer::Offset& offset : encoding.offsets) {
    flat.push_back(offset.begin);
    flat.push_back(offset.end);
  }
  return flat;
}

std::string streamed(const Tokenizer& tokenizer, const std::vector<int32_t>& ids, bool skip_special) {
  StreamDecoder stream(tokenizer, skip_special);
  std::string text;
  for (int32_t id : ids) text += stream.push(id);
  return text + stream.finish();
}

void compare(const std::string& name) {
  auto folder = testing::conformance("tokenizers/" + name);
  if (folder.empty()) return;
  Tokenizer tokenizer = Tokenizer::load(folder / "tokenizer.json");
  std::ifstream lines(folder / "expected.jsonl");
  size_t count = 0;
  for (std::string line; std::getline(lines, line); ++count) {
    Json expected = parse_json(line, "expected.jsonl");
    std::string text = expected["text"]["text"];
    CAPTURE(text);
    auto with_special = expected["ids_special"].get<std::vector<int32_t>>();
    auto ids = expected["ids"].get<std::vector<int32_t>>();
    Encoding plain = tokenizer.encode(text, {.add_special = false});
    CHECK(tokenizer.encode(text).ids == with_special);
    CHECK(plain.ids == ids);
    CHECK(flat_offsets(plain) == expected["offsets"].get<std::vector<int32_t>>());
    CHECK(tokenizer.decode(ids, false) == expected["decoded"].get<std::string>());
    CHECK(tokenizer.decode(with_special, true) == expected["decoded_skip"].get<std::string>());
    CHECK(streamed(tokenizer, with_special, true) == expected["decoded_skip"].get<std::string>());
    CHECK(streamed(tokenizer, ids, false) == expected["decoded"].get<std::string>());
  }
  CHECK(count == 551);
  testing::ran("tokenizers/" + name, count);
}

}  // namespace

TEST_CASE("gpt2 equals the reference") { compare("gpt2"); }
TEST_CASE("qwen2 equals the reference") { compare("qwen2"); }
TEST_CASE("llama3.2 equals the reference") { compare("llama3.2"); }
TEST_CASE("llama2 equals the reference") { compare("llama2"); }
TEST_CASE("phi-3-mini equals the reference") { compare("phi-3-mini"); }
TEST_CASE("es-roberta-bne equals the reference") { compare("es-roberta-bne"); }

TEST_CASE("a Unigram tokenizer is refused by name") {
  auto folder = testing::conformance("tokenizers/t5-small");
  if (folder.empty()) return;
  try {
    Tokenizer::load(folder / "tokenizer.json");
    FAIL("t5-small was accepted");
  } catch (const Error& error) {
    CHECK(error.code() == "tokenizer.unsupported");
    CHECK(error.message(Lang::en).find("Unigram") != std::string::npos);
    CHECK(!error.hint(Lang::es).empty());
  }
  testing::ran("tokenizers/t5-small", 1);
}

TEST_CASE("malicious tokenizers are refused") {
  auto folder = testing::conformance("malicious/tokenizers");
  if (folder.empty()) return;
  size_t count = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    ++count;
    CAPTURE(entry.path().string());
    try {
      Tokenizer::load(entry.path());
      FAIL("it was accepted");
    } catch (const Error& error) {
      CHECK((error.code() == "tokenizer.bad_merge" || error.code() == "tokenizer.bad_field"));
    }
  }
  CHECK(count == 2);
  testing::ran("malicious/tokenizers", count);
}
