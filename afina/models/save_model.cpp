// Writing a model as a Hugging Face folder.
#include <deque>
#include <map>

#include "afina/base/error.h"
#include "afina/io/atomic_file.h"
#include "afina/models/causal_lm.h"
#include "afina/models/weights.h"

namespace afina::models {

namespace {

std::vector<uint16_t> as_bf16(std::span<const float> values) {
  std::vector<uint16_t> out(values.size());
  for (size_t i = 0; i < values.size(); ++i) out[i] = to_bf16(values[i]);
  return out;
}

Json updated_config(const CausalLM& model, DType dtype) {
  Json config = model.config();
  const char* name = dtype == DType::bf16 ? "bfloat16" : "float32";
  bool newer = config.contains("dtype");
  if (newer) config["dtype"] = name;
  if (config.contains("torch_dtype") || !newer) config["torch_dtype"] = name;
  // What was loaded decides: a head that config.json called tied may have been stored apart.
  if (config.contains("tie_word_embeddings") || !model.shape().tied_head) {
    config["tie_word_embeddings"] = model.shape().tied_head;
  }
  return config;
}

}  // namespace

void save_model(CausalLM& model, const std::filesystem::path& folder, DType dtype) {
  if (dtype != DType::f32 && dtype != DType::bf16) {
    fail("models.internal", {{"detail", "save_model: dtype " + std::string(dtype_name(dtype))}});
  }
  std::map<std::string, bool> turned;
  for (const Linear* linear : model.linears()) turned[linear->name + ".weight"] = linear->stored_transposed;

  std::vector<Tensor> kept;  // alive until written
  std::deque<std::vector<uint16_t>> halves;
  std::vector<TensorToWrite> tensors;
  for (const NamedTensor& parameter : model.parameters()) {
    auto found = turned.find(parameter.name);
    bool turn = found != turned.end() && found->second;
    Tensor tensor = turn ? transposed(*parameter.tensor) : *parameter.tensor;
    std::span<const std::byte> bytes = std::as_bytes(tensor.values());
    if (dtype == DType::bf16) {
      bytes = std::as_bytes(std::span<const uint16_t>(halves.emplace_back(as_bf16(tensor.values()))));
    } else {
      kept.push_back(tensor);
    }
    tensors.push_back({parameter.name, dtype, tensor.shape(), bytes});
  }
  write_safetensors(folder / "model.safetensors", tensors, {{"format", "pt"}});
  write_file_atomically(folder / "config.json", dump_json_pretty(updated_config(model, dtype)));
}

}  // namespace afina::models
