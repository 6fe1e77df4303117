#include "afina/tuning/checkpoint.h"

#include <vector>

#include "afina/base/error.h"
#include "afina/io/checksum.h"
#include "afina/io/safetensors.h"

namespace afina::tuning {

namespace fs = std::filesystem;

namespace {

constexpr const char* kState = "checkpoint.safetensors";
constexpr std::string_view kBest = "best-", kEnding = ".safetensors";

fs::path best_file(const fs::path& folder, int64_t step) {
  return folder / (std::string(kBest) + std::to_string(step) + std::string(kEnding));
}

// "best-40.safetensors", and "best.safetensors" of earlier versions.
bool is_best_name(std::string_view name) {
  if (name == "best.safetensors") return true;
  if (!name.starts_with(kBest) || !name.ends_with(kEnding)) return false;
  name = name.substr(kBest.size(), name.size() - kBest.size() - kEnding.size());
  return !name.empty() && name.find_first_not_of("0123456789") == std::string_view::npos;
}

TensorToWrite as_stored(std::string name, const Tensor& tensor) {
  return {std::move(name), DType::f32, tensor.shape(), std::as_bytes(tensor.values())};
}

// Over what is stored, in the order it was given.
class TensorChecksum {
 public:
  void add(std::string_view name, std::span<const std::byte> bytes) {
    sum_.add(name);
    sum_.add(std::string_view("\0", 1));
    sum_.add(bytes);
  }
  std::string with(std::string_view state) {
    sum_.add(state);
    return sum_.digits();
  }

 private:
  Checksum sum_;
};

void restore(const Checkpoint& checkpoint, const std::string& name, Tensor& into, const fs::path& file,
             TensorChecksum& sum) {
  auto found = checkpoint.tensors.find(name);
  if (found == checkpoint.tensors.end() || found->second.shape != into.shape() || found->second.dtype != DType::f32) {
    fail("tuning.checkpoint_mismatch", {{"path", file.string()}, {"tensor", name}});
  }
  sum.add(name, found->second.bytes);
  std::ranges::copy(found->second.bytes, std::as_writable_bytes(into.mutable_values()).begin());
}

const std::string& metadata_of(const Checkpoint& checkpoint, const char* key, const fs::path& file) {
  auto found = checkpoint.metadata.find(key);
  if (found == checkpoint.metadata.end()) fail("tuning.checkpoint_damaged", {{"path", file.string()}});
  return found->second;
}

}  // namespace

void save_checkpoint(const fs::path& folder, Optimizer& optimizer, const std::string& run, Json state) {
  std::vector<TensorToWrite> tensors;
  for (size_t i = 0; i < optimizer.parameters().size(); ++i) {
    const models::NamedTensor& p = optimizer.parameters()[i];
    tensors.push_back(as_stored("parameter." + p.name, *p.tensor));
    tensors.push_back(as_stored("first_moment." + p.name, optimizer.first_moments()[i]));
    tensors.push_back(as_stored("second_moment." + p.name, optimizer.second_moments()[i]));
  }
  state["run"] = run;
  const std::string told = dump_json(state);
  TensorChecksum sum;
  for (const TensorToWrite& tensor : tensors) sum.add(tensor.name, tensor.bytes);
  write_safetensors(folder / kState, tensors, {{"state", told}, {"checksum", sum.with(told)}});
}

std::optional<Json> load_checkpoint(const fs::path& folder, Optimizer& optimizer, const std::string& run) {
  const fs::path file = folder / kState;
  if (!has_checkpoint(folder)) return std::nullopt;
  Checkpoint checkpoint = read_safetensors(file);
  TensorChecksum sum;
  for (size_t i = 0; i < optimizer.parameters().size(); ++i) {
    const models::NamedTensor& p = optimizer.parameters()[i];
    restore(checkpoint, "parameter." + p.name, *p.tensor, file, sum);
    restore(checkpoint, "first_moment." + p.name, optimizer.first_moments()[i], file, sum);
    restore(checkpoint, "second_moment." + p.name, optimizer.second_moments()[i], file, sum);
  }
  const std::string& told = metadata_of(checkpoint, "state", file);
  if (sum.with(told) != metadata_of(checkpoint, "checksum", file)) {
    fail("tuning.checkpoint_damaged", {{"path", file.string()}});
  }
  Json state = parse_json(told, file.string());
  if (!state.is_object() || state.value("run", Json()) != run) {
    fail("tuning.checkpoint_mismatch", {{"path", file.string()}, {"tensor", "run"}});
  }
  return state;
}

std::string save_best(const fs::path& folder, int64_t step, std::span<const models::NamedTensor> parameters) {
  std::vector<TensorToWrite> tensors;
  TensorChecksum sum;
  for (const models::NamedTensor& p : parameters) {
    tensors.push_back(as_stored(p.name, *p.tensor));
    sum.add(p.name, tensors.back().bytes);
  }
  write_safetensors(best_file(folder, step), tensors);
  return sum.with("");
}

void load_best(const fs::path& folder, int64_t step, const std::string& checksum,
               std::span<const models::NamedTensor> parameters) {
  const fs::path file = best_file(folder, step);
  Checkpoint checkpoint = read_safetensors(file);
  TensorChecksum sum;
  for (const models::NamedTensor& p : parameters) restore(checkpoint, p.name, *p.tensor, file, sum);
  if (sum.with("") != checksum) fail("tuning.checkpoint_damaged", {{"path", file.string()}});
}

bool has_checkpoint(const fs::path& folder) {
  std::error_code error;
  return fs::exists(fs::symlink_status(folder / kState, error));
}

void remove_checkpoints(const fs::path& folder, std::optional<int64_t> kept) {
  std::error_code error;
  std::vector<fs::path> old;
  for (fs::directory_iterator entry(folder, error), end; !error && entry != end; entry.increment(error)) {
    const std::string name = entry->path().filename().string();
    const bool best = is_best_name(name);
    if (kept ? best && entry->path() != best_file(folder, *kept) : best || name == kState) old.push_back(entry->path());
  }
  for (const fs::path& path : old) fs::remove(path, error);
}

}  // namespace afina::tuning
