#include "afina/tuning/checkpoint.h"

#include "afina/base/error.h"
#include "afina/io/safetensors.h"

namespace afina::tuning {

namespace {

std::filesystem::path state_file(const std::filesystem::path& folder) { return folder / "checkpoint.safetensors"; }
std::filesystem::path best_file(const std::filesystem::path& folder) { return folder / "best.safetensors"; }

TensorToWrite as_stored(std::string name, const Tensor& tensor) {
  return {std::move(name), DType::f32, tensor.shape(), std::as_bytes(tensor.values())};
}

void restore(const Checkpoint& checkpoint, const std::string& name, Tensor& into, const std::filesystem::path& file) {
  auto found = checkpoint.tensors.find(name);
  if (found == checkpoint.tensors.end() || found->second.shape != into.shape()) {
    fail("tuning.checkpoint_mismatch", {{"path", file.string()}, {"tensor", name}});
  }
  convert_to_f32(found->second, into.mutable_data());
}

}  // namespace

void save_checkpoint(const std::filesystem::path& folder, Optimizer& optimizer, const Json& state) {
  std::vector<TensorToWrite> tensors;
  for (size_t i = 0; i < optimizer.parameters().size(); ++i) {
    const models::NamedTensor& p = optimizer.parameters()[i];
    tensors.push_back(as_stored("parameter." + p.name, *p.tensor));
    tensors.push_back(as_stored("first_moment." + p.name, optimizer.first_moments()[i]));
    tensors.push_back(as_stored("second_moment." + p.name, optimizer.second_moments()[i]));
  }
  write_safetensors(state_file(folder), tensors, {{"state", dump_json(state)}});
}

std::optional<Json> load_checkpoint(const std::filesystem::path& folder, Optimizer& optimizer) {
  auto file = state_file(folder);
  if (!std::filesystem::exists(file)) return std::nullopt;
  Checkpoint checkpoint = read_safetensors(file);
  for (size_t i = 0; i < optimizer.parameters().size(); ++i) {
    const models::NamedTensor& p = optimizer.parameters()[i];
    restore(checkpoint, "parameter." + p.name, *p.tensor, file);
    restore(checkpoint, "first_moment." + p.name, optimizer.first_moments()[i], file);
    restore(checkpoint, "second_moment." + p.name, optimizer.second_moments()[i], file);
  }
  auto state = checkpoint.metadata.find("state");
  if (state == checkpoint.metadata.end()) {
    fail("tuning.checkpoint_mismatch", {{"path", file.string()}, {"tensor", "__metadata__.state"}});
  }
  return parse_json(state->second, file.string());
}

void save_best(const std::filesystem::path& folder, std::span<const models::NamedTensor> parameters) {
  std::vector<TensorToWrite> tensors;
  for (const models::NamedTensor& p : parameters) tensors.push_back(as_stored(p.name, *p.tensor));
  write_safetensors(best_file(folder), tensors);
}

void load_best(const std::filesystem::path& folder, std::span<const models::NamedTensor> parameters) {
  auto file = best_file(folder);
  Checkpoint checkpoint = read_safetensors(file);
  for (const models::NamedTensor& p : parameters) restore(checkpoint, p.name, *p.tensor, file);
}

void remove_checkpoint(const std::filesystem::path& folder) {
  std::filesystem::remove(state_file(folder));
  std::filesystem::remove(best_file(folder));
}

}  // namespace afina::tuning
