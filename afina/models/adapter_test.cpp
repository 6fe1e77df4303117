// Adapters: PEFT's open here with PEFT's logits, and afina's open in PEFT.
#include "afina/models/adapter.h"

#include <cstdlib>
#include <set>

#include "afina/base/random.h"
#include "afina/models/models_test_support.h"

namespace afina::models {

using namespace models::testing;

namespace {

const Json kLlama = {{"model_type", "llama"},        {"vocab_size", 48},       {"hidden_size", 32},
                     {"intermediate_size", 40},      {"num_hidden_layers", 2}, {"num_attention_heads", 4},
                     {"num_key_value_heads", 2},     {"eos_token_id", 2},      {"initializer_range", 0.2},
                     {"max_position_embeddings", 64}};
const Json kGpt2 = {{"model_type", "gpt2"}, {"vocab_size", 48},  {"n_embd", 32},      {"n_layer", 2},
                    {"n_head", 4},          {"n_positions", 64}, {"eos_token_id", 2}, {"initializer_range", 0.2}};
const std::vector<std::vector<int32_t>> kSequences = {{3, 1, 4, 1, 5, 9, 2, 6, 5, 35}, {7, 8, 47}};

// As training would leave it: B is not zero.
void disturb(CausalLM& model) {
  Random random(5);
  for (NamedTensor& parameter : lora_parameters(model)) {
    for (float& v : parameter.tensor->mutable_values()) v = static_cast<float>(0.2 * random.normal());
  }
}

// One row a token, or one a sequence where there is a head.
std::vector<float> adapted_logits(CausalLM& model, const Adapter& adapter,
                                  std::span<const std::vector<int32_t>> sequences) {
  if (!adapter.head) return packed_logits(model, sequences);
  Machine machine;
  Batch batch = pack(sequences);
  std::vector<int32_t> last;
  for (size_t s = 1; s < batch.starts->size(); ++s) last.push_back((*batch.starts)[s] - 1);
  Tensor pooled = ops::select_rows(machine.graph, model.hidden(machine.graph, batch), last);
  Tensor logits = ops::linear(machine.graph, pooled, adapter.head->score, Tensor());
  return {logits.values().begin(), logits.values().end()};
}

}  // namespace

TEST_CASE("adapters made by PEFT give PEFT's logits, merged too, and survive being saved") {
  const auto root = afina::testing::golden("models");
  const Json listing = read_json(root / "cases.json");
  for (const Json& item : listing["adapters"]) {
    const std::string name = item["name"];
    CAPTURE(name);
    const auto base = root / item["base"].get<std::string>();
    const auto expected = stored_values(root / name / "expected.safetensors", "logits");
    const auto sequences = sequences_in(item);
    auto model = load_model(read_model_folder(base));
    Adapter adapter = load_adapter(*model, root / name);
    CHECK(adapter.base_model == item["base"]);
    const auto logits = adapted_logits(*model, adapter, sequences);
    CHECK(relative_difference(logits, expected) <= kTolerance);

    afina::testing::TemporaryFolder folder;
    save_adapter(*model, adapter, folder.path());
    auto again = load_model(read_model_folder(base));
    Adapter second = load_adapter(*again, folder.path());
    CHECK(relative_difference(adapted_logits(*again, second, sequences), logits) <= 1e-6);
    CHECK(second.options.rank == adapter.options.rank);
    CHECK(second.options.alpha == doctest::Approx(adapter.options.alpha));

    merge_lora(*model);
    CHECK(lora_parameters(*model).empty());
    CHECK(relative_difference(adapted_logits(*model, adapter, sequences), expected) <= kTolerance);
  }
}

TEST_CASE("adapter_config.json has the keys that PEFT writes") {
  const auto theirs = read_json(afina::testing::golden("models") / "adapter_llama" / "adapter_config.json");
  auto model = create_model(kLlama, 1);
  LoraOptions options{.rank = 4, .alpha = 6, .targets = {"q_proj", "v_proj", "down_proj"}};
  attach_lora(*model, options, 1);
  afina::testing::TemporaryFolder folder;
  save_adapter(*model, {options, "llama_base", {}}, folder.path());
  Json ours = read_json(folder.path() / "adapter_config.json");
  ours["base_model_name_or_path"] = theirs["base_model_name_or_path"];
  std::set<std::string> a = ours["target_modules"], b = theirs["target_modules"];
  CHECK(a == b);
  ours["target_modules"] = theirs["target_modules"];
  CHECK(ours == theirs);
}

TEST_CASE("a fresh adapter changes nothing, and only it learns") {
  for (const Json& config : {kLlama, kGpt2}) {
    auto model = create_model(config, 3);
    const auto before = packed_logits(*model, kSequences);
    for (auto& parameter : model->parameters()) parameter.weight->set_requires_grad(true);
    attach_lora(*model, {.rank = 2}, 11);
    CHECK(packed_logits(*model, kSequences) == before);
    CHECK(lora_parameters(*model).size() == 2 * model->linears().size());
    for (auto& parameter : model->parameters()) CHECK(!parameter.weight->requires_grad());
    for (auto& parameter : lora_parameters(*model)) CHECK(parameter.tensor->requires_grad());
    const Linear& first = *model->linears().front();
    CHECK(largest(first.lora->a.values()) <= 1 / std::sqrt(32.0));
    CHECK(largest(first.lora->a.values()) > 0.9 / std::sqrt(32.0));
    CHECK(first.lora->scaling == doctest::Approx(16));
  }
}

TEST_CASE("targets: short names, whole names, unknown ones") {
  auto model = create_model(kLlama, 3);
  attach_lora(*model, {.targets = {"q_proj", "model.layers.1.mlp.up_proj"}}, 1);
  std::vector<std::string> adapted;
  for (Linear* linear : model->linears()) {
    if (linear->lora) adapted.push_back(linear->name);
  }
  CHECK(adapted == std::vector<std::string>{"model.layers.0.self_attn.q_proj", "model.layers.1.self_attn.q_proj",
                                            "model.layers.1.mlp.up_proj"});
  // What is saved must not name the other layer's up_proj.
  afina::testing::TemporaryFolder folder;
  save_adapter(*model, {{.targets = {}}, "", {}}, folder.path());
  auto again = create_model(kLlama, 3);
  load_adapter(*again, folder.path());
  CHECK(lora_parameters(*again).size() == 6);
  CHECK(read_json(folder.path() / "adapter_config.json")["target_modules"] ==
        Json::array({"q_proj", "model.layers.1.mlp.up_proj"}));

  Error error = error_of([&] { attach_lora(*model, {.targets = {"proj"}}, 1); });
  CHECK(error.code() == "models.unknown_target");
  CHECK(arg(error, "known") == "q_proj, k_proj, v_proj, o_proj, gate_proj, up_proj, down_proj");
  CHECK(error_of([&] { attach_lora(*model, {.rank = 0}, 1); }).code() == "models.bad_lora_option");
  CHECK(error_of([&] { attach_lora(*model, {.alpha = NAN}, 1); }).code() == "models.bad_lora_option");
  CHECK(error_of([&] { attach_lora(*model, {.dropout = 1}, 1); }).code() == "models.bad_lora_option");
}

TEST_CASE("adapters that would compute something else are refused by name") {
  auto model = create_model(kLlama, 1);
  attach_lora(*model, {.rank = 2}, 1);
  afina::testing::TemporaryFolder folder;
  save_adapter(*model, {{.rank = 2}, "base", {}}, folder.path());
  const auto path = folder.path() / "adapter_config.json";
  const Json good = read_json(path);
  auto code_with = [&](const char* key, const Json& value) {
    Json changed = good;
    changed[key] = value;
    write_text(path, dump_json(changed));
    Error error = error_of([&] { load_adapter(*model, folder.path()); });
    CHECK(arg(error, "key") == key);
    return error.code();
  };
  CHECK(code_with("use_dora", true) == "models.unsupported_option");
  CHECK(code_with("bias", "all") == "models.unsupported_option");
  CHECK(code_with("peft_type", "IA3") == "models.unsupported_option");
  CHECK(code_with("init_lora_weights", "pissa") == "models.unsupported_option");
  CHECK(code_with("task_type", "SEQ_2_SEQ_LM") == "models.unsupported_option");
  CHECK(code_with("rank_pattern", {{"q_(proj|x)", 3}}) == "models.unsupported_option");
  CHECK(code_with("target_parameters", {"experts.down_proj"}) == "models.unsupported_option");
  CHECK(code_with("trainable_token_indices", {1, 2}) == "models.unsupported_option");
  CHECK(code_with("modules_to_save", {3}) == "models.bad_config");
  CHECK(code_with("r", 0) == "models.bad_config");
  CHECK(code_with("r", "8") == "models.bad_config");
  CHECK(code_with("lora_alpha", -1) == "models.bad_config");
  CHECK(code_with("lora_dropout", 1.5) == "models.bad_config");

  auto code = [&](const Json& config) {
    write_text(path, dump_json(config));
    return error_of([&] { load_adapter(*model, folder.path()); }).code();
  };
  Json replaced = good;
  replaced["modules_to_save"] = {"lm_head"};
  CHECK(code(replaced) == "models.missing_tensor");
  Json other_rank = good;
  other_rank["r"] = 3;
  CHECK(code(other_rank) == "models.wrong_shape");
  CHECK(code(Json::array()) == "models.bad_config");
  auto smaller = kLlama;
  smaller["num_hidden_layers"] = 1;
  auto short_model = create_model(smaller, 1);
  write_text(path, dump_json(good));
  CHECK(error_of([&] { load_adapter(*short_model, folder.path()); }).code() == "models.adapter_unknown_tensor");
  auto gpt2 = create_model(kGpt2, 1);
  CHECK(error_of([&] { load_adapter(*gpt2, folder.path()); }).code() == "models.adapter_empty");
  std::filesystem::rename(folder.path() / "adapter_model.safetensors", folder.path() / "adapter_model.bin");
  CHECK(error_of([&] { load_adapter(*model, folder.path()); }).code() == "io.pickle_refused");
  std::filesystem::remove(path);
  CHECK(error_of([&] { load_adapter(*model, folder.path()); }).code() == "models.no_adapter");
}

TEST_CASE("a classifier keeps its labels") {
  auto model = create_model(kLlama, 1);
  attach_lora(*model, {.rank = 2}, 1);
  ClassificationHead head{Tensor::from({2, 32}, std::vector<float>(64, 0.5f)), {"sí", "no"}};
  afina::testing::TemporaryFolder folder;
  save_adapter(*model, {{.rank = 2}, "base", head}, folder.path());
  Adapter loaded = load_adapter(*model, folder.path());
  REQUIRE(loaded.head);
  CHECK(loaded.head->labels == head.labels);
  CHECK(loaded.head->score.values()[63] == 0.5f);
  const Json config = read_json(folder.path() / "classifier_config.json");
  CHECK(config["architectures"][0] == "LlamaForSequenceClassification");
  CHECK(config["label2id"]["no"] == 1);
  CHECK(config["pad_token_id"] == 2);

  Json wrong = config;
  wrong["id2label"] = {{"0", "sí"}};
  write_text(folder.path() / "classifier_config.json", dump_json(wrong));
  CHECK(error_of([&] { load_adapter(*model, folder.path()); }).code() == "models.bad_config");
  std::filesystem::remove(folder.path() / "classifier_config.json");
  CHECK(load_adapter(*model, folder.path()).head->labels == std::vector<std::string>{"LABEL_0", "LABEL_1"});
}

namespace {

// Writes model, adapter and logits for the peer to open; returns its three arguments.
std::string write_for_peer(const std::filesystem::path& root, const Json& config, bool classifies, DType dtype) {
  const auto base = root / "base", tuned = root / "adapter";
  save_model(*create_model(config, 4), base, dtype);
  auto model = load_model(read_model_folder(base));
  LoraOptions options{.rank = 3, .alpha = 7, .targets = {}};
  attach_lora(*model, options, 2);
  disturb(*model);
  Adapter adapter{options, base.string(), {}};
  if (classifies) {
    std::vector<float> score(3 * 32);
    for (size_t i = 0; i < score.size(); ++i) score[i] = static_cast<float>(std::sin(static_cast<double>(i)));
    adapter.head = ClassificationHead{Tensor::from({3, 32}, score), {"a", "b", "c"}};
  }
  save_adapter(*model, adapter, tuned);
  const auto logits = adapted_logits(*model, adapter, kSequences);
  const size_t width = classifies ? 3 : 48;
  Json rows = Json::array();
  for (size_t i = 0; i < logits.size(); i += width) rows.push_back(std::vector<float>(&logits[i], &logits[i] + width));
  write_text(root / "logits.json", dump_json({{"sequences", kSequences}, {"logits", rows}}));
  return " '" + base.string() + "' '" + tuned.string() + "' '" + (root / "logits.json").string() + "'";
}

}  // namespace

TEST_CASE("PEFT opens afina's adapters and models and computes the same logits") {
  afina::testing::TemporaryFolder folder;
  Json qwen = kLlama;
  qwen["model_type"] = "qwen2";
  qwen["tie_word_embeddings"] = true;
  std::string arguments = write_for_peer(folder.path() / "llama", kLlama, false, DType::f32) +
                          write_for_peer(folder.path() / "qwen2", qwen, false, DType::bf16) +
                          write_for_peer(folder.path() / "gpt2", kGpt2, false, DType::f32) +
                          write_for_peer(folder.path() / "classifier", kLlama, true, DType::f32);
  const char* python = std::getenv("AFINA_PEER_PYTHON");
  std::string script = std::string(AFINA_SOURCE_DIR) + "/tests/peers/peft_opens_adapter.py";
  std::string command = std::string("'") + (python ? python : "python3") + "' '" + script + "'" + arguments;
  if (std::system("command -v \"${AFINA_PEER_PYTHON:-python3}\" > /dev/null") != 0) {
    MESSAGE("SKIPPED peer: no python3");
    return;
  }
  CHECK(std::system(command.c_str()) == 0);
}

}  // namespace afina::models
