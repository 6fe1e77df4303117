#include "afina/io/gguf.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <cmath>
#include <cstring>
#include <limits>

#include "afina/base/error.h"
#include "afina/io/gguf_header.h"
#include "afina/io/mapped_file.h"
#include "afina/io/weight_files.h"

namespace afina {

namespace fs = std::filesystem;

namespace {

template <class T>
T element(std::span<const std::byte> numbers, uint64_t i) {
  T value;
  std::memcpy(&value, numbers.data() + i * sizeof(T), sizeof(T));
  return value;
}

// Element i of a list of numbers, as a value of its own.
GgufValue number_at(const GgufArray& list, uint64_t i) {
  switch (list.type) {
    case GgufType::u8:
      return uint64_t{element<uint8_t>(list.numbers, i)};
    case GgufType::i8:
      return int64_t{element<int8_t>(list.numbers, i)};
    case GgufType::u16:
      return uint64_t{element<uint16_t>(list.numbers, i)};
    case GgufType::i16:
      return int64_t{element<int16_t>(list.numbers, i)};
    case GgufType::u32:
      return uint64_t{element<uint32_t>(list.numbers, i)};
    case GgufType::i32:
      return int64_t{element<int32_t>(list.numbers, i)};
    case GgufType::f32:
      return double{element<float>(list.numbers, i)};
    case GgufType::boolean:
      return element<uint8_t>(list.numbers, i) == 1;
    case GgufType::u64:
      return element<uint64_t>(list.numbers, i);
    case GgufType::i64:
      return element<int64_t>(list.numbers, i);
    default:
      return element<double>(list.numbers, i);
  }
}

std::optional<int64_t> as_integer(const GgufValue& value) {
  if (const auto* number = std::get_if<int64_t>(&value)) return *number;
  const auto* number = std::get_if<uint64_t>(&value);
  if (number == nullptr || *number > uint64_t{std::numeric_limits<int64_t>::max()}) return {};
  return static_cast<int64_t>(*number);
}

std::optional<double> as_number(const GgufValue& value) {
  if (const auto* number = std::get_if<double>(&value)) return *number;
  if (const auto* number = std::get_if<int64_t>(&value)) return static_cast<double>(*number);
  if (const auto* number = std::get_if<uint64_t>(&value)) return static_cast<double>(*number);
  return {};
}

std::optional<std::string> as_text(const GgufValue& value) {
  if (const auto* text = std::get_if<std::string_view>(&value)) return std::string(*text);
  return {};
}

std::optional<bool> as_flag(const GgufValue& value) {
  if (const auto* flag = std::get_if<bool>(&value)) return *flag;
  return {};
}

}  // namespace

const StoredTensor* Gguf::tensor(std::string_view name) const {
  auto found = all_.tensors.find(name);
  return found == all_.tensors.end() ? nullptr : &found->second;
}

const GgufValue* Gguf::find(std::string_view key) const {
  auto found = all_.metadata.find(key);
  return found == all_.metadata.end() ? nullptr : &found->second;
}

void Gguf::wrong_type(std::string_view key) const {
  fail("io.gguf_key_type", {{"place", all_.place}, {"key", std::string(key)}});
}

void Gguf::missing(std::string_view key) const {
  fail("io.gguf_key_missing", {{"place", all_.place}, {"key", std::string(key)}});
}

template <class Convert>
auto Gguf::value_as(std::string_view key, const Convert& convert) const {
  const GgufValue* value = find(key);
  if (value == nullptr) return decltype(convert(*value)){};
  auto made = convert(*value);
  if (!made) wrong_type(key);
  return made;
}

std::optional<std::string> Gguf::text(std::string_view key) const { return value_as(key, as_text); }
std::optional<int64_t> Gguf::integer(std::string_view key) const { return value_as(key, as_integer); }
std::optional<double> Gguf::number(std::string_view key) const { return value_as(key, as_number); }
std::optional<bool> Gguf::flag(std::string_view key) const { return value_as(key, as_flag); }

const GgufArray* Gguf::find_list(std::string_view key) const {
  const GgufValue* value = find(key);
  if (value == nullptr) return nullptr;
  const auto* list = std::get_if<GgufArray>(value);
  if (list == nullptr) wrong_type(key);
  return list;
}

bool Gguf::is_list(std::string_view key) const {
  const GgufValue* value = find(key);
  return value != nullptr && std::holds_alternative<GgufArray>(*value);
}

std::span<const std::string_view> Gguf::texts(std::string_view key) const {
  const GgufArray* list = find_list(key);
  if (list == nullptr) return {};
  if (list->type != GgufType::string && list->size > 0) wrong_type(key);
  return list->strings;
}

namespace {

// Empty where an element is not what `convert` gives; `wrong` then throws.
template <class T, class Convert, class Wrong>
std::vector<T> converted(const GgufArray* list, const Convert& convert, const Wrong& wrong) {
  std::vector<T> values;
  if (list == nullptr) return values;
  if (list->size > 0 && gguf_element_size(list->type) == 0) wrong();
  values.reserve(list->size);
  for (uint64_t i = 0; i < list->size; ++i) {
    const std::optional<T> value = convert(number_at(*list, i));
    if (!value) wrong();
    values.push_back(*value);
  }
  return values;
}

}  // namespace

std::vector<int64_t> Gguf::integers(std::string_view key) const {
  return converted<int64_t>(find_list(key), as_integer, [&] { wrong_type(key); });
}

std::vector<double> Gguf::numbers(std::string_view key) const {
  return converted<double>(find_list(key), as_number, [&] { wrong_type(key); });
}

std::vector<bool> Gguf::flags(std::string_view key) const {
  return converted<bool>(find_list(key), as_flag, [&] { wrong_type(key); });
}

namespace {

GgufContents read_part(const fs::path& path, GgufRead what) {
  auto file = MappedFile::open(path);
  refuse_foreign_weights(path, file->bytes());
  return read_gguf_header(file->bytes(), file, path.string(), what);
}

// "NAME-00002-of-00003.gguf" without its numbers: "NAME-" and "-of-00003.gguf"; empty for another name.
struct PartName {
  std::string before, after;
};

std::string five_digits(int64_t number) { return fmt::format("{:05}", number); }

PartName part_name(const std::string& file, int64_t count) {
  const std::string after = "-of-" + five_digits(count) + ".gguf";
  if (!file.ends_with(after) || file.size() < after.size() + 6) return {};
  const size_t number = file.size() - after.size() - 5;
  const bool numbered = file[number - 1] == '-' && std::all_of(file.begin() + static_cast<std::ptrdiff_t>(number),
                                                               file.begin() + static_cast<std::ptrdiff_t>(number + 5),
                                                               [](unsigned char c) { return std::isdigit(c) != 0; });
  return numbered ? PartName{file.substr(0, number), after} : PartName{};
}

int64_t part_count(const Gguf& part) { return part.integer("split.count").value_or(1); }

// The files of the first `most` parts of a model, of which `given`, at `path`, is one. The first that is not there ends
// the search: a count may be any number.
std::vector<fs::path> part_paths(const fs::path& path, const Gguf& given, int64_t most) {
  const int64_t count = part_count(given);
  if (count <= 1) return {path};
  const PartName name = part_name(path.filename().string(), count);
  if (name.before.empty()) fail("io.gguf_split_name", {{"place", given.place()}, {"count", std::to_string(count)}});
  std::vector<fs::path> files;
  for (int64_t number = 1; number <= std::min(count, most); ++number) {
    const std::string part = name.before + five_digits(number) + name.after;
    files.push_back(path.parent_path() / part);
    std::error_code error;
    if (!fs::exists(files.back(), error)) {
      fail("io.gguf_split_missing", {{"place", given.place()}, {"part", part}});
    }
  }
  return files;
}

// All parts of a model, of which `given` is one.
Gguf read_parts(const fs::path& path, const Gguf& given, GgufRead what) {
  const int64_t count = part_count(given);
  GgufContents all;
  auto owners = std::make_shared<std::vector<std::shared_ptr<const void>>>();
  for (const fs::path& file : part_paths(path, given, what == GgufRead::all ? count : 1)) {
    Gguf part(read_part(file, what));
    if (part_count(part) != count || part.integer("split.no").value_or(-1) != std::ssize(*owners)) {
      fail("io.gguf_split_mismatch", {{"place", part.place()}});
    }
    GgufContents contents = std::move(part).release();
    owners->push_back(contents.owner);
    if (owners->size() == 1) {
      all = std::move(contents);
      continue;
    }
    for (auto& [tensor, stored] : contents.tensors) {
      if (all.tensors.emplace(tensor, std::move(stored)).second) continue;
      fail("io.gguf_tensor_duplicate", {{"place", contents.place}, {"tensor", tensor}});
    }
  }
  all.owner = owners;
  Gguf whole(std::move(all));
  const auto tensors = static_cast<int64_t>(whole.tensors().size());
  if (what == GgufRead::all && whole.integer("split.tensors.count").value_or(tensors) != tensors) {
    fail("io.gguf_split_mismatch", {{"place", whole.place()}});
  }
  return whole;
}

}  // namespace

std::vector<fs::path> gguf_parts(const fs::path& path) {
  const Gguf given(read_part(path, GgufRead::metadata));
  return part_paths(path, given, part_count(given));
}

Gguf read_gguf(const fs::path& path, GgufRead what) {
  Gguf given(read_part(path, what));
  return part_count(given) > 1 ? read_parts(path, given, what) : given;
}

Gguf read_gguf(std::span<const std::byte> bytes, std::shared_ptr<const void> owner, std::string_view place,
               GgufRead what) {
  return Gguf(read_gguf_header(bytes, std::move(owner), place, what));
}

}  // namespace afina
