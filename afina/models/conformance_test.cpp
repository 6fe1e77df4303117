// A real trained Llama against an independent implementation: conformance weights/aidreams260K.
#include <sstream>

#include "afina/models/models_test_support.h"

namespace afina::models {

using namespace models::testing;

namespace {

// "[319][459]..."
std::vector<int32_t> ids_in(const std::filesystem::path& file) {
  std::string text = afina::testing::slurp(file);
  for (char& c : text) c = c == '[' || c == ']' ? ' ' : c;
  std::istringstream in(text);
  std::vector<int32_t> ids;
  for (int32_t id; in >> id;) ids.push_back(id);
  return ids;
}

int32_t best(std::span<const float> logits) {
  return static_cast<int32_t>(std::ranges::max_element(logits) - logits.begin());
}

std::vector<int32_t> greedy_without_cache(CausalLM& model, size_t count) {
  std::vector<int32_t> ids{1};
  const auto vocabulary = static_cast<size_t>(model.shape().vocabulary);
  while (ids.size() <= count) {
    auto logits = packed_logits(model, {{ids}});
    ids.push_back(best(std::span(logits).last(vocabulary)));
  }
  return {ids.begin() + 1, ids.end()};
}

std::vector<int32_t> greedy_with_cache(CausalLM& model, size_t count) {
  Machine machine;
  KvCache cache = model.make_cache(static_cast<int64_t>(count));
  std::vector<int32_t> ids;
  for (int32_t next = 1; ids.size() < count; ids.push_back(next)) {
    Batch batch = pack(std::vector<std::vector<int32_t>>{{next}});
    batch.positions = std::make_shared<const std::vector<int32_t>>(1, static_cast<int32_t>(cache.length()));
    Tensor logits = model.logits(machine.graph, model.hidden(machine.graph, batch, &cache));
    next = best(logits.values());
  }
  return ids;
}

}  // namespace

TEST_CASE("aidreams260K: greedy ids and logits, single file and sharded, with and without a cache") {
  const auto root = afina::testing::conformance("weights/aidreams260K");
  if (root.empty()) return;
  size_t cases = 0;
  for (const std::string layout : {"hf", "hf-sharded"}) {
    CAPTURE(layout);
    auto model = load_model(read_model_folder(root / layout));
    for (size_t count : {40, 80, 128}) {
      const auto expected = ids_in(root / "expected" / ("ids_bos_n" + std::to_string(count) + ".txt"));
      REQUIRE(expected.size() >= count - 1);
      CHECK(greedy_with_cache(*model, expected.size()) == expected);
      if (count == 40) CHECK(greedy_without_cache(*model, expected.size()) == expected);
      ++cases;
    }
    const Json reference = read_json(root / "expected" / "logits_bos.json");
    const auto tokens = reference["tokens"].get<std::vector<int32_t>>();
    const auto rows = reference["logits"].get<std::vector<std::vector<float>>>();
    const auto packed = packed_logits(*model, {{tokens}});
    const auto cached = cached_logits(*model, tokens, 3);
    double most = 0;
    for (size_t r = 0; r < rows.size(); ++r) {
      for (size_t v = 0; v < rows[r].size(); ++v) {
        for (const auto& found : {packed[r * rows[r].size() + v], cached[r * rows[r].size() + v]}) {
          most = std::max(most, static_cast<double>(std::abs(found - rows[r][v])));
        }
      }
      ++cases;
    }
    MESSAGE("largest difference of a logit: " << most);
    CHECK(most <= 1e-4);
  }
  afina::testing::ran("weights/aidreams260K", cases);
}

}  // namespace afina::models
