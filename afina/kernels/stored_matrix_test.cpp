// Stored weights: golden blocks of ggml's formats (tests/golden/stored), plain formulas for many more blocks, and the
// way back.
#include "afina/kernels/stored_matrix.h"

#include <algorithm>
#include <array>
#include <bit>
#include <string>

#include "afina/base/json.h"
#include "afina/base/test_support.h"
#include "afina/kernels/half.h"
#include "afina/kernels/kernels_test_support.h"

using namespace afina;
using namespace afina::kernels;
using namespace afina::kernels::testing;

namespace {

using Bytes = std::vector<std::byte>;

constexpr DType kBlocks[] = {DType::q4_0, DType::q4_1, DType::q5_0, DType::q5_1,
                             DType::q8_0, DType::q4_k, DType::q5_k, DType::q6_k};

Bytes bytes_of(const Json& hex) {
  const auto& text = hex.get_ref<const std::string&>();
  Bytes bytes;
  for (size_t i = 0; i < text.size(); i += 2) {
    bytes.push_back(static_cast<std::byte>(std::stoi(text.substr(i, 2), nullptr, 16)));
  }
  return bytes;
}

Floats floats_of(const Json& hex) {
  const Bytes bytes = bytes_of(hex);
  Floats values(bytes.size() / sizeof(float));
  std::memcpy(values.data(), bytes.data(), bytes.size());
  return values;
}

DType dtype_named(const std::string& name) {
  for (int i = 0; i <= static_cast<int>(DType::q6_k); ++i) {
    if (dtype_name(static_cast<DType>(i)) == name) return static_cast<DType>(i);
  }
  FAIL("no type " << name);
  return DType::f32;
}

// Equal bits; one NaN is as good as another. Returns how many differ.
size_t different(const Floats& got, const Floats& want) {
  REQUIRE(got.size() == want.size());
  size_t count = 0;
  for (size_t i = 0; i < got.size(); ++i) {
    const bool both_nan = std::isnan(got[i]) && std::isnan(want[i]);
    count += !both_nan && std::bit_cast<uint32_t>(got[i]) != std::bit_cast<uint32_t>(want[i]);
  }
  return count;
}

// With the bytes at an odd address.
Floats unpacked(DType dtype, const Bytes& bytes, int64_t count) {
  Bytes shifted(bytes.size() + 1);
  std::copy(bytes.begin(), bytes.end(), shifted.begin() + 1);
  Floats values(static_cast<size_t>(count), -7.f);
  unpack(dtype, shifted.data() + 1, count, values.data());
  return values;
}

Bytes packed(DType dtype, const Floats& values) {
  const DTypeBlock block = dtype_block(dtype);
  Bytes bytes(values.size() / block.elements * block.bytes + 1);
  pack(dtype, values.data(), std::ssize(values), bytes.data() + 1);
  return {bytes.begin() + 1, bytes.end()};
}

const Json& golden() {
  static const Json document = [] {
    const auto path = afina::testing::golden("stored") / "stored.json";
    return parse_json(afina::testing::slurp(path), path.string());
  }();
  return document;
}

// Runs `check` on every instruction set that this machine has.
void on_every_instruction_set(const std::function<void()>& check) {
  for (int64_t rest = hwy::SupportedTargets(); rest != 0; rest &= rest - 1) {
    const int64_t target = rest & -rest;
    CAPTURE(hwy::TargetName(target));
    hwy::SetSupportedTargetsForTest(target);
    hwy::GetChosenTarget().Update(hwy::SupportedTargets());
    check();
  }
  hwy::SetSupportedTargetsForTest(0);
  hwy::GetChosenTarget().Update(hwy::SupportedTargets());
}

uint32_t at(const std::byte* bytes, int64_t i) { return std::to_integer<uint32_t>(bytes[i]); }
float half(const std::byte* bytes, int64_t i) {
  return from_f16(static_cast<uint16_t>(at(bytes, i) | at(bytes, i + 1) << 8));
}
uint32_t nibble(const std::byte* codes, int64_t i, int64_t half_size) {
  return i < half_size ? at(codes, i) & 15 : at(codes, i - half_size) >> 4;
}

// Number i of a block of 256 with 6-bit scales; `fifths` may be null.
float plain_k(const std::byte* b, const std::byte* fifths, const std::byte* codes, int64_t i) {
  const int64_t run = i / 32, within = i % 32, r = run % 4;
  uint32_t scale = at(b, 4 + r) & 63, offset = at(b, 8 + r) & 63;
  if (run >= 4) {
    scale = (at(b, 12 + r) & 15) | (at(b, 4 + r) >> 6 << 4);
    offset = at(b, 12 + r) >> 4 | (at(b, 8 + r) >> 6 << 4);
  }
  uint32_t code = nibble(codes + 32 * (run / 2), within + 32 * (run % 2), 32);
  if (fifths != nullptr) code |= (at(fifths, within) >> run & 1) << 4;
  return half(b, 0) * static_cast<float>(scale) * static_cast<float>(code) - half(b, 2) * static_cast<float>(offset);
}

float plain_q6_k(const std::byte* b, int64_t i) {
  const int64_t h = i / 128, within = i % 128, run = within / 32, column = within % 32;
  const uint32_t low = at(b, 64 * h + 32 * (run % 2) + column);
  const uint32_t four = run < 2 ? low & 15 : low >> 4;
  const uint32_t two = at(b, 128 + 32 * h + column) >> (2 * run) & 3;
  const auto scale = static_cast<int8_t>(at(b, 192 + i / 16));
  return half(b, 208) * static_cast<float>(scale) * (static_cast<float>(four | two << 4) - 32.f);
}

// Number i of a block, straight from the format's description.
float plain(DType dtype, const std::byte* b, int64_t i) {
  auto fifth = [&](int64_t from) { return (at(b, from + i / 8) >> (i % 8) & 1) << 4; };
  switch (dtype) {
    case DType::q4_0:
      return (static_cast<float>(nibble(b + 2, i, 16)) - 8.f) * half(b, 0);
    case DType::q4_1:
      return static_cast<float>(nibble(b + 4, i, 16)) * half(b, 0) + half(b, 2);
    case DType::q5_0:
      return (static_cast<float>(nibble(b + 6, i, 16) | fifth(2)) - 16.f) * half(b, 0);
    case DType::q5_1:
      return static_cast<float>(nibble(b + 8, i, 16) | fifth(4)) * half(b, 0) + half(b, 2);
    case DType::q8_0:
      return static_cast<float>(static_cast<int8_t>(at(b, 2 + i))) * half(b, 0);
    case DType::q4_k:
      return plain_k(b, nullptr, b + 16, i);
    case DType::q5_k:
      return plain_k(b, b + 16, b + 48, i);
    default:
      return plain_q6_k(b, i);
  }
}

Bytes random_bytes(int64_t count, uint64_t seed) {
  Random random(seed);
  Bytes bytes(static_cast<size_t>(count));
  for (std::byte& byte : bytes) byte = static_cast<std::byte>(random.below(256));
  return bytes;
}

}  // namespace

TEST_CASE("unpacking gives the bits that ggml gives") {
  for (const Json& c : golden()["unpack"]) {
    CAPTURE(c["type"]);
    const DType dtype = dtype_named(c["type"]);
    CHECK(can_unpack(dtype));
    const Floats want = floats_of(c["values"]);
    on_every_instruction_set(
        [&] { CHECK(different(unpacked(dtype, bytes_of(c["stored"]), std::ssize(want)), want) == 0); });
  }
}

TEST_CASE("random blocks, their scales any sixteen bits, unpack as the formats say") {
  for (DType dtype : kBlocks) {
    CAPTURE(dtype_name(dtype));
    const DTypeBlock block = dtype_block(dtype);
    const int64_t blocks = 700, count = blocks * block.elements;
    const Bytes bytes = random_bytes(blocks * block.bytes, 11);
    Floats want;
    for (int64_t i = 0; i < count; ++i) {
      want.push_back(plain(dtype, bytes.data() + i / block.elements * block.bytes, i % block.elements));
    }
    on_every_instruction_set([&] { CHECK(different(unpacked(dtype, bytes, count), want) == 0); });
  }
}

TEST_CASE("all 65,536 sixteen-bit floats unpack exactly and come back") {
  Bytes bytes(2 * 65536);
  Floats half_values, brain_values;
  for (uint32_t bits = 0; bits < 65536; ++bits) {
    bytes[2 * bits] = static_cast<std::byte>(bits);
    bytes[2 * bits + 1] = static_cast<std::byte>(bits >> 8);
    const int exponent = bits >> 10 & 31;
    double magnitude = exponent == 0 ? std::ldexp(bits & 1023, -24) : std::ldexp((bits & 1023) + 1024, exponent - 25);
    if (exponent == 31) magnitude = (bits & 1023) != 0 ? NAN : INFINITY;
    half_values.push_back(static_cast<float>((bits & 0x8000) != 0 ? -magnitude : magnitude));
    brain_values.push_back(std::bit_cast<float>(bits << 16));
  }
  on_every_instruction_set([&] {
    for (const auto& [dtype, values] : {std::pair{DType::f16, half_values}, {DType::bf16, brain_values}}) {
      CAPTURE(dtype_name(dtype));
      CHECK(different(unpacked(dtype, bytes, 65536), values) == 0);
      for (int64_t count : {1, 3, 15, 17, 33}) {  // tails
        CHECK(different(unpacked(dtype, bytes, count), Floats(values.begin(), values.begin() + count)) == 0);
      }
      CHECK(different(unpacked(dtype, packed(dtype, values), 65536), values) == 0);
    }
  });
}

TEST_CASE("halfway between two sixteen-bit floats the even one is taken") {
  for (uint32_t bits = 0; bits < 0x7c00; ++bits) {
    const float low = from_f16(static_cast<uint16_t>(bits));
    const float high = bits == 0x7bff ? 65536.f : from_f16(static_cast<uint16_t>(bits + 1));
    const float middle = (low + high) / 2;
    const uint32_t even = bits + (bits & 1);
    bool right = to_f16(middle) == even && to_f16(-middle) == (even | 0x8000);
    right =
        right && to_f16(std::nextafterf(middle, 0)) == bits && to_f16(std::nextafterf(middle, INFINITY)) == bits + 1;
    if (!right) FAIL_CHECK("at " << bits);
  }
}

TEST_CASE("double-precision and single-precision numbers") {
  const std::vector<double> doubles = {1. / 3, -2e300, 1e-60, 0., 7.};
  Bytes bytes(sizeof(double) * doubles.size());
  std::memcpy(bytes.data(), doubles.data(), bytes.size());
  CHECK(different(unpacked(DType::f64, bytes, 5), {1.f / 3, -INFINITY, 0.f, 0.f, 7.f}) == 0);
  const Floats values = random_floats(37, 3);
  CHECK(different(unpacked(DType::f32, packed(DType::f32, values), 37), values) == 0);
  CHECK_FALSE(can_unpack(DType::i32));
  CHECK_FALSE(can_unpack(DType::f8_e4m3));
}

TEST_CASE("packing gives the bytes of the references") {
  for (const Json& c : golden()["pack"]) {
    CAPTURE(c["type"]);
    const DType dtype = dtype_named(c["type"]);
    CHECK(can_pack(dtype));
    on_every_instruction_set([&] { CHECK(packed(dtype, floats_of(c["values"])) == bytes_of(c["stored"])); });
  }
  CHECK_FALSE(can_pack(DType::q6_k));
  CHECK_FALSE(can_pack(DType::f64));
}

TEST_CASE("what is packed stays near") {
  struct Case {
    DType dtype;
    double most;  // root mean square error over that of the numbers
  };
  const Floats values = random_floats(256 * 200, 5, 0.02);
  for (const Case& c : {Case{DType::q8_0, 0.006}, {DType::q4_k, 0.075}, {DType::bf16, 0.002}, {DType::f16, 0.0003}}) {
    CAPTURE(dtype_name(c.dtype));
    const Floats back = unpacked(c.dtype, packed(c.dtype, values), std::ssize(values));
    const double error = relative_error(back, Doubles(values.begin(), values.end()));
    CHECK(error < c.most);
    CHECK(error > c.most / 4);
    CHECK(packed(c.dtype, values) == packed(c.dtype, values));
  }
}

TEST_CASE("numbers that no block can hold do not stop packing") {
  Floats values(256, 0.f);
  for (DType dtype : {DType::q8_0, DType::q4_k}) {
    for (float strange : {INFINITY, -INFINITY, NAN, 3e38f, 1e-44f}) {
      values[3] = strange;
      values[40] = -strange;
      CHECK(packed(dtype, values).size() == 256 / dtype_block(dtype).elements * dtype_block(dtype).bytes);
    }
    CHECK(different(unpacked(dtype, packed(dtype, Floats(256, 0.f)), 256), Floats(256, 0.f)) == 0);
  }
}

TEST_CASE("matrices by rows, with the same bits for any number of threads") {
  const int64_t rows = 130, cols = 512;
  const Floats values = random_floats(rows * cols, 9);
  for (DType dtype : {DType::f32, DType::f16, DType::bf16, DType::q8_0, DType::q4_k}) {
    CAPTURE(dtype_name(dtype));
    const Bytes bytes = packed(dtype, values);
    const StoredMatrix stored{dtype, bytes.data(), rows, cols};
    CHECK(stored.row_bytes() * rows == std::ssize(bytes));
    const Floats all = unpacked(dtype, bytes, rows * cols);
    for (int64_t stride : {cols, cols + 8}) {
      const Floats got = same_bits([&](Context& context) {
        Floats to(static_cast<size_t>(rows * stride), 0.f);
        unpack_rows(context, stored, {to.data(), rows, cols, stride});
        return to;
      });
      for (int64_t r = 0; r < rows; ++r) {
        CHECK(std::equal(all.begin() + r * cols, all.begin() + (r + 1) * cols, got.begin() + r * stride));
      }
    }
    for (int threads : {1, 3}) {
      ThreadPool pool(threads);
      Context context{pool};
      Bytes again(bytes.size());
      pack_rows(context, {values.data(), rows, cols}, dtype, again.data());
      CHECK(again == bytes);
    }
    CHECK(stored.rows_from(7, 2).data == bytes.data() + 7 * stored.row_bytes());
  }
}
