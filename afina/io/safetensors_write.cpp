#include <algorithm>
#include <set>

#include "afina/base/error.h"
#include "afina/base/json.h"
#include "afina/io/atomic_file.h"
#include "afina/io/safetensors.h"

namespace afina {

namespace {

void check_tensor(const TensorToWrite& tensor) {
  uint64_t bytes = dtype_size(tensor.dtype);
  for (int64_t size : tensor.shape) bytes *= static_cast<uint64_t>(size);
  if (bytes != tensor.bytes.size()) {
    fail("io.internal", {{"detail", "write_safetensors: " + tensor.name + ": " + std::to_string(tensor.bytes.size()) +
                                        " bytes instead of " + std::to_string(bytes)}});
  }
}

// Assembled by hand, because the order of the members follows the data.
std::string make_header(std::span<const TensorToWrite* const> tensors,
                        const std::map<std::string, std::string>& metadata) {
  std::string header = "{";
  if (!metadata.empty()) header += "\"__metadata__\":" + dump_json(metadata) + ",";
  uint64_t position = 0;
  std::set<std::string_view> names{"__metadata__"};
  for (const TensorToWrite* tensor : tensors) {
    check_tensor(*tensor);
    if (!names.insert(tensor->name).second) {
      fail("io.internal", {{"detail", "write_safetensors: two tensors named " + tensor->name}});
    }
    uint64_t end = position + tensor->bytes.size();
    header += dump_json(tensor->name) + ":{\"dtype\":\"" + std::string(dtype_name(tensor->dtype)) +
              "\",\"shape\":" + dump_json(tensor->shape) + ",\"data_offsets\":[" + std::to_string(position) + "," +
              std::to_string(end) + "]},";
    position = end;
  }
  if (header.back() == ',') header.pop_back();
  header += "}";
  header.resize((header.size() + 7) / 8 * 8, ' ');
  return header;
}

}  // namespace

void write_safetensors(const std::filesystem::path& path, std::span<const TensorToWrite> tensors,
                       const std::map<std::string, std::string>& metadata) {
  std::vector<const TensorToWrite*> ordered;
  for (const TensorToWrite& tensor : tensors) ordered.push_back(&tensor);
  std::stable_sort(ordered.begin(), ordered.end(), [](const TensorToWrite* a, const TensorToWrite* b) {
    return dtype_size(a->dtype) > dtype_size(b->dtype);
  });
  std::string header = make_header(ordered, metadata);
  uint64_t length = header.size();

  AtomicFile file(path);
  file.write(std::as_bytes(std::span(&length, 1)));
  file.write(header);
  for (const TensorToWrite* tensor : ordered) file.write(tensor->bytes);
  file.commit();
}

}  // namespace afina
