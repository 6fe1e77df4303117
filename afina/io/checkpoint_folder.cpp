// The checkpoint of a Hugging Face folder, in one file or in shards that an index lists.
#include <set>

#include "afina/base/error.h"
#include "afina/base/json.h"
#include "afina/io/mapped_file.h"
#include "afina/io/safetensors.h"
#include "afina/io/weight_files.h"

namespace afina {

namespace fs = std::filesystem;

namespace {

constexpr const char* kSingle = "model.safetensors";
constexpr const char* kIndex = "model.safetensors.index.json";

// An index comes from a stranger: a shard is a plain name in the folder, never a way out of it.
void check_shard_name(const std::string& shard, const fs::path& index) {
  if (has_pickle_extension(shard)) fail("io.pickle_refused", {{"path", shard}});
  bool plain = !shard.empty() && shard.find_first_of(std::string_view("/\\\0", 3)) == std::string::npos &&
               shard != "." && shard != "..";
  if (!plain) fail("io.shard_name", {{"place", index.string()}, {"shard", shard}});
}

Checkpoint read_shards(const fs::path& folder) {
  const fs::path index = folder / kIndex;
  Json root = parse_json(read_file(index), index.string());
  auto map = root.is_object() ? root.find("weight_map") : root.end();
  if (map == root.end() || !map->is_object()) {
    fail("base.json_type", {{"place", index.string()}, {"key", "weight_map"}});
  }
  std::map<std::string, Checkpoint> shards;
  Checkpoint all;
  for (const auto& [tensor, value] : map->items()) {
    if (!value.is_string()) fail("base.json_type", {{"place", index.string()}, {"key", tensor}});
    const std::string& shard = value.get_ref<const std::string&>();
    auto [found, fresh] = shards.try_emplace(shard);
    if (fresh) {
      check_shard_name(shard, index);
      if (!fs::exists(folder / shard)) fail("io.shard_missing", {{"place", index.string()}, {"shard", shard}});
      found->second = read_safetensors(folder / shard);
      all.metadata.merge(found->second.metadata);
    }
    auto node = found->second.tensors.extract(tensor);
    if (node.empty()) fail("io.shard_tensor", {{"place", (folder / shard).string()}, {"tensor", tensor}});
    all.tensors.insert(std::move(node));
  }
  return all;
}

// What else the folder holds decides what the person is told.
[[noreturn]] void fail_without_weights(const fs::path& folder) {
  std::error_code error;
  std::set<std::string> pickles;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder, error)) {
    std::string name = entry.path().filename().string();
    bool index_of_pickles = name == "pytorch_model.bin.index.json";
    bool training_leftover = name == "training_args.bin" || name == "optimizer.pt" || name == "scheduler.pt";
    if (index_of_pickles || (has_pickle_extension(entry.path()) && !training_leftover)) pickles.insert(name);
  }
  if (!pickles.empty()) fail("io.pickle_refused", {{"path", (folder / *pickles.begin()).string()}});
  fail("io.no_weights", {{"path", folder.string()}});
}

}  // namespace

Checkpoint read_checkpoint_folder(const fs::path& folder) {
  std::error_code error;
  fs::file_status status = fs::status(folder, error);
  if (!fs::exists(status)) fail("io.not_found", {{"path", folder.string()}});
  if (!fs::is_directory(status)) {
    if (has_pickle_extension(folder)) fail("io.pickle_refused", {{"path", folder.string()}});
    fail("io.not_a_folder", {{"path", folder.string()}});
  }
  // symlink_status: a link to a file that is gone is reported as missing, not as a folder without weights.
  if (fs::exists(fs::symlink_status(folder / kSingle, error))) return read_safetensors(folder / kSingle);
  if (fs::exists(fs::symlink_status(folder / kIndex, error))) return read_shards(folder);
  fail_without_weights(folder);
}

}  // namespace afina
