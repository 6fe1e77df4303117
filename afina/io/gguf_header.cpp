#include "afina/io/gguf_header.h"

#include <algorithm>
#include <bit>
#include <cstring>

#include "afina/base/error.h"
#include "afina/base/one_line.h"
#include "afina/base/utf8.h"
#include "afina/base/visible_text.h"

namespace afina {

namespace {

static_assert(std::endian::native == std::endian::little, "GGUF is read as little-endian and mapped as it is");

constexpr uint64_t kMostKeyBytes = 65535;  // the specification's limit
constexpr uint64_t kMostDimensions = 4;
constexpr int kMostNesting = 4;  // of arrays; no model nests them

// A tensor as the header describes it; the offset is counted from the end of the header.
struct Entry {
  std::string name;
  DType dtype = DType::f32;
  std::vector<int64_t> shape;
  uint64_t offset = 0, size = 0;
};

// Reads from the beginning to the end. A length is believed only as far as bytes are there.
class HeaderReader {
 public:
  HeaderReader(std::span<const std::byte> bytes, std::shared_ptr<const void> owner, std::string_view place)
      : bytes_(bytes) {
    all_.place = place;
    all_.owner = std::move(owner);
  }

  GgufContents read(GgufRead what) {
    read_start();
    for (uint64_t i = 0; i < key_count_; ++i) read_key();
    if (what == GgufRead::metadata) return std::move(all_);
    std::vector<Entry> entries;
    for (uint64_t i = 0; i < tensor_count_; ++i) entries.push_back(read_entry());
    place_tensors(entries);
    return std::move(all_);
  }

 private:
  // Errors name the key or tensor that is being read.
  std::string item() const { return shortened(visible_line(item_), 80); }
  [[noreturn]] void bad_key(std::string_view code) const { fail(code, {{"place", all_.place}, {"key", item()}}); }
  [[noreturn]] void bad_tensor(std::string_view code, TextArgs more = {}) const {
    TextArgs args{{"place", all_.place}, {"tensor", item()}};
    args.insert(args.end(), more.begin(), more.end());
    fail(code, args);
  }
  [[noreturn]] void cut() const {
    if (item_.empty()) fail("io.gguf_short", {{"place", all_.place}});
    fail("io.gguf_cut", {{"place", all_.place}, {"item", item()}});
  }

  std::span<const std::byte> take_bytes(uint64_t size) {
    if (size > bytes_.size() - position_) cut();
    position_ += size;
    return bytes_.subspan(position_ - size, size);
  }

  template <class T>
  T take() {
    T value;
    std::memcpy(&value, take_bytes(sizeof(T)).data(), sizeof(T));
    return value;
  }

  std::string_view take_string() {
    const std::span<const std::byte> bytes = take_bytes(take<uint64_t>());
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
  }

  void read_start() {
    const TextArgs place{{"place", all_.place}};
    if (bytes_.size() < 24) fail("io.gguf_short", place);
    if (std::memcmp(bytes_.data(), kGgufMagic.data(), kGgufMagic.size()) != 0) fail("io.gguf_magic", place);
    position_ = kGgufMagic.size();
    const auto version = take<uint32_t>();
    if (version != 0 && (version & 0xffffu) == 0) fail("io.gguf_big_endian", place);
    if (version != 2 && version != 3) {
      fail("io.gguf_version", {{"place", all_.place}, {"version", std::to_string(version)}});
    }
    tensor_count_ = take<uint64_t>();
    key_count_ = take<uint64_t>();
  }

  void read_key() {
    const std::string_view key = take_string();
    item_ = key.substr(0, kMostKeyBytes);
    if (key.empty() || key.size() > kMostKeyBytes || !is_valid_utf8(key)) bad_key("io.gguf_key");
    const GgufType type = take_type();
    GgufValue value = take_value(type);
    if (!all_.metadata.emplace(key, std::move(value)).second) bad_key("io.gguf_key_duplicate");
  }

  GgufType take_type() {
    const auto type = take<uint32_t>();
    if (type > static_cast<uint32_t>(GgufType::f64)) bad_key("io.gguf_key");
    return static_cast<GgufType>(type);
  }

  GgufValue take_value(GgufType type) {
    switch (type) {
      case GgufType::u8:
        return uint64_t{take<uint8_t>()};
      case GgufType::i8:
        return int64_t{take<int8_t>()};
      case GgufType::u16:
        return uint64_t{take<uint16_t>()};
      case GgufType::i16:
        return int64_t{take<int16_t>()};
      case GgufType::u32:
        return uint64_t{take<uint32_t>()};
      case GgufType::i32:
        return int64_t{take<int32_t>()};
      case GgufType::f32:
        return double{take<float>()};
      case GgufType::boolean:
        return take_flag();
      case GgufType::string:
        return take_string();
      case GgufType::array:
        return take_array(1);
      case GgufType::u64:
        return take<uint64_t>();
      case GgufType::i64:
        return take<int64_t>();
      default:
        return take<double>();
    }
  }

  bool take_flag() {
    const auto byte = take<uint8_t>();
    if (byte > 1) bad_key("io.gguf_key");
    return byte == 1;
  }

  GgufArray take_array(int depth) {
    if (depth > kMostNesting) bad_key("io.gguf_key");
    GgufArray array;
    array.type = take_type();
    array.size = take<uint64_t>();
    if (array.type == GgufType::string) {
      for (uint64_t i = 0; i < array.size; ++i) array.strings.push_back(take_string());
    } else if (array.type == GgufType::array) {
      for (uint64_t i = 0; i < array.size; ++i) array.arrays.push_back(take_array(depth + 1));
    } else {
      uint64_t size = 0;
      if (__builtin_mul_overflow(array.size, gguf_element_size(array.type), &size)) cut();
      array.numbers = take_bytes(size);
      const bool flags = array.type == GgufType::boolean;
      if (flags &&
          std::any_of(array.numbers.begin(), array.numbers.end(), [](std::byte b) { return b > std::byte{1}; }))
        bad_key("io.gguf_key");
    }
    return array;
  }

  Entry read_entry() {
    Entry entry;
    const std::string_view name = take_string();
    item_ = name.substr(0, kMostKeyBytes);
    if (name.empty() || name.size() > kMostKeyBytes || !is_valid_utf8(name)) bad_tensor("io.gguf_tensor");
    entry.name = name;
    const auto dimensions = take<uint32_t>();
    if (dimensions > kMostDimensions) bad_tensor("io.gguf_tensor");
    for (uint32_t i = 0; i < dimensions; ++i) {
      const auto size = take<int64_t>();
      if (size < 0) bad_tensor("io.gguf_overflow");
      entry.shape.insert(entry.shape.begin(), size);
    }
    const auto type = take<uint32_t>();
    const std::optional<DType> dtype = dtype_of_ggml_type(type);
    if (!dtype) bad_tensor("io.gguf_type", {{"type", ggml_type_name(type)}});
    entry.dtype = *dtype;
    entry.size = size_of(entry);
    entry.offset = take<uint64_t>();
    return entry;
  }

  uint64_t size_of(const Entry& entry) const {
    const DTypeBlock block = dtype_block(entry.dtype);
    const int64_t row = entry.shape.empty() ? 1 : entry.shape.back();
    if (row % block.elements != 0) {
      bad_tensor("io.gguf_row", {{"type", std::string(dtype_name(entry.dtype))}, {"row", std::to_string(row)}});
    }
    int64_t elements = 1, bytes = 0;
    bool overflow = false;
    for (int64_t size : entry.shape) overflow |= __builtin_mul_overflow(elements, size, &elements);
    overflow |= __builtin_mul_overflow(elements / block.elements, block.bytes, &bytes);
    if (overflow) bad_tensor("io.gguf_overflow");
    return static_cast<uint64_t>(bytes);
  }

  uint64_t alignment() const {
    const auto found = all_.metadata.find("general.alignment");
    if (found == all_.metadata.end()) return kGgufAlignment;
    const auto* alignment = std::get_if<uint64_t>(&found->second);
    if (alignment == nullptr || !std::has_single_bit(*alignment) || *alignment > UINT32_MAX) {
      fail("io.gguf_key", {{"place", all_.place}, {"key", found->first}});
    }
    return *alignment;
  }

  // Tensors begin at multiples of the alignment, inside the file, and none lies over another.
  void place_tensors(std::vector<Entry>& entries) {
    const uint64_t alignment = this->alignment();
    const uint64_t begin = (position_ + alignment - 1) / alignment * alignment;
    const std::span<const std::byte> data = bytes_.subspan(std::min<uint64_t>(begin, bytes_.size()));
    std::sort(entries.begin(), entries.end(),
              [](const Entry& a, const Entry& b) { return std::tie(a.offset, a.size) < std::tie(b.offset, b.size); });
    uint64_t end = 0;
    for (Entry& entry : entries) {
      item_ = entry.name;
      if (entry.offset % alignment != 0 || entry.offset < end) bad_tensor("io.gguf_offset");
      if (entry.offset > data.size() || entry.size > data.size() - entry.offset) bad_tensor("io.gguf_incomplete");
      end = entry.offset + entry.size;
      StoredTensor tensor{entry.name, entry.dtype, std::move(entry.shape), data.subspan(entry.offset, entry.size),
                          all_.owner};
      if (!all_.tensors.emplace(entry.name, std::move(tensor)).second) bad_tensor("io.gguf_tensor_duplicate");
    }
  }

  std::span<const std::byte> bytes_;
  size_t position_ = 0;
  uint64_t tensor_count_ = 0, key_count_ = 0;
  std::string item_;
  GgufContents all_;
};

}  // namespace

GgufContents read_gguf_header(std::span<const std::byte> bytes, std::shared_ptr<const void> owner,
                              std::string_view place, GgufRead what) {
  return HeaderReader(bytes, std::move(owner), place).read(what);
}

}  // namespace afina
