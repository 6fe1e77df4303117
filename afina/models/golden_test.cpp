// Logits of small random models equal those of transformers: tests/golden/models.
#include <set>

#include "afina/models/models_test_support.h"
#include "afina/models/registry.h"

namespace afina::models {

using namespace models::testing;

namespace {

const Json& listing() {
  static const Json json = read_json(afina::testing::golden("models") / "cases.json");
  return json;
}

}  // namespace

TEST_CASE("golden models cover every two values of every two options") {
  for (const Json& family : listing()["families"]) {
    std::set<std::string> seen, excluded;
    auto key = [](const std::string& a, const Json& va, const std::string& b, const Json& vb) {
      return a + "=" + va.dump() + "," + b + "=" + vb.dump();
    };
    const std::string name = family["family"];
    for (const Json& item : listing()["cases"]) {
      if (!item["name"].get<std::string>().starts_with(name)) continue;
      for (const auto& [a, va] : item["options"].items()) {
        for (const auto& [b, vb] : item["options"].items()) seen.insert(key(a, va, b, vb));
      }
    }
    for (const Json& pair : family["excluded_pairs"]) {
      excluded.insert(key(pair[0], pair[1], pair[2], pair[3]));
      excluded.insert(key(pair[2], pair[3], pair[0], pair[1]));
    }
    size_t pairs = 0;
    for (const auto& [a, values_a] : family["options"].items()) {
      for (const auto& [b, values_b] : family["options"].items()) {
        for (const Json& va : values_a) {
          for (const Json& vb : values_b) {
            const std::string pair = key(a, va, b, vb);
            if (a == b || excluded.contains(pair)) continue;
            CHECK_MESSAGE(seen.contains(pair), pair);
            ++pairs;
          }
        }
      }
    }
    CHECK(pairs > 100);
  }
}

TEST_CASE("every architecture of the registry has golden models, in every element type") {
  std::set<std::string> seen;
  for (const Json& item : listing()["cases"]) {
    const Json config = read_json(afina::testing::golden("models") / item["name"].get<std::string>() / "config.json");
    seen.insert(config["model_type"].get<std::string>() + " " + item["options"]["storage"].get<std::string>());
  }
  for (const Architecture& architecture : architectures()) {
    for (const char* storage : {"f32", "bf16", "f16"}) {
      const std::string pair = std::string(architecture.model_type) + " " + storage;
      CHECK_MESSAGE(seen.contains(pair), pair);
    }
  }
}

TEST_CASE("golden models: logits equal those of transformers, packed and with a cache") {
  for (const Json& item : listing()["cases"]) {
    const std::string name = item["name"];
    CAPTURE(name);
    const auto folder = afina::testing::golden("models") / name;
    auto model = load_model(read_model_folder(folder));
    const auto sequences = sequences_in(item);
    const std::vector<float> expected = stored_values(folder / "expected.safetensors", "logits");
    REQUIRE(largest(expected) > 0.1);
    CHECK(relative_difference(packed_logits(*model, sequences), expected) <= kTolerance);

    // Phi-3 turns a text that outgrows its first context by other frequencies: its last rows are then not those of a
    // cache that was filled before.
    const bool outgrows = item["options"].value("rope", "") == "longrope";
    std::vector<float> cached;
    for (const auto& ids : sequences) {
      auto rows = cached_logits(*model, ids, outgrows ? ids.size() - 3 : 5);
      cached.insert(cached.end(), rows.begin(), rows.end());
    }
    CHECK(relative_difference(cached, expected) <= kTolerance);
  }
}

TEST_CASE("golden models: what is saved opens again with the same logits") {
  for (const Json& item : listing()["cases"]) {
    const std::string name = item["name"];
    CAPTURE(name);
    auto model = load_model(read_model_folder(afina::testing::golden("models") / name));
    const auto before = packed_logits(*model, sequences_in(item));
    afina::testing::TemporaryFolder folder;
    save_model(*model, folder.path(), DType::f32);
    auto again = load_model(read_model_folder(folder.path()));
    CHECK(packed_logits(*again, sequences_in(item)) == before);
    CHECK(again->tied_head() == model->tied_head());
    CHECK(again->parameters().size() == model->parameters().size());

    save_model(*model, folder.path(), DType::bf16);
    auto half = load_model(read_model_folder(folder.path()));
    double change = relative_difference(packed_logits(*half, sequences_in(item)), before);
    CHECK(change < 0.2);
    CHECK((change == 0) == (item["options"]["storage"] == "bf16"));
    const Json config = half->config();
    CHECK((config.value("dtype", "") == "bfloat16" || config.value("torch_dtype", "") == "bfloat16"));
    CHECK(config.value("dtype", "bfloat16") == "bfloat16");
    CHECK(config.value("torch_dtype", "bfloat16") == "bfloat16");
  }
}

TEST_CASE("weights rest in the mapped file, in its own element type") {
  for (const Json& item : listing()["cases"]) {
    auto model = load_model(read_model_folder(afina::testing::golden("models") / item["name"].get<std::string>()));
    const Weight& first = *model->parameters().front().weight;
    CHECK(first.borrowed());
    CHECK(first.packed() == (item["options"]["storage"] != "f32"));
  }
}

}  // namespace afina::models
