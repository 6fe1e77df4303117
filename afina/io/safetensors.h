// safetensors (https://huggingface.co/docs/safetensors): an 8-byte little-endian header length, a JSON header,
// then the bytes. Reading never copies and validates everything before it hands out a view.
#pragma once

#include <cstddef>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "afina/base/dtype.h"

namespace afina {

// A tensor as stored. `bytes` is a view into the mapped file and is valid while `owner` lives.
struct StoredTensor {
  std::string name;
  DType dtype = DType::f32;
  std::vector<int64_t> shape;
  std::span<const std::byte> bytes;
  std::shared_ptr<const void> owner;

  int64_t elements() const noexcept;
};

// All tensors of a checkpoint by name.
struct Checkpoint {
  std::map<std::string, StoredTensor> tensors;
  std::map<std::string, std::string> metadata;  // "__metadata__"
};

// One file. Errors: io.safetensors_* (place, tensor), io.pickle_refused, io.lfs_pointer, those of MappedFile.
Checkpoint read_safetensors(const std::filesystem::path& path);
// The same over bytes in memory that `owner` keeps alive; `place` names them in errors.
Checkpoint read_safetensors(std::span<const std::byte> bytes, std::shared_ptr<const void> owner,
                            std::string_view place);

// The checkpoint of a Hugging Face folder: model.safetensors, or model.safetensors.index.json and its shards.
// A folder that only has .bin, .pt, .pth, .pkl or .ckpt weights throws Error io.pickle_refused with the way
// out; one without weights throws io.no_weights.
Checkpoint read_checkpoint_folder(const std::filesystem::path& folder);

// A tensor to be written; `bytes` holds elements in `dtype`, row major.
struct TensorToWrite {
  std::string name;
  DType dtype = DType::f32;
  std::vector<int64_t> shape;
  std::span<const std::byte> bytes;
};

// Written atomically, header padded to 8 bytes. As in the reference, wider element types come first so that
// every tensor stays aligned; otherwise the order given is kept. Same input, same bytes.
void write_safetensors(const std::filesystem::path& path, std::span<const TensorToWrite> tensors,
                       const std::map<std::string, std::string>& metadata = {});

}  // namespace afina
