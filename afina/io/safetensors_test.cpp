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

std::vector<float> floats(DType dtype, const void* data, size_t bytes) {
  StoredTensor tensor;
  tensor.name = "t";
  tensor.dtype = dtype;
  tensor.shape = {static_cast<int64_t>(bytes / dtype_size(dtype))};
  // One byte off, as a view into a file may be.
  std::vector<std::byte> shifted(bytes + 1);
  std::memcpy(shifted.data() + 1, data, bytes);
  tensor.bytes = std::span(shifted).subspan(1);
  std::vector<float> out(static_cast<size_t>(tensor.elements()));
  convert_to_f32(tensor, out.data());
  return out;
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
  std::vector<float> out(2);
  convert_to_f32(kept, out.data());
  CHECK(out == two);
}

TEST_CASE("half precision converts exactly: subnormals, infinities, NaN, signs") {
  // Every one of the 65,536 halves against the definition of IEEE 754 binary16.
  std::vector<uint16_t> all(65536);
  for (size_t i = 0; i < all.size(); ++i) all[i] = static_cast<uint16_t>(i);
  std::vector<float> got = floats(DType::f16, all.data(), all.size() * 2);
  size_t wrong = 0;
  for (size_t i = 0; i < all.size(); ++i) {
    int exponent = (all[i] >> 10) & 31, mantissa = all[i] & 1023;
    double magnitude = exponent == 0    ? std::ldexp(mantissa, -24)
                       : exponent == 31 ? std::numeric_limits<double>::infinity()
                                        : std::ldexp(1024 + mantissa, exponent - 25);
    bool nan = exponent == 31 && mantissa != 0;
    bool sign_kept = std::signbit(got[i]) == (all[i] >> 15 == 1);
    wrong += nan ? !std::isnan(got[i]) : (std::fabs(double{got[i]}) != magnitude || !sign_kept);
  }
  CHECK(wrong == 0);
}

TEST_CASE("bf16 rounds to nearest even and keeps NaN") {
  CHECK(to_bf16(1.0f) == 0x3f80);
  CHECK(to_bf16(std::bit_cast<float>(0x3f808000u)) == 0x3f80);  // half way, to even
  CHECK(to_bf16(std::bit_cast<float>(0x3f818000u)) == 0x3f82);  // half way, to even
  CHECK(to_bf16(std::bit_cast<float>(0x3f808001u)) == 0x3f81);
  CHECK(to_bf16(std::numeric_limits<float>::max()) == 0x7f80);  // rounds to infinity
  CHECK(to_bf16(-std::numeric_limits<float>::infinity()) == 0xff80);
  CHECK(std::isnan(from_bf16(to_bf16(std::bit_cast<float>(0x7f800001u)))));
  size_t wrong = 0;
  for (uint32_t bits = 0; bits < 65536; ++bits) {
    float value = from_bf16(static_cast<uint16_t>(bits));
    wrong += !std::isnan(value) && to_bf16(value) != bits;
  }
  CHECK(wrong == 0);
}

TEST_CASE("wide and narrow elements convert, integers are refused") {
  const double wide[] = {0.1, -1e300, 2.0};
  CHECK(floats(DType::f64, wide, sizeof wide) ==
        std::vector<float>{0.1f, -std::numeric_limits<float>::infinity(), 2.f});
  const uint16_t narrow[] = {0x3fc0, 0x8000};
  CHECK(floats(DType::bf16, narrow, sizeof narrow) == std::vector<float>{1.5f, -0.f});
  const int32_t whole[] = {1};
  CHECK(error_code([&] { floats(DType::i32, whole, sizeof whole); }) == "io.unsupported_dtype");
}
