// Small tokenizers of every supported family against answers of Hugging Face tokenizers that are committed with the
// program that made them (tests/golden/tokenizer).
#include <doctest/doctest.h>

#include <fstream>

#include "afina/base/json.h"
#include "afina/base/test_support.h"
#include "afina/tokenizer/config.h"
#include "afina/tokenizer/decoder.h"
#include "afina/tokenizer/normalizer.h"
#include "afina/tokenizer/offset_cursor.h"
#include "afina/tokenizer/pre_tokenizer.h"
#include "afina/tokenizer/tokenizer.h"

using namespace afina;
using namespace afina::tokenizer;

namespace {

std::vector<Json> read_lines(const std::string& name) {
  std::vector<Json> rows;
  std::ifstream lines(testing::golden("tokenizer/" + name));
  for (std::string line; std::getline(lines, line);) rows.push_back(parse_json(line, name));
  return rows;
}

std::vector<int32_t> ids_of(const Json& row, const char* key) { return row[key].get<std::vector<int32_t>>(); }

void compare(const std::string& name) {
  Tokenizer tokenizer = Tokenizer::load(testing::golden("tokenizer/" + name + ".tokenizer.json"));
  std::vector<Json> rows = read_lines(name + ".expected.jsonl");
  REQUIRE(rows.size() > 30);
  for (const Json& row : rows) {
    std::string text = row["text"];
    CAPTURE(text);
    Encoding bare = tokenizer.encode(text, {.add_special = false});
    CHECK(tokenizer.encode(text).ids == ids_of(row, "ids_special"));
    CHECK(bare.ids == ids_of(row, "ids"));
    CHECK(tokenizer.encode(text, {.add_special = false, .parse_special = false}).ids == ids_of(row, "ids_as_text"));
    std::vector<int32_t> offsets;
    for (const Offset& offset : bare.offsets) offsets.insert(offsets.end(), {offset.begin, offset.end});
    CHECK(offsets == ids_of(row, "offsets"));
    CHECK(tokenizer.decode(bare.ids, false) == row["decoded"].get<std::string>());
    CHECK(tokenizer.decode(ids_of(row, "ids_special"), true) == row["decoded_skip"].get<std::string>());
  }
}

void check_pre_tokenizer(const Json& row) {
  auto part = make_pre_tokenizer(Config(row["config"], "pre_tokenizer", "golden"));
  std::string text = row["text"];
  PieceText pieces(text);
  part->pre_tokenize(pieces);
  OffsetCursor cursor(text);
  Json found = Json::array();
  for (const Piece& piece : pieces.pieces()) {
    ByteRange range = pieces.original_range(piece.begin, piece.end);
    int32_t begin = cursor.code_point_at(range.begin);
    found.push_back({pieces.text(piece), begin, cursor.code_point_at(range.end)});
  }
  CHECK(found == row["pieces"]);
}

void check_normalizer(const Json& row) {
  auto part = make_normalizer(Config(row["config"], "normalizer", "golden"));
  std::string text = row["text"];
  Rewritten out;
  CHECK((part->normalize(text, out) ? out.text : text) == row["result"].get<std::string>());
}

struct Sink final : DecodeStage {
  explicit Sink(std::string& text) : out(text) {}
  void put(std::string_view text, bool, bool) override { out += text; }
  void finish() override {}
  std::string& out;
};

void check_decoder(const Json& row) {
  auto part = make_decoder(Config(row["config"], "decoder", "golden"));
  std::string text;
  auto stage = part->open(std::make_unique<Sink>(text));
  for (const Json& token : row["tokens"]) stage->put(token.get<std::string>(), true, true);
  stage->finish();
  CHECK(text == row["result"].get<std::string>());
}

}  // namespace

TEST_CASE("golden: byte-level BPE, as GPT-2") { compare("byte_level"); }
TEST_CASE("golden: figures alone, blank before, RoBERTa's frame") { compare("byte_level_prefix"); }
TEST_CASE("golden: NFC, a pattern, whole words first, as Llama 3") { compare("nfc_split_ignore_merges"); }
TEST_CASE("golden: SentencePiece with byte fallback, as Llama 2") { compare("llama_like"); }
TEST_CASE("golden: Metaspace at the beginning only, unknown tokens one by one") { compare("metaspace_first"); }
TEST_CASE("golden: Metaspace without splitting, unknown tokens fused") { compare("metaspace_unsplit"); }
TEST_CASE("golden: classic BPE with an end-of-word suffix") { compare("classic"); }
TEST_CASE("golden: BPE with a continuation prefix") { compare("continuing"); }

TEST_CASE("golden: single components") {
  std::vector<Json> rows = read_lines("components.jsonl");
  REQUIRE(rows.size() > 500);
  for (const Json& row : rows) {
    CAPTURE(row.dump());
    std::string kind = row["kind"];
    if (kind == "pre_tokenizer") check_pre_tokenizer(row);
    if (kind == "normalizer") check_normalizer(row);
    if (kind == "decoder") check_decoder(row);
  }
}

TEST_CASE("every registered component has a golden case") {
  std::string all = testing::slurp(testing::golden("tokenizer/components.jsonl"));
  for (auto types : {normalizer_types(), pre_tokenizer_types(), decoder_types()}) {
    for (std::string_view type : types)
      CHECK_MESSAGE(all.find("\"" + std::string(type) + "\"") != std::string::npos, type);
  }
}
