#include "afina/io/safetensors.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <limits>

#include "afina/base/error.h"
#include "afina/base/json.h"
#include "afina/base/utf8.h"
#include "afina/io/mapped_file.h"
#include "afina/io/weight_files.h"

namespace afina {

namespace {

static_assert(std::endian::native == std::endian::little, "safetensors is little-endian and is mapped as it is");

constexpr size_t kLengthBytes = 8;
constexpr uint64_t kMaxHeader = 100'000'000;  // the reference's limit
constexpr std::string_view kMetadata = "__metadata__";

// A tensor as the header describes it.
struct Entry {
  std::string name;
  DType dtype = DType::f32;
  std::vector<int64_t> shape;
  uint64_t begin = 0, end = 0;  // in the data that follows the header
};

class HeaderReader {
 public:
  explicit HeaderReader(std::string_view place) : place_(place) {}

  std::vector<Entry> read(std::string_view header, std::map<std::string, std::string>& metadata) const {
    Json root = parse(header);
    if (!root.is_object()) bad_entry("", "{}");
    std::vector<Entry> entries;
    for (const auto& [name, value] : root.items()) {
      if (name == kMetadata) {
        read_metadata(value, metadata);
      } else {
        entries.push_back(read_entry(name, value));
      }
    }
    check_duplicates(header, root);
    std::sort(entries.begin(), entries.end(),
              [](const Entry& a, const Entry& b) { return std::tie(a.begin, a.end) < std::tie(b.begin, b.end); });
    check_sizes(entries);
    return entries;
  }

 private:
  [[noreturn]] void bad_entry(const std::string& tensor, std::string_view field) const {
    fail("io.safetensors_entry", {{"place", place_}, {"tensor", tensor}, {"field", std::string(field)}});
  }
  [[noreturn]] void bad_tensor(std::string_view code, const std::string& tensor) const {
    fail(code, {{"place", place_}, {"tensor", tensor}});
  }

  Json parse(std::string_view header) const {
    if (!is_valid_utf8(header)) fail("io.safetensors_not_utf8", {{"place", place_}});
    try {
      return parse_json(header, place_);
    } catch (const Error& error) {
      std::string column = "1";
      for (const auto& [key, value] : error.args()) {
        if (key == "column") column = value;
      }
      fail("io.safetensors_header_json", {{"place", place_}, {"column", column}});
    }
  }

  // A repeated name would hide a tensor from whoever keeps the other copy. The parser drops repetitions, so
  // members are counted in the text: every colon outside strings at depth 1 is one.
  void check_duplicates(std::string_view header, const Json& root) const {
    size_t members = 0;
    int depth = 0;
    bool in_string = false;
    for (size_t i = 0; i < header.size(); ++i) {
      char c = header[i];
      if (in_string) {
        if (c == '\\')
          ++i;
        else if (c == '"')
          in_string = false;
        continue;
      }
      if (c == '"') in_string = true;
      depth += (c == '{' || c == '[') - (c == '}' || c == ']');
      members += c == ':' && depth == 1;
    }
    if (members != root.size()) fail("io.safetensors_duplicate", {{"place", place_}});
  }

  void read_metadata(const Json& value, std::map<std::string, std::string>& metadata) const {
    if (!value.is_object()) bad_entry(std::string(kMetadata), "{}");
    for (const auto& [key, item] : value.items()) {
      if (!item.is_string()) bad_entry(std::string(kMetadata), key);
      metadata[key] = item.get<std::string>();
    }
  }

  Entry read_entry(const std::string& name, const Json& value) const {
    Entry entry;
    entry.name = name;
    auto member = [&](const char* field) -> const Json& {
      auto found = value.is_object() ? value.find(field) : value.end();
      if (found == value.end()) bad_entry(name, field);
      return *found;
    };
    const Json& dtype = member("dtype");
    if (!dtype.is_string()) bad_entry(name, "dtype");
    entry.dtype = find_dtype(name, dtype.get_ref<const std::string&>());
    const Json& shape = member("shape");
    if (!shape.is_array()) bad_entry(name, "shape");
    for (const Json& dimension : shape) {
      if (!dimension.is_number_unsigned()) bad_entry(name, "shape");
      uint64_t size = dimension.get<uint64_t>();
      if (size > uint64_t{std::numeric_limits<int64_t>::max()}) bad_tensor("io.safetensors_overflow", name);
      entry.shape.push_back(static_cast<int64_t>(size));
    }
    const Json& offsets = member("data_offsets");
    bool pair =
        offsets.is_array() && offsets.size() == 2 && offsets[0].is_number_unsigned() && offsets[1].is_number_unsigned();
    if (!pair) bad_entry(name, "data_offsets");
    entry.begin = offsets[0].get<uint64_t>();
    entry.end = offsets[1].get<uint64_t>();
    return entry;
  }

  DType find_dtype(const std::string& tensor, const std::string& name) const {
    for (int i = 0; i <= static_cast<int>(DType::f8_e5m2); ++i) {
      if (dtype_name(static_cast<DType>(i)) == name) return static_cast<DType>(i);
    }
    fail("io.safetensors_dtype", {{"place", place_}, {"tensor", tensor}, {"dtype", name}});
  }

  // Sorted by offset, each tensor begins where the one before ends and is as long as its shape says.
  void check_sizes(const std::vector<Entry>& entries) const {
    uint64_t position = 0;
    for (const Entry& entry : entries) {
      if (entry.begin != position || entry.end < entry.begin) bad_tensor("io.safetensors_offsets", entry.name);
      uint64_t bytes = 1;
      bool overflow = false;
      for (int64_t size : entry.shape) overflow |= __builtin_mul_overflow(bytes, static_cast<uint64_t>(size), &bytes);
      overflow |= __builtin_mul_overflow(bytes, dtype_size(entry.dtype), &bytes);
      if (overflow) bad_tensor("io.safetensors_overflow", entry.name);
      if (entry.end - entry.begin != bytes) bad_tensor("io.safetensors_size", entry.name);
      position = entry.end;
    }
  }

  std::string place_;
};

}  // namespace

int64_t StoredTensor::elements() const noexcept {
  int64_t count = 1;
  for (int64_t size : shape) count *= size;
  return count;
}

Checkpoint read_safetensors(std::span<const std::byte> bytes, std::shared_ptr<const void> owner,
                            std::string_view place) {
  const std::string where(place);
  if (bytes.size() < kLengthBytes) fail("io.safetensors_short", {{"place", where}});
  uint64_t length = 0;
  std::memcpy(&length, bytes.data(), sizeof length);
  if (length > kMaxHeader) fail("io.safetensors_header_size", {{"place", where}});
  if (length > bytes.size() - kLengthBytes) fail("io.safetensors_header_cut", {{"place", where}});
  std::string_view header(reinterpret_cast<const char*>(bytes.data()) + kLengthBytes, length);

  Checkpoint checkpoint;
  std::vector<Entry> entries = HeaderReader(place).read(header, checkpoint.metadata);
  std::span<const std::byte> data = bytes.subspan(kLengthBytes + length);
  uint64_t described = entries.empty() ? 0 : entries.back().end;
  if (described != data.size()) {
    fail("io.safetensors_incomplete",
         {{"place", where}, {"expected", std::to_string(described)}, {"found", std::to_string(data.size())}});
  }
  for (Entry& entry : entries) {
    StoredTensor& tensor = checkpoint.tensors[entry.name];
    tensor.bytes = data.subspan(entry.begin, entry.end - entry.begin);
    tensor.dtype = entry.dtype;
    tensor.shape = std::move(entry.shape);
    tensor.owner = owner;
    tensor.name = std::move(entry.name);
  }
  return checkpoint;
}

Checkpoint read_safetensors(const std::filesystem::path& path) {
  auto file = MappedFile::open(path);
  refuse_foreign_weights(path, file->bytes());
  return read_safetensors(file->bytes(), file, path.string());
}

}  // namespace afina
