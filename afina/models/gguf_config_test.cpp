// Configs and tensor names from GGUF: the real files against the folders that transformers made of them, and metadata
// by hand for every architecture.
#include "afina/models/gguf_config.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <numbers>

#include "afina/base/error.h"
#include "afina/base/test_support.h"
#include "afina/io/safetensors.h"
#include "afina/kernels/stored_matrix.h"
#include "afina/models/registry.h"

using namespace afina;
using namespace afina::models;
using afina::testing::error_code;

namespace {

struct RealModel {
  std::string file, folder;
};
const RealModel kReal[] = {{"smollm2-135m-instruct.q4_1.gguf", "smollm2"}, {"gemma-3-270m.q4_k_m.gguf", "gemma3"}};

std::vector<float> floats_of(const StoredTensor& tensor) {
  std::vector<float> values(static_cast<size_t>(tensor.elements()));
  kernels::unpack(tensor.dtype, tensor.bytes.data(), tensor.elements(), values.data());
  return values;
}

// The row of a GGUF's q or k that holds row `row` of transformers'.
int64_t permuted_row(int64_t row, int64_t head_size) {
  const int64_t within = row % head_size, half = head_size / 2;
  return row - within + 2 * (within % half) + within / half;
}

// The number of values that differ by more than storing them in bf16 explains.
size_t far_off(const std::vector<float>& gguf, const std::vector<float>& hf, GgufLayout layout, int64_t columns,
               int64_t head_size) {
  size_t count = 0;
  for (int64_t i = 0; i < std::ssize(hf); ++i) {
    int64_t at = i;
    if (layout == GgufLayout::permuted_q || layout == GgufLayout::permuted_k) {
      at = permuted_row(i / columns, head_size) * columns + i % columns;
    }
    const float value = gguf[static_cast<size_t>(at)] - (layout == GgufLayout::plus_one ? 1.f : 0.f);
    count += std::abs(value - hf[static_cast<size_t>(i)]) > std::abs(value) / 256 + 1e-6f;
  }
  return count;
}

// Metadata of a small model; tests change them before it is read.
struct Small {
  std::string architecture;
  GgufWriter writer;
  std::vector<TensorToWrite> tensors;
  std::vector<std::vector<float>> numbers;

  explicit Small(std::string name) : architecture(std::move(name)) {
    writer.set("general.architecture", architecture);
    for (const auto& [key, value] : {std::pair{"context_length", 4096u},
                                     {"embedding_length", 64u},
                                     {"block_count", 6u},
                                     {"feed_forward_length", 96u},
                                     {"attention.head_count", 4u},
                                     {"attention.head_count_kv", 2u}}) {
      set(key, value);
    }
    writer.set_f32(key("attention.layer_norm_rms_epsilon"), 1e-5f);
    tensor("token_embd.weight", {10, 64});
  }
  std::string key(std::string_view name) const { return architecture + "." + std::string(name); }
  void set(std::string_view name, uint32_t value) { writer.set_u32(key(name), value); }
  void number(std::string_view name, float value) { writer.set_f32(key(name), value); }
  void tensor(const std::string& name, const std::vector<int64_t>& shape, std::vector<float> values = {}) {
    size_t size = 1;
    for (int64_t side : shape) size *= static_cast<size_t>(side);
    values.resize(size);
    numbers.push_back(std::move(values));
    tensors.push_back({name, DType::f32, shape, std::as_bytes(std::span(numbers.back()))});
  }
  Json config() const {
    afina::testing::TemporaryFolder folder;
    writer.write(folder.path() / "m.gguf", tensors);
    return hf_config_from_gguf(read_gguf(folder.path() / "m.gguf"));
  }
};

std::vector<float> llama3_factors(double factor, double theta, size_t pairs) {
  std::vector<float> factors;
  for (size_t i = 0; i < pairs; ++i) {
    const double wavelength =
        2 * std::numbers::pi * std::pow(theta, static_cast<double>(i) / static_cast<double>(pairs));
    const double smooth = (8192 / wavelength - 1) / 3;
    factors.push_back(static_cast<float>(wavelength < 2048   ? 1
                                         : wavelength > 8192 ? factor
                                                             : 1 / ((1 - smooth) / factor + smooth)));
  }
  return factors;
}

}  // namespace

TEST_CASE("a real file's config is its folder's") {
  for (const RealModel& model : kReal) {
    CAPTURE(model.file);
    const auto path = afina::testing::real_model(model.file), folder = afina::testing::real_model(model.folder);
    if (path.empty() || folder.empty()) continue;
    const Json got = hf_config_from_gguf(read_gguf(path));
    const Json want = parse_json(afina::testing::slurp(folder / "config.json"), "config.json");
    const std::vector<std::string> words = {"architectures",
                                            "attention_bias",
                                            "bos_token_id",
                                            "eos_token_id",
                                            "head_dim",
                                            "hidden_act",
                                            "hidden_activation",
                                            "hidden_size",
                                            "intermediate_size",
                                            "max_position_embeddings",
                                            "mlp_bias",
                                            "model_type",
                                            "num_attention_heads",
                                            "num_hidden_layers",
                                            "num_key_value_heads",
                                            "pad_token_id",
                                            "rms_norm_eps",
                                            "rope_parameters",
                                            "tie_word_embeddings",
                                            "vocab_size",
                                            "layer_types",
                                            "query_pre_attn_scalar",
                                            "sliding_window",
                                            "attn_logit_softcapping",
                                            "final_logit_softcapping"};
    size_t compared = 0;
    for (const std::string& word : words) {
      CAPTURE(word);
      if (!want.contains(word)) continue;
      REQUIRE(got.contains(word));
      CHECK(got[word] == want[word]);
      ++compared;
    }
    CHECK(compared > 17);
  }
}

TEST_CASE("a real file's tensors are its folder's by name and place") {
  for (const RealModel& model : kReal) {
    CAPTURE(model.file);
    const auto path = afina::testing::real_model(model.file), folder = afina::testing::real_model(model.folder);
    if (path.empty() || folder.empty()) continue;
    const Gguf gguf = read_gguf(path);
    const Json config = hf_config_from_gguf(gguf);
    const Checkpoint checkpoint = read_safetensors(folder / "model.safetensors");
    size_t found = 0;
    for (const auto& [name, tensor] : gguf.tensors()) {
      CAPTURE(name);
      const auto hf = hf_tensor(*gguf.text("general.architecture"), name);
      REQUIRE(hf);
      CHECK(hf_name(*gguf.text("general.architecture"), name) == hf->hf);
      const auto stored = checkpoint.tensors.find(hf->hf);
      REQUIRE(stored != checkpoint.tensors.end());
      CHECK(stored->second.shape == tensor.shape);
      ++found;
      // A quarter of the tables and all of the first layers: enough for every kind of tensor.
      const bool checked = name.starts_with("blk.0.") || name.starts_with("blk.5.") || !name.starts_with("blk.");
      if (!checked) continue;
      const std::vector<float> got = floats_of(tensor), want = floats_of(stored->second);
      CHECK(far_off(got, want, hf->layout, tensor.shape.back(), config["head_dim"]) == 0);
      if (hf->layout == GgufLayout::as_is) continue;
      // What would not notice a wrong layout proves nothing.
      CHECK(far_off(got, want, GgufLayout::as_is, tensor.shape.back(), config["head_dim"]) > want.size() / 2);
    }
    CHECK(found == checkpoint.tensors.size());
  }
}

TEST_CASE("every architecture gives a config that the registry knows") {
  for (std::string_view name : gguf_architectures()) {
    CAPTURE(name);
    const Small small{std::string(name)};
    const Json config = small.config();
    const Architecture& architecture = find_architecture(config, "test");
    CHECK(config["architectures"][0] == architecture.class_name);
    CHECK(config["tie_word_embeddings"] == true);
    CHECK(config["vocab_size"] == 10);
    if (name == "gpt2") {
      CHECK(config["n_inner"] == 96);
      continue;
    }
    CHECK(config["head_dim"] == 16);
    CHECK(config["num_key_value_heads"] == 2);
    CHECK(config["attention_bias"] == false);
  }
}

TEST_CASE("heads, biases and ends of a turn") {
  Small small("llama");
  small.set("attention.key_length", 32);
  small.set("attention.value_length", 32);
  small.tensor("output.weight", {10, 64}, {1.f});
  small.tensor("blk.0.attn_q.bias", {128});
  small.writer.set_u32("tokenizer.ggml.eos_token_id", 5);
  small.writer.set_u32("tokenizer.ggml.eot_token_id", 7);
  const Json config = small.config();
  CHECK(config["head_dim"] == 32);
  CHECK(config["tie_word_embeddings"] == false);
  CHECK(config["attention_bias"] == true);
  CHECK(config["eos_token_id"] == Json({5, 7}));
  CHECK(config["bos_token_id"].is_null());
  Small same("gpt2");
  same.tensor("output.weight", {10, 64});  // as the embeddings, byte for byte
  CHECK(same.config()["tie_word_embeddings"] == true);
}

TEST_CASE("stretched rotary frequencies") {
  Small llama("llama");
  llama.number("rope.freq_base", 500000);
  llama.tensor("rope_freqs.weight", {8}, llama3_factors(32, 500000, 8));
  Json rope = llama.config()["rope_parameters"];
  CHECK(rope["rope_type"] == "llama3");
  CHECK(rope["factor"] == 32);
  CHECK(rope["rope_theta"] == 500000);
  Small other("llama");
  other.tensor("rope_freqs.weight", {8}, {1, 1, 1, 2, 2, 3, 3, 9});
  rope = other.config()["rope_parameters"];
  CHECK(rope["rope_type"] == "longrope");
  CHECK(rope["short_factor"] == Json({1, 1, 1, 2, 2, 3, 3, 9}));
  CHECK(rope["attention_factor"] == 1);
  Small ones("llama");
  ones.tensor("rope_freqs.weight", {8}, std::vector<float>(8, 1.f));
  CHECK(ones.config()["rope_parameters"]["rope_type"] == "default");
  Small yarn("qwen2");
  yarn.writer.set(yarn.key("rope.scaling.type"), "yarn");
  yarn.number("rope.scaling.factor", 4);
  yarn.set("rope.scaling.original_context_length", 32768);
  rope = yarn.config()["rope_parameters"];
  CHECK(rope["factor"] == 4);
  CHECK(rope["original_max_position_embeddings"] == 32768);
  Small gemma("gemma3");
  gemma.writer.set(gemma.key("rope.scaling.type"), "linear");
  gemma.number("rope.scaling.factor", 8);
  gemma.number("rope.freq_base", 1e6);
  rope = gemma.config()["rope_parameters"];
  CHECK(rope["full_attention"] == Json({{"rope_type", "linear"}, {"factor", 8.0}, {"rope_theta", 1e6}}));
  CHECK(rope["sliding_attention"] == Json({{"rope_type", "default"}, {"rope_theta", 10000.0}}));
}

TEST_CASE("Phi-3's factors, part of a head turning, and windows") {
  Small phi("phi3");
  phi.set("rope.dimension_count", 12);
  phi.set("rope.scaling.original_context_length", 2048);
  phi.number("rope.scaling.attn_factor", 1.25f);
  phi.set("attention.sliding_window", 2047);
  phi.tensor("rope_factors_long.weight", {6}, {2, 2, 2, 2, 2, 2});
  phi.tensor("rope_factors_short.weight", {6}, {1, 1, 1, 1, 1, 1.5f});
  const Json config = phi.config();
  CHECK(config["partial_rotary_factor"] == 0.75);
  CHECK(config["original_max_position_embeddings"] == 2048);
  CHECK(config["sliding_window"] == 2047);
  CHECK(config["rope_parameters"]["long_factor"] == Json({2, 2, 2, 2, 2, 2}));
  CHECK(config["rope_parameters"]["short_factor"][5] == 1.5);
  CHECK(config["rope_parameters"]["attention_factor"] == 1.25);
  Small mistral("llama");
  mistral.set("attention.sliding_window", 4096);
  CHECK(mistral.config()["model_type"] == "mistral");
}

TEST_CASE("Gemma's layers, caps and scale") {
  Small gemma("gemma2");
  gemma.set("attention.sliding_window", 4096);
  gemma.set("attention.key_length", 32);
  gemma.number("attn_logit_softcapping", 50);
  Json config = gemma.config();
  CHECK(config["attn_logit_softcapping"] == 50);
  CHECK(config["final_logit_softcapping"].is_null());
  CHECK(config["layer_types"][0] == "sliding_attention");
  CHECK(config["layer_types"][1] == "full_attention");
  CHECK(config["query_pre_attn_scalar"] == 32);
  Small third("gemma3");
  third.set("attention.sliding_window", 512);
  third.set("attention.sliding_window_pattern", 3);
  config = third.config();
  CHECK(config["layer_types"][1] == "sliding_attention");
  CHECK(config["layer_types"][2] == "full_attention");
  Small granite("granite");
  granite.number("logit_scale", 8);
  granite.number("attention.scale", 0.0625f);
  config = granite.config();
  CHECK(config["logits_scaling"] == 8);
  CHECK(config["attention_multiplier"] == 0.0625);
  CHECK(Small("smollm3").config()["no_rope_layer_interval"] == 4);
}

TEST_CASE("what is not a model known here") {
  auto code = [](const std::string& architecture, const std::function<void(Small&)>& change) {
    Small small(architecture);
    change(small);
    return error_code([&] { small.config(); });
  };
  CHECK(code("mamba", [](Small&) {}) == "models.unsupported_architecture");
  CHECK(code("llama", [](Small& s) { s.set("expert_count", 8); }) == "models.unsupported_option");
  CHECK(code("olmo2", [](Small& s) { s.set("attention.sliding_window", 8); }) == "models.unsupported_option");
  CHECK(code("llama", [](Small& s) { s.set("attention.value_length", 8); }) == "models.unsupported_option");
  CHECK(code("llama", [](Small& s) { s.set("rope.dimension_count", 8); }) == "models.unsupported_option");
  CHECK(code("llama", [](Small& s) { s.writer.set("llama.rope.scaling.type", "new"); }) == "models.unsupported_option");
  const std::vector<int32_t> same{16, 16}, different{16, 32};  // a value for each layer
  CHECK(code("llama", [&](Small& s) { s.writer.set("llama.attention.key_length", same); }) == "");
  CHECK(code("llama", [&](Small& s) { s.writer.set("llama.attention.key_length", different); }) ==
        "models.unsupported_option");
  const std::string empty = GgufWriter().header({});
  CHECK(error_code([&] { hf_config_from_gguf(read_gguf(std::as_bytes(std::span(empty)), nullptr, "test")); }) ==
        "io.gguf_key_missing");
}

TEST_CASE("tensor names and how tensors lie") {
  const auto lies = [](std::string_view architecture, std::string_view name) {
    return hf_tensor(architecture, name)->layout;
  };
  CHECK(hf_name("llama", "blk.12.attn_q.weight") == "model.layers.12.self_attn.q_proj.weight");
  CHECK(lies("llama", "blk.12.attn_q.weight") == GgufLayout::permuted_q);
  CHECK(lies("granite", "blk.12.attn_k.bias") == GgufLayout::permuted_k);
  CHECK(lies("smollm3", "blk.0.attn_k.weight") == GgufLayout::permuted_k);
  CHECK(lies("qwen2", "blk.12.attn_q.weight") == GgufLayout::as_is);
  CHECK(hf_name("llama", "blk.0.ffn_norm.weight") == "model.layers.0.post_attention_layernorm.weight");
  CHECK(hf_name("gemma2", "blk.0.ffn_norm.weight") == "model.layers.0.pre_feedforward_layernorm.weight");
  CHECK(lies("gemma2", "blk.0.ffn_norm.weight") == GgufLayout::plus_one);
  CHECK(lies("gemma3", "blk.0.attn_q_norm.weight") == GgufLayout::plus_one);
  CHECK(lies("qwen3", "blk.0.attn_q_norm.weight") == GgufLayout::as_is);
  CHECK(hf_name("olmo2", "blk.0.post_ffw_norm.weight") == "model.layers.0.post_feedforward_layernorm.weight");
  CHECK(hf_name("phi3", "blk.0.ffn_up.weight") == "model.layers.0.mlp.gate_up_proj.weight");
  CHECK(hf_name("phi3", "blk.0.attn_qkv.weight") == "model.layers.0.self_attn.qkv_proj.weight");
  CHECK(hf_name("gpt2", "blk.3.attn_qkv.bias") == "transformer.h.3.attn.c_attn.bias");
  CHECK(lies("gpt2", "blk.3.attn_qkv.weight") == GgufLayout::transposed);
  CHECK(lies("gpt2", "blk.3.attn_qkv.bias") == GgufLayout::as_is);
  CHECK(lies("gpt2", "blk.3.attn_norm.weight") == GgufLayout::as_is);
  CHECK(lies("gpt2", "position_embd.weight") == GgufLayout::as_is);
  CHECK_FALSE(hf_tensor("llama", "rope_freqs.weight"));
  CHECK(hf_name("phi3", "rope_factors_long.weight").empty());
  for (const char* name : {"blk.0.ffn_gate_exps.weight", "blk.x.attn_q.weight", "blk.0", "enc.blk.0.attn_q.weight",
                           "blk.0.attn_q.scale", "", "v.patch_embd.weight", "blk..attn_q.weight"}) {
    CAPTURE(name);
    CHECK(error_code([&] { hf_tensor("llama", name); }) == "models.gguf_tensor");
  }
}
