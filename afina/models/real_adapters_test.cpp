// Adapters on real weights, both ways with PEFT. tests/peers/test_real_adapters.py makes PEFT's and opens ours: it
// names its folder in AFINA_PEER_ADAPTERS, and without one there is nothing to do here.
#include <cstdlib>

#include "afina/base/random.h"
#include "afina/models/adapter.h"
#include "afina/models/models_test_support.h"

namespace afina::models {

using namespace models::testing;

namespace {

Json rows_of(const std::vector<float>& logits, size_t width) {
  Json rows = Json::array();
  for (size_t i = 0; i < logits.size(); i += width) rows.push_back(std::vector<float>(&logits[i], &logits[i] + width));
  return rows;
}

void check_theirs(const std::filesystem::path& root, const Json& item) {
  const std::string name = item["name"];
  CAPTURE(name);
  const auto sequences = item["sequences"].get<std::vector<std::vector<int32_t>>>();
  const auto expected = stored_values(root / name / "expected.safetensors", "logits");
  const auto files = read_model_folder(item["base"].get<std::string>());
  auto model = load_model(files);
  Adapter adapter = load_adapter(*model, root / name);
  const auto logits = packed_logits(*model, sequences);
  const double difference = relative_difference(logits, expected);
  MESSAGE(name << ": largest difference " << difference << " of the largest logit");
  CHECK(difference <= kTolerance);
  // What was read is written again, whatever it holds.
  if (!adapter.saved.empty()) {
    save_adapter(*model, adapter, root / (name + "_again"));
    auto again = load_model(files);
    load_adapter(*again, root / (name + "_again"));
    CHECK(relative_difference(packed_logits(*again, sequences), logits) <= 1e-6);
  }
  merge_lora(*model);
  CHECK(relative_difference(packed_logits(*model, sequences), expected) <= kTolerance);
}

void write_ours(const std::filesystem::path& root, const Json& item) {
  const auto folder = root / item["name"].get<std::string>();
  const auto sequences = item["sequences"].get<std::vector<std::vector<int32_t>>>();
  auto model = load_model(read_model_folder(item["base"].get<std::string>()));
  LoraOptions options{.rank = 16, .alpha = 32, .targets = {}};
  attach_lora(*model, options, 2);
  Random random(5);  // as training would leave it: B is not zero
  for (NamedTensor& parameter : lora_parameters(*model)) {
    if (!parameter.name.ends_with(kLoraB)) continue;
    for (float& v : parameter.tensor->mutable_values()) v = static_cast<float>(0.01 * random.normal());
  }
  save_adapter(*model, {options, item["base"], {}}, folder);
  const auto width = static_cast<size_t>(model->shape().vocabulary);
  const Json logits = rows_of(packed_logits(*model, sequences), width);
  write_text(folder / "logits.json", dump_json({{"sequences", sequences}, {"logits", logits}}));
}

}  // namespace

TEST_CASE("adapters on real weights, made by PEFT and for PEFT") {
  const char* set = std::getenv("AFINA_PEER_ADAPTERS");
  if (!set) return;
  const std::filesystem::path root = set;
  const Json listing = read_json(root / "cases.json");
  for (const Json& item : listing["theirs"]) check_theirs(root, item);
  for (const Json& item : listing["ours"]) write_ours(root, item);
}

}  // namespace afina::models
