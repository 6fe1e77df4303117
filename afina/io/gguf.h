// GGUF, versions 2 and 3 (https://github.com/ggml-org/ggml/blob/master/docs/gguf.md): metadata and tensors of a model
// in one file or in parts (NAME-00001-of-00003.gguf). Files are mapped, never copied; all of a header is checked before
// anything is handed out, and nothing is allocated for what the file does not hold.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "afina/io/safetensors.h"

namespace afina {

// As numbered in the file.
enum class GgufType : uint32_t { u8, i8, u16, i16, u32, i32, f32, boolean, string, array, u64, i64, f64 };

// Elements of one type: numbers and booleans as the file has them, strings and arrays as lists.
struct GgufArray {
  GgufType type = GgufType::u8;
  uint64_t size = 0;
  std::span<const std::byte> numbers;
  std::vector<std::string_view> strings;
  std::vector<GgufArray> arrays;
};

using GgufValue = std::variant<bool, uint64_t, int64_t, double, std::string_view, GgufArray>;

// How much is read: a model whose tensors are of a type not read here still has a tokenizer and a template.
enum class GgufRead { all, metadata };

// What a file says. Views are valid while `owner` lives; tensors keep it alive too.
struct GgufContents {
  std::string place;  // the file that errors name: the first part of several
  std::map<std::string, GgufValue, std::less<>> metadata;
  // Shapes are in PyTorch's order: GGUF's reversed, rows before columns.
  std::map<std::string, StoredTensor, std::less<>> tensors;
  std::shared_ptr<const void> owner;
};

// The contents, with values as the type that is asked for: nothing where the key is absent, Error io.gguf_key_type
// (place, key) where it is of another type or does not fit.
class Gguf {
 public:
  explicit Gguf(GgufContents contents) : all_(std::move(contents)) {}
  GgufContents release() && { return std::move(all_); }

  const std::string& place() const noexcept { return all_.place; }
  const auto& metadata() const noexcept { return all_.metadata; }
  const auto& tensors() const noexcept { return all_.tensors; }
  const StoredTensor* tensor(std::string_view name) const;

  bool has(std::string_view key) const { return all_.metadata.contains(key); }
  bool is_list(std::string_view key) const;
  std::optional<std::string> text(std::string_view key) const;  // perhaps not UTF-8
  std::optional<int64_t> integer(std::string_view key) const;
  std::optional<double> number(std::string_view key) const;  // or an integer
  std::optional<bool> flag(std::string_view key) const;
  // A list that is absent is empty.
  std::span<const std::string_view> texts(std::string_view key) const;
  std::vector<int64_t> integers(std::string_view key) const;
  std::vector<double> numbers(std::string_view key) const;
  std::vector<bool> flags(std::string_view key) const;

  [[noreturn]] void missing(std::string_view key) const;  // Error io.gguf_key_missing (place, key)

 private:
  const GgufValue* find(std::string_view key) const;
  const GgufArray* find_list(std::string_view key) const;
  // What `convert` makes of a value, nothing where the key is absent.
  template <class Convert>
  auto value_as(std::string_view key, const Convert& convert) const;
  [[noreturn]] void wrong_type(std::string_view key) const;

  GgufContents all_;
};

// A model in one file, or in parts of which any may be named; the others are looked for beside it. Errors: io.gguf_*
// (place, key or tensor), io.lfs_pointer, io.pickle_refused, those of MappedFile.
Gguf read_gguf(const std::filesystem::path& path, GgufRead what = GgufRead::all);
// The files that such a model is. Errors: as above.
std::vector<std::filesystem::path> gguf_parts(const std::filesystem::path& path);
// One file's bytes in memory that `owner` keeps alive; `place` names them in errors.
Gguf read_gguf(std::span<const std::byte> bytes, std::shared_ptr<const void> owner, std::string_view place,
               GgufRead what = GgufRead::all);

// A model to be written: keys in the order they are set, tensors aligned to 32 bytes, written atomically.
class GgufWriter {
 public:
  void set(std::string_view key, std::string_view value);
  void set_u32(std::string_view key, uint32_t value);
  void set_u16(std::string_view key, uint16_t value);
  void set_i32(std::string_view key, int32_t value);
  void set_f32(std::string_view key, float value);
  void set_flag(std::string_view key, bool value);
  void set(std::string_view key, std::span<const std::string> values);
  void set(std::string_view key, std::span<const int32_t> values);
  void set(std::string_view key, std::span<const float> values);

  // Everything before the tensors' bytes, padded.
  std::string header(std::span<const TensorToWrite> tensors) const;
  // Errors: those of AtomicFile; io.internal where a tensor's bytes do not match its shape.
  void write(const std::filesystem::path& path, std::span<const TensorToWrite> tensors) const;

 private:
  void begin(std::string_view key, GgufType type);
  void begin_array(std::string_view key, GgufType type, uint64_t size);

  std::string keys_;
  uint64_t count_ = 0;
};

}  // namespace afina
