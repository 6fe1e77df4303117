// Rotary frequencies equal those of transformers: tests/golden/models/rope.json.
#include "afina/models/rope.h"

#include "afina/models/models_test_support.h"

namespace afina::models {

using namespace models::testing;

namespace {

RopeLayer layer_of(const Json& config, const Json& type) {
  if (config["model_type"] != "gemma3_text") return {.partial = config["model_type"] == "phi3"};
  if (type == "full_attention") return {.theta = 1e6, .type = "full_attention"};
  return {.theta_key = "rope_local_base_freq", .type = "sliding_attention", .scaled = false};
}

void check_frequencies(const std::vector<float>& found, const Json& expected) {
  REQUIRE(found.size() == expected.size());
  for (size_t i = 0; i < found.size(); ++i) {
    CAPTURE(i);
    CHECK(static_cast<double>(found[i]) == doctest::Approx(expected[i].get<double>()).epsilon(1e-6));
  }
}

RopeTables::Indices indices(std::vector<int32_t> values) {
  return std::make_shared<const std::vector<int32_t>>(std::move(values));
}

// cos of a token's first pair.
float first_cos(const RopeTables::Rows& rows, size_t token) {
  return rows.tables.cos.matrix().row((*rows.indices)[token])[0];
}

}  // namespace

TEST_CASE("golden frequencies of every rope type") {
  size_t layers = 0, of_two_lengths = 0;
  for (const Json& item : read_json(afina::testing::golden("models") / "rope.json")) {
    const std::string name = item["name"];
    CAPTURE(name);
    const Json& config = item["config"];
    const int64_t context = config["max_position_embeddings"];
    for (const Json& expected : item["layers"]) {
      const RopeLayer layer = layer_of(config, expected["type"]);
      const Rope rope = rope_frequencies(ConfigReader(config, "config.json"), item["head_size"], context, layer);
      check_frequencies(rope.frequencies, expected["frequencies"]);
      CHECK(rope.attention_factor == doctest::Approx(expected["attention_factor"].get<double>()).epsilon(1e-6));
      check_frequencies(rope.long_frequencies, expected.value("long_frequencies", Json::array()));
      if (expected.contains("long_after")) CHECK(rope.long_after == expected["long_after"]);
      of_two_lengths += expected.contains("long_after");
      ++layers;
    }
  }
  CHECK(layers > 25);
  CHECK(of_two_lengths > 5);
}

TEST_CASE("tables grow, and hold the attention factor") {
  RopeTables tables({{1.f, 0.25f}, 0.5f, {}, 0});
  for (int64_t positions : {1, 300, 256, 5000}) {
    const ops::RotaryTables& table = tables.up_to(positions);
    REQUIRE(table.cos.rows() >= positions);
    const int64_t last = positions - 1;
    CHECK(table.cos.matrix().row(last)[1] == doctest::Approx(0.5 * std::cos(0.25 * static_cast<double>(last))));
    CHECK(table.sin.matrix().row(last)[0] == doctest::Approx(0.5 * std::sin(static_cast<double>(last))));
  }
}

TEST_CASE("packed sequences turn as their own length asks") {
  RopeTables tables({{0.5f}, 1.f, {0.125f}, 3});
  const auto cos = [](double angle) { return doctest::Approx(std::cos(angle)).epsilon(1e-6); };
  // A short one, a long one, none, a short one.
  const auto positions = indices({0, 1, 2, 0, 1, 2, 3, 0, 1});
  const auto rows = tables.rows(positions, indices({0, 3, 7, 7, 9}));
  CHECK(first_cos(rows, 2) == cos(1));
  CHECK(first_cos(rows, 5) == cos(0.25));
  CHECK(first_cos(rows, 6) == cos(0.375));
  CHECK(first_cos(rows, 8) == cos(0.5));
  // Later, with a longer one.
  std::vector<int32_t> more{0, 1};
  for (int32_t p = 0; p < 700; ++p) more.push_back(p);
  const auto grown = tables.rows(indices(more), indices({0, 2, 702}));
  CHECK(first_cos(grown, 1) == cos(0.5));
  CHECK(first_cos(grown, 701) == cos(699 * 0.125));
  // All short, all long, and a row that continues a long sequence.
  CHECK(first_cos(tables.rows(indices({0, 1, 2, 0}), indices({0, 3, 4})), 2) == cos(1));
  CHECK(first_cos(tables.rows(indices({0, 1, 2, 3}), indices({0, 4})), 2) == cos(0.25));
  CHECK(first_cos(tables.rows(indices({9}), indices({0, 1})), 0) == cos(9 * 0.125));
  CHECK(tables.rows(indices({}), indices({0})).indices->empty());
}

}  // namespace afina::models
