// Files that are wrong: every one gives an error that names the place, never a crash.
#include "afina/models/adapter.h"
#include "afina/models/models_test_support.h"
#include "afina/models/registry.h"

namespace afina::models {

using namespace models::testing;

namespace {

const Json kLlama = {
    {"model_type", "llama"},  {"vocab_size", 16},         {"hidden_size", 8},         {"intermediate_size", 12},
    {"num_hidden_layers", 1}, {"num_attention_heads", 2}, {"num_key_value_heads", 1}, {"max_position_embeddings", 32}};
const Json kGpt2 = {{"model_type", "gpt2"}, {"vocab_size", 16}, {"n_embd", 8},
                    {"n_layer", 1},         {"n_head", 2},      {"n_positions", 8}};

Json changed(const Json& base, const std::string& key, const Json& value) {
  Json out = base;
  if (value.is_discarded())
    out.erase(key);
  else
    out[key] = value;
  return out;
}

const Json kMissing = Json(Json::value_t::discarded);

void expect(const Json& config, const char* code, const std::string& key) {
  CAPTURE(config.dump());
  Error error = error_of([&] { create_model(config, 1); });
  CHECK(error.code() == code);
  CHECK(arg(error, "key") == key);
}

}  // namespace

TEST_CASE("the registry lists the architectures") {
  std::vector<std::string_view> types;
  for (const Architecture& architecture : architectures()) {
    types.push_back(architecture.model_type);
    CHECK(&find_architecture({{"model_type", architecture.model_type}}, "x") == &architecture);
    CHECK(&find_architecture({{"architectures", {architecture.class_name}}}, "x") == &architecture);
  }
  CHECK(types == std::vector<std::string_view>{"llama", "qwen2", "qwen3", "mistral", "gemma2", "gemma3_text", "phi3",
                                               "smollm3", "olmo2", "granite", "gpt2"});
  Error error = error_of([] { find_architecture({{"model_type", "mamba"}}, "x"); });
  CHECK(error.code() == "models.unsupported_architecture");
  CHECK(arg(error, "known") ==
        "llama, qwen2, qwen3, mistral, gemma2, gemma3_text, phi3, smollm3, olmo2, granite, gpt2");
  CHECK(error_of([] { find_architecture(Json::object(), "x"); }).code() == "models.unsupported_architecture");
  CHECK(error_of([] { find_architecture({{"architectures", {3}}}, "x"); }).code() == "models.unsupported_architecture");
  CHECK(error_of([] { find_architecture(Json::array(), "x"); }).code() == "models.bad_config");
  CHECK(error_of([] { find_architecture({{"model_type", 5}}, "x"); }).code() == "models.bad_config");
}

TEST_CASE("absurd values are refused and named") {
  const Json absurd[] = {
      0, -1, 1.5, "8", true, Json::array(), Json::object(), 1e300, 9223372036854775807LL, 18446744073709551615ULL};
  for (const char* key : {"vocab_size", "hidden_size", "num_hidden_layers", "num_attention_heads",
                          "num_key_value_heads", "intermediate_size", "max_position_embeddings", "head_dim"}) {
    for (const Json& value : absurd) expect(changed(kLlama, key, value), "models.bad_config", key);
  }
  for (const char* key : {"vocab_size", "n_embd", "n_layer", "n_head", "n_positions", "n_inner"}) {
    for (const Json& value : absurd) expect(changed(kGpt2, key, value), "models.bad_config", key);
  }
  for (const char* key :
       {"vocab_size", "hidden_size", "num_hidden_layers", "num_attention_heads", "intermediate_size"}) {
    expect(changed(kLlama, key, kMissing), "models.bad_config", key);
    expect(changed(kLlama, key, nullptr), "models.bad_config", key);
  }
  for (const char* key : {"vocab_size", "n_embd", "n_layer", "n_head"}) {
    expect(changed(kGpt2, key, kMissing), "models.bad_config", key);
  }
  expect(changed(changed(kLlama, "num_attention_heads", 4), "num_key_value_heads", 3), "models.bad_config",
         "num_key_value_heads");
  expect(changed(changed(kLlama, "num_attention_heads", 3), "num_key_value_heads", 3), "models.bad_config",
         "num_attention_heads");
  expect(changed(changed(kLlama, "num_attention_heads", 8), "num_key_value_heads", 8), "models.bad_config", "head_dim");
  expect(changed(kLlama, "head_dim", 3), "models.bad_config", "head_dim");
  expect(changed(kGpt2, "n_head", 3), "models.bad_config", "n_head");
  expect(changed(kLlama, "rms_norm_eps", "1e-5"), "models.bad_config", "rms_norm_eps");
  expect(changed(kLlama, "rms_norm_eps", -1), "models.bad_config", "rms_norm_eps");
  expect(changed(kLlama, "attention_bias", "yes"), "models.bad_config", "attention_bias");
  expect(changed(kLlama, "tie_word_embeddings", 1), "models.bad_config", "tie_word_embeddings");
  expect(changed(kLlama, "hidden_act", 7), "models.bad_config", "hidden_act");
  expect(changed(kGpt2, "resid_pdrop", 1.0), "models.bad_config", "resid_pdrop");
}

TEST_CASE("any field of a real configuration may hold anything: an error or a model, never a crash") {
  const Json strange[] = {nullptr,
                          0,
                          -1,
                          2,
                          1e308,
                          -0.5,
                          9223372036854775807LL,
                          true,
                          "x",
                          "",
                          Json::array(),
                          Json::object(),
                          {{"rope_type", "llama3"}},
                          Json::array({Json::object()})};
  size_t errors = 0, models = 0;
  for (const char* name : {"llama_00", "llama_05", "gpt2_00"}) {
    ModelFiles files = read_model_folder(afina::testing::golden("models") / name);
    const Json good = files.config;
    for (const auto& [key, value] : good.items()) {
      for (const Json& other : strange) {
        files.config = changed(good, key, other);
        try {
          models += load_model(files) != nullptr;
        } catch (const Error& error) {
          CHECK(!error.hint().empty());
          ++errors;
        }
      }
    }
  }
  CHECK(errors > 200);
  CHECK(models > 50);
}

TEST_CASE("a model that nobody could train here is refused before memory is asked for") {
  Json huge = kLlama;
  huge["hidden_size"] = 1 << 20;
  huge["vocab_size"] = 1 << 24;
  CHECK(error_of([&] { create_model(huge, 1); }).code() == "models.needs_memory");
}

TEST_CASE("what afina does not compute is refused by name") {
  const char* code = "models.unsupported_option";
  expect(changed(kLlama, "hidden_act", "relu"), code, "hidden_act");
  expect(changed(kGpt2, "activation_function", "relu"), code, "activation_function");
  expect(changed(kGpt2, "add_cross_attention", true), code, "add_cross_attention");
  expect(changed(kLlama, "rope_scaling", {{"rope_type", "mrope"}, {"factor", 2}}), code, "rope_scaling.rope_type");
  expect(changed(kLlama, "rope_scaling", {{"type", "axial"}, {"factor", 2}}), code, "rope_scaling.type");
  expect(changed(kLlama, "rope_parameters", {{"rope_type", "proportional"}}), code, "rope_parameters.rope_type");
  expect(changed(kLlama, "rope_parameters", {{"partial_rotary_factor", 0.5}}), code,
         "rope_parameters.partial_rotary_factor");
  expect(changed(kLlama, "partial_rotary_factor", 0.5), code, "partial_rotary_factor");
  Json qwen = changed(kLlama, "model_type", "qwen2");
  qwen["sliding_window"] = 8;
  qwen["max_window_layers"] = 0;
  CHECK(create_model(changed(qwen, "use_sliding_window", true), 1)->shape().architecture == "qwen2");
  expect(changed(qwen, "layer_types", {"linear_attention"}), code, "layer_types");
  expect(changed(qwen, "layer_types", {"full_attention", "full_attention"}), "models.bad_config", "layer_types");
}

TEST_CASE("bad rope values are named with the object they are in") {
  const char* bad = "models.bad_config";
  expect(changed(kLlama, "rope_theta", 0), bad, "rope_theta");
  expect(changed(kLlama, "rope_theta", "big"), bad, "rope_theta");
  expect(changed(kLlama, "rope_scaling", "linear"), bad, "rope_scaling");
  expect(changed(kLlama, "rope_scaling", {{"type", "linear"}}), bad, "rope_scaling.factor");
  expect(changed(kLlama, "rope_scaling", {{"type", "linear"}, {"factor", 0}}), bad, "rope_scaling.factor");
  expect(changed(kLlama, "rope_parameters", {{"rope_type", 3}}), bad, "rope_parameters.rope_type");
  Json llama3 = {{"rope_type", "llama3"}, {"factor", 8}, {"low_freq_factor", 4}, {"high_freq_factor", 4}};
  expect(changed(kLlama, "rope_scaling", llama3), bad, "rope_scaling.high_freq_factor");
  Json yarn = {{"rope_type", "yarn"}, {"factor", 4}};
  for (const char* key : {"factor", "attention_factor", "mscale", "mscale_all_dim", "beta_fast", "beta_slow",
                          "truncate", "original_max_position_embeddings", "rope_theta"}) {
    expect(changed(kLlama, "rope_scaling", changed(yarn, key, "x")), bad, "rope_scaling." + std::string(key));
  }
  expect(changed(kLlama, "rope_scaling", changed(yarn, "rope_theta", 1)), bad, "rope_scaling.rope_theta");
  Json longrope = {{"rope_type", "longrope"}, {"short_factor", {1, 1}}, {"long_factor", {1, 2}}};
  CHECK(create_model(changed(kLlama, "rope_scaling", longrope), 1) != nullptr);
  for (const char* key : {"short_factor", "long_factor"}) {
    for (const Json& value : {kMissing, Json(1), Json({1}), Json({1, "x"}), Json({1, 0}), Json({1, 1, 1})}) {
      expect(changed(kLlama, "rope_scaling", changed(longrope, key, value)), bad, "rope_scaling." + std::string(key));
    }
  }
  expect(changed(kLlama, "rope_scaling", changed(longrope, "original_max_position_embeddings", 1)), bad,
         "rope_scaling.original_max_position_embeddings");
  expect(changed(kLlama, "rope_scaling", {{"type", "dynamic"}}), bad, "rope_scaling.factor");
}

TEST_CASE("weights that do not fit the configuration name tensor, found and expected") {
  afina::testing::TemporaryFolder folder;
  save_model(*create_model(kLlama, 1), folder.path(), DType::f32);
  auto code_with = [&](const char* key, const Json& value) {
    write_text(folder.path() / "config.json", dump_json(changed(kLlama, key, value)));
    return error_of([&] { load_model(read_model_folder(folder.path())); });
  };
  Error shape = code_with("intermediate_size", 13);
  CHECK(shape.code() == "models.wrong_shape");
  CHECK(arg(shape, "tensor") == "model.layers.0.mlp.gate_proj.weight");
  CHECK(arg(shape, "found") == "[12, 8]");
  CHECK(arg(shape, "expected") == "[13, 8]");
  Error missing = code_with("num_hidden_layers", 2);
  CHECK(missing.code() == "models.missing_tensor");
  CHECK(arg(missing, "tensor") == "model.layers.1.input_layernorm.weight");
  CHECK(code_with("attention_bias", true).code() == "models.missing_tensor");
  CHECK(code_with("vocab_size", 1 << 24).code() == "models.wrong_shape");
}

TEST_CASE("folders that are not models") {
  afina::testing::TemporaryFolder folder;
  auto code = [&](const std::filesystem::path& path) {
    return error_of([&] { load_model(read_model_folder(path)); }).code();
  };
  CHECK(code(folder.path()) == "models.no_config");
  CHECK(code(folder.path() / "none") == "io.not_found");
  write_text(folder.path() / "config.json", "{\"model_type\": ");
  CHECK(code(folder.path()) == "base.json_syntax");
  write_text(folder.path() / "config.json", "[]");
  CHECK(code(folder.path()) == "models.bad_config");
  write_text(folder.path() / "config.json", dump_json(kLlama));
  CHECK(code(folder.path()) == "io.no_weights");
  write_text(folder.path() / "pytorch_model.bin", "x");
  CHECK(code(folder.path()) == "io.pickle_refused");
}

TEST_CASE("a head that the checkpoint stores apart is not tied") {
  afina::testing::TemporaryFolder folder;
  save_model(*create_model(kLlama, 1), folder.path(), DType::f32);
  write_text(folder.path() / "config.json", dump_json(changed(kLlama, "tie_word_embeddings", true)));
  auto model = load_model(read_model_folder(folder.path()));
  CHECK(!model->tied_head());
  save_model(*model, folder.path(), DType::f32);
  CHECK(read_json(folder.path() / "config.json")["tie_word_embeddings"] == false);
}

TEST_CASE("positions beyond the context") {
  Machine machine;
  auto gpt2 = create_model(kGpt2, 1);
  std::vector<std::vector<int32_t>> nine = {std::vector<int32_t>(9, 1)};
  Error error = error_of([&] { gpt2->hidden(machine.graph, pack(nine)); });
  CHECK(error.code() == "models.context_exceeded");
  CHECK(arg(error, "limit") == "8");
  auto llama = create_model(kLlama, 1);  // rotary positions have no end
  std::vector<std::vector<int32_t>> many = {std::vector<int32_t>(600, 1)};
  CHECK(llama->hidden(machine.graph, pack(many)).rows() == 600);
  KvCache cache = llama->make_cache(4);
  CHECK(error_of([&] { llama->hidden(machine.graph, pack(nine), &cache); }).code() == "models.context_exceeded");
  std::vector<std::vector<int32_t>> unknown = {{16}};
  CHECK(error_of([&] { llama->hidden(machine.graph, pack(unknown)); }).code() == "tensor.index_out_of_range");
}

TEST_CASE("a truncated cache continues as if the rest had never been") {
  auto model = create_model(changed(kLlama, "initializer_range", 0.3), 1);
  Machine machine;
  KvCache cache = model->make_cache(200);
  std::vector<std::vector<int32_t>> first = {{1, 2, 3, 4, 5}};
  model->hidden(machine.graph, pack(first), &cache);
  cache.truncate(2);
  Batch rest = pack(std::vector<std::vector<int32_t>>{std::vector<int32_t>(90, 7)});  // past the first growth
  std::vector<int32_t> positions;
  for (int32_t i = 0; i < 90; ++i) positions.push_back(i + 2);
  rest.positions = std::make_shared<const std::vector<int32_t>>(positions);
  Tensor hidden = model->hidden(machine.graph, rest, &cache);
  CHECK(cache.length() == 92);
  std::vector<int32_t> whole{1, 2};
  whole.resize(92, 7);
  Tensor expected = model->hidden(machine.graph, pack(std::vector<std::vector<int32_t>>{whole}));
  CHECK(relative_difference(hidden.values(), expected.values().subspan(2 * 8)) <= 1e-5);
}

TEST_CASE("fresh models: the same seed gives the same weights, drawn as transformers does") {
  for (const Json& config : {changed(kLlama, "hidden_size", 256), changed(kGpt2, "n_embd", 256)}) {
    auto a = create_model(config, 7), b = create_model(config, 7), c = create_model(config, 8);
    double squares = 0, count = 0;
    for (size_t i = 0; i < a->parameters().size(); ++i) {
      auto pa = a->parameters()[i], pb = b->parameters()[i], pc = c->parameters()[i];
      CHECK(pa.name == pb.name);
      CHECK(std::ranges::equal(pa.weight->tensor().values(), pb.weight->tensor().values()));
      bool drawn = pa.weight->tensor().shape().size() == 2;
      CHECK(std::ranges::equal(pa.weight->tensor().values(), pc.weight->tensor().values()) == !drawn);
      CHECK(pa.decays ==
            (drawn && pa.name.find("wte") == std::string::npos && pa.name.find("wpe") == std::string::npos &&
             pa.name.find("embed") == std::string::npos && pa.name.find("lm_head") == std::string::npos));
      if (!pa.name.ends_with("q_proj.weight") && !pa.name.ends_with("c_attn.weight")) continue;
      for (float v : pa.weight->tensor().values()) squares += static_cast<double>(v) * static_cast<double>(v);
      count += static_cast<double>(pa.weight->tensor().size());
    }
    CHECK(std::sqrt(squares / count) == doctest::Approx(0.02).epsilon(0.02));
  }
}

}  // namespace afina::models
