// Classifiers as folders: saved, opened again, and taken as base weights. tests/peers/test_classifier.py opens them
// with transformers.
#include "afina/models/classifier.h"

#include "afina/models/models_test_support.h"
#include "afina/models/objective.h"

namespace afina::models {

using namespace models::testing;

namespace {

const std::vector<std::string> kLabels = {"avería", "señal ñ", "日本語"};
const std::vector<std::vector<int32_t>> kSequences = {{3, 1, 4, 1, 5, 9, 2, 6}, {7, 8, 11}};

Json llama(const char* type, bool tied) {
  return {{"model_type", type},       {"vocab_size", 12},           {"hidden_size", 8},
          {"intermediate_size", 12},  {"num_hidden_layers", 1},     {"num_attention_heads", 2},
          {"num_key_value_heads", 1}, {"eos_token_id", {2, 5}},     {"initializer_range", 0.3},
          {"dtype", "bfloat16"},      {"tie_word_embeddings", tied}};
}

Json gpt2(bool tied) {
  return {{"model_type", "gpt2"},
          {"vocab_size", 12},
          {"n_embd", 8},
          {"n_layer", 1},
          {"n_head", 2},
          {"n_positions", 16},
          {"num_labels", 7},
          {"problem_type", "regression"},
          {"pad_token_id", 1},
          {"eos_token_id", 2},
          {"initializer_range", 0.3},
          {"tie_word_embeddings", tied}};
}

ClassificationHead head() {
  std::vector<float> score(3 * 8);
  for (size_t i = 0; i < score.size(); ++i) score[i] = std::sin(static_cast<float>(i));
  return {Tensor::from({3, 8}, score), kLabels};
}

std::vector<float> scores(CausalLM& model, const ClassificationHead& head) {
  Machine machine;
  std::vector<Sequence> sequences;
  for (const auto& ids : kSequences) sequences.push_back({.ids = ids, .learned = {}});
  Tensor all = classify_scores(machine.graph, model, head, sequences);
  return {all.values().begin(), all.values().end()};
}

}  // namespace

TEST_CASE("a classifier that is saved opens again with the same scores and labels, and serves as base weights") {
  for (const Json& config : {llama("llama", true), llama("qwen2", false), gpt2(true), gpt2(false)}) {
    CAPTURE(config.dump());
    auto model = create_model(config, 1);
    afina::testing::TemporaryFolder folder;
    save_classifier(*model, head(), folder.path(), DType::f32);
    const ModelFiles files = read_model_folder(folder.path());
    CHECK(files.checkpoint.tensors.contains("score.weight"));
    CHECK(!files.checkpoint.tensors.contains("lm_head.weight"));
    auto again = load_model(files);
    auto loaded = load_classification_head(files, 8);
    REQUIRE(loaded);
    CHECK(loaded->labels == kLabels);
    CHECK(scores(*again, *loaded) == scores(*model, head()));

    // The embedding table stands in for the head, and what is saved then is a language model.
    CHECK(again->tied_head());
    CHECK(again->head().rows() == 12);
    save_model(*again, folder.path(), DType::f32);
    const ModelFiles plain = read_model_folder(folder.path());
    CHECK(!load_classification_head(plain, 8));
    CHECK(load_model(plain)->tied_head());

    save_classifier(*model, head(), folder.path(), DType::bf16);
    const ModelFiles half = read_model_folder(folder.path());
    auto rounded = load_model(half);
    CHECK(relative_difference(scores(*rounded, *load_classification_head(half, 8)), scores(*model, head())) < 0.1);
  }
}

TEST_CASE("a classifier's configuration is the one that transformers writes") {
  afina::testing::TemporaryFolder folder;
  save_classifier(*create_model(llama("qwen2", false), 1), head(), folder.path(), DType::f32);
  Json config = read_json(folder.path() / "config.json");
  CHECK(config["architectures"] == Json::array({"Qwen2ForSequenceClassification"}));
  CHECK(config["id2label"] == Json({{"0", kLabels[0]}, {"1", kLabels[1]}, {"2", kLabels[2]}}));
  CHECK(config["label2id"] == Json({{kLabels[0], 0}, {kLabels[1], 1}, {kLabels[2], 2}}));
  CHECK(config["pad_token_id"] == 2);  // the first of the end tokens
  CHECK(config["dtype"] == "float32");
  CHECK(!config.contains("torch_dtype"));

  save_classifier(*create_model(gpt2(true), 1), head(), folder.path(), DType::bf16);
  config = read_json(folder.path() / "config.json");
  CHECK(config["architectures"] == Json::array({"GPT2ForSequenceClassification"}));
  CHECK(config["pad_token_id"] == 1);
  CHECK(config["torch_dtype"] == "bfloat16");
  for (const char* key : {"num_labels", "problem_type"}) CHECK(!config.contains(key));

  // A model that says what it is by its class alone becomes one that transformers recognises.
  Json nameless = llama("llama", true);
  nameless.erase("model_type");
  nameless["architectures"] = {"LlamaForCausalLM"};
  save_classifier(*create_model(nameless, 1), head(), folder.path(), DType::f32);
  CHECK(read_json(folder.path() / "config.json")["model_type"] == "llama");
}

TEST_CASE("a classifier whose files do not fit each other is refused by name") {
  afina::testing::TemporaryFolder folder;
  save_classifier(*create_model(llama("llama", true), 1), head(), folder.path(), DType::f32);
  const ModelFiles good = read_model_folder(folder.path());
  auto code_of = [](const ModelFiles& files, int64_t channels) {
    return error_of([&] { load_classification_head(files, channels); }).code();
  };
  CHECK(code_of(good, 9) == "models.wrong_shape");
  ModelFiles changed = good;
  changed.checkpoint.tensors.at("score.weight").shape = {};
  CHECK(code_of(changed, 8) == "models.wrong_shape");
  changed.checkpoint.tensors.erase("score.weight");
  CHECK(code_of(changed, 8) == "models.missing_tensor");
  changed = good;
  for (const Json& names : {Json{{"0", "a"}, {"1", "b"}}, Json{{"0", "a"}, {"1", "b"}, {"3", "c"}},
                            Json{{"0", "a"}, {"1", 1}, {"2", "c"}}, Json("a")}) {
    changed.config["id2label"] = names;
    CHECK(code_of(changed, 8) == "models.bad_config");
  }
  changed.config.erase("id2label");
  CHECK(load_classification_head(changed, 8)->labels == std::vector<std::string>{"LABEL_0", "LABEL_1", "LABEL_2"});
}

}  // namespace afina::models
