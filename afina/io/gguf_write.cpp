#include <set>

#include "afina/base/error.h"
#include "afina/io/atomic_file.h"
#include "afina/io/gguf_header.h"

namespace afina {

namespace {

constexpr uint32_t kVersion = 3;

template <class T>
void append(std::string& out, T value) {
  out.append(reinterpret_cast<const char*>(&value), sizeof value);
}

void append_string(std::string& out, std::string_view text) {
  append(out, uint64_t{text.size()});
  out.append(text);
}

uint64_t aligned(uint64_t size) { return (size + kGgufAlignment - 1) / kGgufAlignment * kGgufAlignment; }

void check_tensor(const TensorToWrite& tensor) {
  const DTypeBlock block = dtype_block(tensor.dtype);
  int64_t elements = 1;
  for (int64_t size : tensor.shape) elements *= size;
  const bool whole_rows = tensor.shape.empty() || tensor.shape.back() % block.elements == 0;
  const auto bytes = static_cast<int64_t>(tensor.bytes.size());
  if (!whole_rows || elements / block.elements * block.bytes != bytes || !ggml_type_of(tensor.dtype)) {
    fail("io.internal", {{"detail", "GgufWriter: " + tensor.name + ": " + std::to_string(bytes) + " bytes of " +
                                        std::string(dtype_name(tensor.dtype))}});
  }
}

}  // namespace

void GgufWriter::begin(std::string_view key, GgufType type) {
  ++count_;
  append_string(keys_, key);
  append(keys_, static_cast<uint32_t>(type));
}

void GgufWriter::begin_array(std::string_view key, GgufType type, uint64_t size) {
  begin(key, GgufType::array);
  append(keys_, static_cast<uint32_t>(type));
  append(keys_, size);
}

void GgufWriter::set(std::string_view key, std::string_view value) {
  begin(key, GgufType::string);
  append_string(keys_, value);
}

void GgufWriter::set_u16(std::string_view key, uint16_t value) {
  begin(key, GgufType::u16);
  append(keys_, value);
}

void GgufWriter::set_u32(std::string_view key, uint32_t value) {
  begin(key, GgufType::u32);
  append(keys_, value);
}

void GgufWriter::set_i32(std::string_view key, int32_t value) {
  begin(key, GgufType::i32);
  append(keys_, value);
}

void GgufWriter::set_f32(std::string_view key, float value) {
  begin(key, GgufType::f32);
  append(keys_, value);
}

void GgufWriter::set_flag(std::string_view key, bool value) {
  begin(key, GgufType::boolean);
  append(keys_, static_cast<uint8_t>(value));
}

void GgufWriter::set(std::string_view key, std::span<const std::string> values) {
  begin_array(key, GgufType::string, values.size());
  for (const std::string& value : values) append_string(keys_, value);
}

void GgufWriter::set(std::string_view key, std::span<const int32_t> values) {
  begin_array(key, GgufType::i32, values.size());
  for (int32_t value : values) append(keys_, value);
}

void GgufWriter::set(std::string_view key, std::span<const float> values) {
  begin_array(key, GgufType::f32, values.size());
  for (float value : values) append(keys_, value);
}

std::string GgufWriter::header(std::span<const TensorToWrite> tensors) const {
  std::string out(kGgufMagic);
  append(out, kVersion);
  append(out, uint64_t{tensors.size()});
  append(out, count_);
  out += keys_;
  uint64_t offset = 0;
  std::set<std::string_view> names;
  for (const TensorToWrite& tensor : tensors) {
    check_tensor(tensor);
    if (!names.insert(tensor.name).second) {
      fail("io.internal", {{"detail", "GgufWriter: two tensors named " + tensor.name}});
    }
    append_string(out, tensor.name);
    append(out, static_cast<uint32_t>(tensor.shape.size()));
    for (auto size = tensor.shape.rbegin(); size != tensor.shape.rend(); ++size) append(out, *size);
    append(out, *ggml_type_of(tensor.dtype));
    append(out, offset);
    offset += aligned(tensor.bytes.size());
  }
  out.resize(aligned(out.size()), '\0');
  return out;
}

void GgufWriter::write(const std::filesystem::path& path, std::span<const TensorToWrite> tensors) const {
  const std::string start = header(tensors);
  AtomicFile file(path);
  file.write(start);
  for (const TensorToWrite& tensor : tensors) {
    file.write(tensor.bytes);
    file.write(std::string(aligned(tensor.bytes.size()) - tensor.bytes.size(), '\0'));
  }
  file.commit();
}

}  // namespace afina
