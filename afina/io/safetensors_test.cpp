#include "afina/io/safetensors.h"

#include <doctest/doctest.h>

#include <bit>
#include <cmath>
#include <cstring>
#include <limits>

#include "afina/base/json.h"
#include "afina/base/test_support.h"
#include "afina/io/atomic_file.h"

using namespace afina;
using testing::error_code;
using testing::slurp;
using testing::TemporaryFolder;

namespace {

// A file from its header and its data.
std::string file_of(std::string_view header, std::string_view data = "") {
  uint64_t length = header.size();
  std::string file(reinterpret_cast<const char*>(&length), sizeof length);
  return file.append(header).append(data);
}

Checkpoint read_bytes(const std::string& file) {
  return read_safetensors(std::as_bytes(std::span(file.data(), file.size())), nullptr, "test");
}

std::string code_of(const std::string& file) {
  return error_code([&] { read_bytes(file); });
}

// The code that stands for each error of the reference implementation.
std::string code_for(const std::string& reference) {
  static const std::map<std::string, std::string> codes{
      {"valid (must load)", ""},
      {"error HeaderTooSmall", "io.safetensors_short"},
      {"error HeaderTooLarge", "io.safetensors_header_size"},
      {"error InvalidHeaderLength", "io.safetensors_header_cut"},
      {"error InvalidHeader", "io.safetensors_not_utf8"},
      {"error InvalidHeaderDeserialization", "io.safetensors_header_json"},
      {"error TensorInvalidInfo", "io.safetensors_size"},
      {"error ValidationOverflow", "io.safetensors_overflow"},
      {"error MetadataIncompleteBuffer", "io.safetensors_incomplete"}};
  return codes.at(reference);
}

}  // namespace

TEST_CASE("malformed files err with the kind the reference gives, sound ones load") {
  auto folder = testing::conformance("malicious/safetensors");
  if (folder.empty()) return;
  Json expected = parse_json(slurp(folder / "expected.json"), "expected.json");
  for (const Json& item : expected["cases"]) {
    std::string name = item["file"];
    CAPTURE(name);
    CHECK(error_code([&] { read_safetensors(folder / name); }) == code_for(item["expected"]));
  }
  testing::ran("malicious/safetensors", expected["cases"].size());
}

TEST_CASE("every prefix of a sound file is refused") {
  std::string file = file_of(R"({"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}})", "12345678");
  CHECK(code_of(file).empty());
  for (size_t size = 0; size < file.size(); ++size) {
    std::string code = code_of(file.substr(0, size));
    CHECK(code == (size < 8                 ? "io.safetensors_short"
                   : size < file.size() - 8 ? "io.safetensors_header_cut"
                                            : "io.safetensors_incomplete"));
  }
  CHECK(code_of(file + "x") == "io.safetensors_incomplete");
}

TEST_CASE("headers that lie are refused") {
  auto one = [](std::string_view info, std::string_view data) {
    return code_of(file_of("{\"a\":" + std::string(info) + "}", data));
  };
  CHECK(one(R"({"dtype":"F32","shape":[1],"data_offsets":[4,8]})", "12345678") == "io.safetensors_offsets");
  CHECK(one(R"({"dtype":"F32","shape":[1],"data_offsets":[4,0]})", "1234") == "io.safetensors_offsets");
  CHECK(one(R"({"dtype":"F7","shape":[1],"data_offsets":[0,4]})", "1234") == "io.safetensors_dtype");
  CHECK(one(R"({"dtype":4,"shape":[1],"data_offsets":[0,4]})", "1234") == "io.safetensors_entry");
  CHECK(one(R"({"dtype":"F32","shape":[-1],"data_offsets":[0,4]})", "1234") == "io.safetensors_entry");
  CHECK(one(R"({"dtype":"F32","shape":[1.0],"data_offsets":[0,4]})", "1234") == "io.safetensors_entry");
  CHECK(one(R"({"dtype":"F32","shape":1,"data_offsets":[0,4]})", "1234") == "io.safetensors_entry");
  CHECK(one(R"({"dtype":"F32","shape":[1],"data_offsets":[0]})", "1234") == "io.safetensors_entry");
  CHECK(one(R"({"dtype":"F32","shape":[1],"data_offsets":[0,-4]})", "1234") == "io.safetensors_entry");
  CHECK(one(R"({"dtype":"F32","shape":[1]})", "1234") == "io.safetensors_entry");
  CHECK(one("3", "") == "io.safetensors_entry");
  // 2^32 * 2^32 elements wrap to zero; so do 2^62 elements of 4 bytes.
  CHECK(one(R"({"dtype":"F32","shape":[4294967296,4294967296],"data_offsets":[0,0]})", "") ==
        "io.safetensors_overflow");
  CHECK(one(R"({"dtype":"F32","shape":[4611686018427387904],"data_offsets":[0,0]})", "") == "io.safetensors_overflow");
  CHECK(code_of(file_of("[]")) == "io.safetensors_entry");
  CHECK(code_of(file_of(R"({"__metadata__":{"a":1}})")) == "io.safetensors_entry");
  CHECK(code_of(file_of(R"({"__metadata__":[]})")) == "io.safetensors_entry");
  CHECK(code_of(file_of(std::string(2000, '['))) == "io.safetensors_header_json");
}

TEST_CASE("overlapping, detached and repeated tensors are refused") {
  const std::string a = R"("a":{"dtype":"U8","shape":[4],"data_offsets":[0,4]})";
  const std::string b = R"("b":{"dtype":"U8","shape":[4],"data_offsets":[2,6]})";
  const std::string c = R"("c":{"dtype":"U8","shape":[4],"data_offsets":[5,9]})";
  CHECK(code_of(file_of("{" + a + "," + b + "}", "123456")) == "io.safetensors_offsets");
  CHECK(code_of(file_of("{" + a + "," + c + "}", "123456789")) == "io.safetensors_offsets");
  CHECK(code_of(file_of("{" + a + "," + a + "}", "1234")) == "io.safetensors_duplicate");
}

TEST_CASE("a truncated or foreign file on disk names itself") {
  TemporaryFolder folder;
  auto code = [&](const char* name, std::string_view content) {
    write_file_atomically(folder.path() / name, content);
    return error_code([&] { read_safetensors(folder.path() / name); });
  };
  CHECK(code("empty.safetensors", "") == "io.safetensors_short");
  CHECK(code("page.safetensors", "<!DOCTYPE html><html>") == "io.safetensors_header_size");
  CHECK(code("note.safetensors", "version https://git-lfs.github.com/spec/v1\n") == "io.lfs_pointer");
  CHECK(code("zip.safetensors", std::string("PK\x03\x04\0\0\x08\x08xxxx", 12)) == "io.pickle_refused");
  CHECK(code("weights.bin", "anything at all") == "io.pickle_refused");
  CHECK(error_code([&] { read_safetensors(folder.path()); }) == "io.not_a_file");
  CHECK(error_code([&] { read_safetensors(folder.path() / "gone"); }) == "io.not_found");
}

TEST_CASE("what is written is read back, byte for byte, and stays aligned") {
  TemporaryFolder folder;
  const std::vector<float> values{1.5f, -2.f, 0.f, 3e38f, 1e-40f, 7.f};
  const std::vector<uint16_t> halves{1, 2, 3};
  auto write = [&](const char* name) {
    const std::vector<TensorToWrite> tensors{{"medio", DType::bf16, {3}, std::as_bytes(std::span(halves))},
                                             {"peso \"ñ\"", DType::f32, {2, 3}, std::as_bytes(std::span(values))},
                                             {"vacío", DType::f32, {0, 5}, {}}};
    write_safetensors(folder.path() / name, tensors, {{"format", "pt"}});
  };
  write("a.safetensors");
  write("b.safetensors");
  std::string bytes = slurp(folder.path() / "a.safetensors");
  CHECK(bytes == slurp(folder.path() / "b.safetensors"));
  uint64_t header = 0;
  std::memcpy(&header, bytes.data(), 8);
  CHECK(header % 8 == 0);

  Checkpoint read = read_safetensors(folder.path() / "a.safetensors");
  CHECK(read.metadata.at("format") == "pt");
  REQUIRE(read.tensors.size() == 3);
  const StoredTensor& weight = read.tensors.at("peso \"ñ\"");
  CHECK(weight.shape == std::vector<int64_t>{2, 3});
  CHECK(std::memcmp(weight.bytes.data(), values.data(), weight.bytes.size()) == 0);
  CHECK(reinterpret_cast<uintptr_t>(weight.bytes.data()) % 4 == 0);
  CHECK(read.tensors.at("vacío").elements() == 0);
  const StoredTensor& half = read.tensors.at("medio");
  CHECK(std::memcmp(half.bytes.data(), halves.data(), half.bytes.size()) == 0);
}

TEST_CASE("the writer refuses what it could not read back") {
  TemporaryFolder folder;
  const std::vector<float> two{1, 2};
  auto code = [&](std::vector<TensorToWrite> tensors) {
    return error_code([&] { write_safetensors(folder.path() / "x.safetensors", tensors); });
  };
  CHECK(code({{"a", DType::f32, {3}, std::as_bytes(std::span(two))}}) == "io.internal");
  TensorToWrite fine{"a", DType::f32, {2}, std::as_bytes(std::span(two))};
  CHECK(code({fine, fine}) == "io.internal");
  CHECK(!std::filesystem::exists(folder.path() / "x.safetensors"));
}

TEST_CASE("a view outlives the checkpoint it came from") {
  TemporaryFolder folder;
  const std::vector<float> two{1, 2};
  write_safetensors(folder.path() / "x.safetensors",
                    std::vector<TensorToWrite>{{"a", DType::f32, {2}, std::as_bytes(std::span(two))}});
  StoredTensor kept = read_safetensors(folder.path() / "x.safetensors").tensors.at("a");
  CHECK(std::ranges::equal(kept.bytes, std::as_bytes(std::span(two))));
}
