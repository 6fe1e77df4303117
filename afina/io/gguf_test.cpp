#include "afina/io/gguf.h"

#include <doctest/doctest.h>

#include <cstring>
#include <functional>

#include "afina/base/test_support.h"
#include "afina/io/atomic_file.h"

using namespace afina;
using testing::error_code;
using testing::slurp;
using testing::TemporaryFolder;

namespace {

template <class T>
std::string raw(T value) {
  return {reinterpret_cast<const char*>(&value), sizeof value};
}
std::string text_of(std::string_view text) { return raw(uint64_t{text.size()}).append(text); }

// A file by hand: a header with these counts, then `rest`.
std::string file_of(uint64_t tensors, uint64_t keys, std::string_view rest, uint32_t version = 3) {
  return ("GGUF" + raw(version) + raw(tensors) + raw(keys)).append(rest);
}
std::string key_of(std::string_view key, uint32_t type, std::string_view value) {
  return (text_of(key) + raw(type)).append(value);
}
std::string tensor_of(std::string_view name, const std::vector<int64_t>& ne, uint32_t type, uint64_t offset) {
  std::string out = text_of(name) + raw(static_cast<uint32_t>(ne.size()));
  for (int64_t size : ne) out += raw(size);
  return out + raw(type) + raw(offset);
}
// The header padded to 32 bytes, then data.
std::string with_data(std::string file, size_t bytes) {
  file.resize((file.size() + 31) / 32 * 32);
  return file.append(bytes, 'x');
}

Gguf read_bytes(const std::string& file, GgufRead what = GgufRead::all) {
  return read_gguf(std::as_bytes(std::span(file.data(), file.size())), nullptr, "test", what);
}
std::string code_of(const std::string& file) {
  return error_code([&] { read_bytes(file); });
}

std::span<const std::byte> bytes_of(const std::string& text) {
  return std::as_bytes(std::span(text.data(), text.size()));
}

// A model of two tensors with a key of each kind that the writer knows.
struct Model {
  std::string row = std::string(4 * 3 * 2, 'f'), blocks = std::string(2 * 34, 'q');
  std::vector<TensorToWrite> tensors = {{"plain", DType::f32, {2, 3}, bytes_of(row)},
                                        {"blk.0.q", DType::q8_0, {2, 32}, bytes_of(blocks)}};
  GgufWriter writer;

  Model() {
    writer.set("general.architecture", "llama");
    writer.set_u32("u32", 4'000'000'000u);
    writer.set_u16("u16", 7);
    writer.set_i32("i32", -7);
    writer.set_f32("f32", 0.5f);
    writer.set_flag("flag", true);
    writer.set("words", std::vector<std::string>{"uno", "", "ñandú"});
    writer.set("integers", std::vector<int32_t>{1, -2});
    writer.set("floats", std::vector<float>{1.5f, -2.f});
  }
};

void write_text(const std::filesystem::path& path, const std::string& content) { write_file_atomically(path, content); }

}  // namespace

TEST_CASE("what is written reads back") {
  TemporaryFolder folder;
  const Model model;
  const auto path = folder.path() / "m.gguf";
  model.writer.write(path, model.tensors);
  const Gguf gguf = read_gguf(path);
  CHECK(gguf.place() == path.string());
  CHECK(gguf.text("general.architecture") == "llama");
  CHECK(gguf.integer("u32") == 4'000'000'000);
  CHECK(gguf.integer("u16") == 7);
  CHECK(gguf.integer("i32") == -7);
  CHECK(gguf.number("i32") == -7.0);
  CHECK(gguf.number("f32") == 0.5);
  CHECK(gguf.flag("flag") == true);
  CHECK(gguf.texts("words").size() == 3);
  CHECK(gguf.texts("words")[2] == "ñandú");
  CHECK(gguf.integers("integers") == std::vector<int64_t>{1, -2});
  CHECK(gguf.numbers("floats") == std::vector<double>{1.5, -2});
  CHECK(gguf.numbers("integers") == std::vector<double>{1, -2});
  CHECK(gguf.is_list("floats"));
  CHECK_FALSE(gguf.is_list("f32"));
  REQUIRE(gguf.tensors().size() == 2);
  const StoredTensor* plain = gguf.tensor("plain");
  REQUIRE(plain != nullptr);
  CHECK(plain->shape == std::vector<int64_t>{2, 3});
  CHECK(std::memcmp(plain->bytes.data(), model.row.data(), model.row.size()) == 0);
  const StoredTensor* blocks = gguf.tensor("blk.0.q");
  REQUIRE(blocks != nullptr);
  CHECK(blocks->dtype == DType::q8_0);
  CHECK(blocks->bytes.size() == 68);
  CHECK(blocks->owner != nullptr);
  CHECK(gguf.tensor("none") == nullptr);
}

TEST_CASE("a key that is absent, of another type, or too large") {
  const Model model;
  const std::string file = model.writer.header({});
  const Gguf gguf = read_bytes(file);
  CHECK_FALSE(gguf.has("none"));
  CHECK_FALSE(gguf.text("none"));
  CHECK_FALSE(gguf.integer("none"));
  CHECK_FALSE(gguf.number("none"));
  CHECK_FALSE(gguf.flag("none"));
  CHECK(gguf.texts("none").empty());
  CHECK(gguf.integers("none").empty());
  auto wrong = [&](auto ask) { CHECK(error_code(ask) == "io.gguf_key_type"); };
  wrong([&] { (void)gguf.text("u32"); });
  wrong([&] { (void)gguf.integer("f32"); });
  wrong([&] { (void)gguf.number("words"); });
  wrong([&] { (void)gguf.flag("u32"); });
  wrong([&] { (void)gguf.texts("integers"); });
  wrong([&] { (void)gguf.texts("flag"); });
  wrong([&] { (void)gguf.integers("words"); });
  wrong([&] { (void)gguf.integers("floats"); });
  wrong([&] { (void)gguf.flags("integers"); });
  CHECK(error_code([&] { gguf.missing("x"); }) == "io.gguf_key_missing");
  const std::string huge = file_of(0, 1, key_of("n", 10, raw(~uint64_t{0})));
  wrong([&] { (void)read_bytes(huge).integer("n"); });
  CHECK(read_bytes(huge).number("n") == 18446744073709551616.0);
}

TEST_CASE("every type of value") {
  const std::string flags = raw(uint32_t{7}) + raw(uint64_t{3}) + std::string("\1\0\1", 3);
  const std::string inner = raw(uint32_t{0}) + raw(uint64_t{2}) + "ab";
  const std::string file = file_of(0, 12,
                                   key_of("u8", 0, raw(uint8_t{200})) + key_of("i8", 1, raw(int8_t{-3})) +
                                       key_of("u16", 2, raw(uint16_t{60000})) + key_of("i16", 3, raw(int16_t{-300})) +
                                       key_of("i32", 5, raw(int32_t{-70000})) + key_of("u64", 10, raw(uint64_t{5})) +
                                       key_of("i64", 11, raw(int64_t{-5})) + key_of("f64", 12, raw(0.1)) +
                                       key_of("off", 7, std::string(1, '\0')) + key_of("flags", 9, flags) +
                                       key_of("nested", 9, raw(uint32_t{9}) + raw(uint64_t{2}) + inner + inner) +
                                       key_of("empty", 9, raw(uint32_t{8}) + raw(uint64_t{0})));
  for (uint32_t version : {2u, 3u}) {
    std::string versioned = file;
    std::memcpy(versioned.data() + 4, &version, sizeof version);
    const Gguf gguf = read_bytes(versioned);
    CHECK(gguf.integer("u8") == 200);
    CHECK(gguf.integer("i8") == -3);
    CHECK(gguf.integer("u16") == 60000);
    CHECK(gguf.integer("i16") == -300);
    CHECK(gguf.integer("i32") == -70000);
    CHECK(gguf.integer("u64") == 5);
    CHECK(gguf.integer("i64") == -5);
    CHECK(gguf.number("f64") == 0.1);
    CHECK(gguf.flag("off") == false);
    CHECK(gguf.flags("flags") == std::vector<bool>{true, false, true});
    CHECK(gguf.texts("empty").empty());
    const auto& nested = std::get<GgufArray>(gguf.metadata().at("nested"));
    REQUIRE(nested.arrays.size() == 2);
    CHECK(nested.arrays[1].numbers.size() == 2);
  }
}

TEST_CASE("files that are not GGUF, or not one that is read here") {
  CHECK(code_of("") == "io.gguf_short");
  CHECK(code_of("GGUF") == "io.gguf_short");
  CHECK(code_of("GGML" + std::string(40, '\0')) == "io.gguf_magic");
  CHECK(code_of("<!DOCTYPE html>" + std::string(40, ' ')) == "io.gguf_magic");
  CHECK(code_of(file_of(0, 0, "", 1)) == "io.gguf_version");
  CHECK(code_of(file_of(0, 0, "", 4)) == "io.gguf_version");
  CHECK(code_of(file_of(0, 0, "", 0x03000000)) == "io.gguf_big_endian");
  CHECK(code_of(file_of(0, 0, "")) == "");
  TemporaryFolder folder;
  const auto path = folder.path() / "m.gguf";
  write_text(path, "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 9\n");
  CHECK(error_code([&] { read_gguf(path); }) == "io.lfs_pointer");
  CHECK(error_code([&] { read_gguf(folder.path() / "none.gguf"); }) == "io.not_found");
}

TEST_CASE("every prefix of a sound file is refused") {
  const Model model;
  const std::string file = model.writer.header(model.tensors) + model.row + std::string(8, '\0') + model.blocks;
  CHECK(code_of(file) == "");
  for (size_t size = 0; size < file.size(); ++size) {
    CAPTURE(size);
    const std::string code = code_of(file.substr(0, size));
    CHECK((code == "io.gguf_short" || code == "io.gguf_cut" || code == "io.gguf_incomplete"));
  }
}

TEST_CASE("counts and lengths beyond the file cost nothing") {
  const uint64_t many = uint64_t{1} << 62;
  CHECK(code_of(file_of(many, 0, "")) == "io.gguf_short");
  CHECK(code_of(file_of(0, many, "")) == "io.gguf_short");
  CHECK(code_of(file_of(0, 1, raw(many))) == "io.gguf_short");
  CHECK(code_of(file_of(0, 1, key_of("k", 8, raw(many)))) == "io.gguf_cut");
  for (uint32_t type = 0; type <= 12; ++type) {
    CHECK(code_of(file_of(0, 1, key_of("k", 9, raw(type) + raw(many)))) == "io.gguf_cut");
  }
}

TEST_CASE("metadata that break the format") {
  const std::string one = key_of("k", 4, raw(uint32_t{1}));
  CHECK(code_of(file_of(0, 2, one + one)) == "io.gguf_key_duplicate");
  CHECK(code_of(file_of(0, 1, key_of("k", 13, raw(uint32_t{1})))) == "io.gguf_key");
  CHECK(code_of(file_of(0, 1, key_of("", 4, raw(uint32_t{1})))) == "io.gguf_key");
  CHECK(code_of(file_of(0, 1, key_of("\xff", 4, raw(uint32_t{1})))) == "io.gguf_key");
  CHECK(code_of(file_of(0, 1, key_of(std::string(65536, 'k'), 4, raw(uint32_t{1})))) == "io.gguf_key");
  CHECK(code_of(file_of(0, 1, key_of("k", 7, "\2"))) == "io.gguf_key");
  CHECK(code_of(file_of(0, 1, key_of("k", 9, raw(uint32_t{7}) + raw(uint64_t{1}) + "\2"))) == "io.gguf_key");
  std::string deep;
  for (int i = 0; i < 50; ++i) deep += raw(uint32_t{9}) + raw(uint64_t{1});
  CHECK(code_of(file_of(0, 1, key_of("k", 9, deep))) == "io.gguf_key");
}

TEST_CASE("tensors that break the format") {
  auto code = [](std::string_view tensors, uint64_t count, size_t data, std::string_view keys = "") {
    return code_of(with_data(file_of(count, keys.empty() ? 0 : 1, std::string(keys).append(tensors)), data));
  };
  const std::string good = tensor_of("a", {8}, 0, 0);
  CHECK(code(good, 1, 32) == "");
  CHECK(code(tensor_of("s", {}, 0, 0), 1, 4) == "");  // a single number
  CHECK(code(tensor_of("e", {0, 5}, 0, 0), 1, 0) == "");
  CHECK(code(good, 1, 31) == "io.gguf_incomplete");
  CHECK(code(tensor_of("a", {8}, 0, uint64_t{1} << 63), 1, 32) == "io.gguf_incomplete");
  CHECK(code(tensor_of("a", {8}, 0, 8), 1, 64) == "io.gguf_offset");
  CHECK(code(good + tensor_of("b", {8}, 0, 0), 2, 64) == "io.gguf_offset");
  CHECK(code(good + tensor_of("a", {8}, 0, 32), 2, 64) == "io.gguf_tensor_duplicate");
  CHECK(code(tensor_of("", {8}, 0, 0), 1, 32) == "io.gguf_tensor");
  CHECK(code(tensor_of("a", {1, 1, 1, 1, 1}, 0, 0), 1, 32) == "io.gguf_tensor");
  CHECK(code(tensor_of("a", {-8}, 0, 0), 1, 32) == "io.gguf_overflow");
  CHECK(code(tensor_of("a", {int64_t{1} << 40, int64_t{1} << 40}, 0, 0), 1, 32) == "io.gguf_overflow");
  CHECK(code(tensor_of("a", {int64_t{1} << 62}, 0, 0), 1, 32) == "io.gguf_overflow");
  CHECK(code(tensor_of("a", {33}, 8, 0), 1, 64) == "io.gguf_row");
  CHECK(code(tensor_of("a", {8, 256}, 12, 0), 1, 2000) == "io.gguf_row");
  const std::string eight = key_of("general.alignment", 4, raw(uint32_t{8}));
  CHECK(code(tensor_of("a", {8}, 0, 8), 1, 64, eight) == "");
  CHECK(code(good, 1, 32, key_of("general.alignment", 4, raw(uint32_t{0}))) == "io.gguf_key");
  CHECK(code(good, 1, 32, key_of("general.alignment", 4, raw(uint32_t{12}))) == "io.gguf_key");
  CHECK(code(good, 1, 32, key_of("general.alignment", 8, text_of("8"))) == "io.gguf_key");
}

TEST_CASE("a type that is not read is named; metadata are read all the same") {
  for (const auto& [type, name] : std::map<uint32_t, std::string>{
           {10, "Q2_K"}, {11, "Q3_K"}, {20, "IQ4_NL"}, {23, "IQ4_XS"}, {34, "TQ1_0"}, {39, "MXFP4"}, {77, "77"}}) {
    const std::string file = with_data(file_of(1, 0, tensor_of("a", {256}, type, 0)), 600);
    try {
      read_bytes(file);
      FAIL("read");
    } catch (const Error& error) {
      CHECK(error.code() == "io.gguf_type");
      CHECK(error.message(Lang::en).find("stored as " + name + ",") != std::string::npos);
      CHECK(error.hint(Lang::es).find("llama-quantize") != std::string::npos);
    }
    CHECK(read_bytes(file, GgufRead::metadata).tensors().empty());
  }
}

TEST_CASE("a count of parts that nobody has ends at the first that is missing") {
  testing::TemporaryFolder folder;
  const std::string count = std::to_string(uint32_t{4'000'000'000});
  GgufWriter writer;
  writer.set("general.architecture", "llama");
  writer.set_u32("split.count", 4'000'000'000);
  writer.set_u32("split.no", 0);
  const auto file = folder.path() / ("m-00001-of-" + count + ".gguf");
  writer.write(file, {});
  for (const auto& open :
       {std::function<void()>([&] { read_gguf(file); }), std::function<void()>([&] { gguf_parts(file); })}) {
    CHECK(testing::error_code(open) == "io.gguf_split_missing");
  }
  CHECK(read_gguf(file, GgufRead::metadata).text("general.architecture") == "llama");
}

TEST_CASE("a model in parts opens by any of them") {
  TemporaryFolder folder;
  const std::string row(32, 'a'), other(32, 'b');
  auto write_part = [&](const std::string& file, int number, int count, const std::string& tensor, int tensors = 2) {
    GgufWriter writer;
    if (number == 0) writer.set("general.architecture", "qwen2");
    writer.set_u16("split.no", static_cast<uint16_t>(number));
    writer.set_u16("split.count", static_cast<uint16_t>(count));
    writer.set_i32("split.tensors.count", tensors);
    const TensorToWrite written{tensor, DType::f32, {8}, bytes_of(number == 0 ? row : other)};
    writer.write(folder.path() / file, std::span(&written, 1));
  };
  const std::string first = "m-00001-of-00002.gguf", second = "m-00002-of-00002.gguf";
  auto code = [&](const std::string& file) { return error_code([&] { read_gguf(folder.path() / file); }); };
  write_part(first, 0, 2, "a");
  CHECK(code(first) == "io.gguf_split_missing");
  CHECK(read_gguf(folder.path() / first, GgufRead::metadata).text("general.architecture") == "qwen2");
  write_part(second, 1, 2, "b");
  for (const std::string& file : {first, second}) {
    const Gguf gguf = read_gguf(folder.path() / file);
    CHECK(gguf.tensors().size() == 2);
    CHECK(gguf.text("general.architecture") == "qwen2");
    CHECK(gguf.place() == (folder.path() / first).string());
    CHECK(std::to_integer<char>(gguf.tensor("b")->bytes[0]) == 'b');
  }
  CHECK(read_gguf(folder.path() / second, GgufRead::metadata).text("general.architecture") == "qwen2");
  std::filesystem::copy_file(folder.path() / first, folder.path() / "renamed.gguf");
  CHECK(code("renamed.gguf") == "io.gguf_split_name");
  write_part(second, 1, 2, "a");
  CHECK(code(first) == "io.gguf_tensor_duplicate");
  write_part(second, 0, 2, "b");
  CHECK(code(first) == "io.gguf_split_mismatch");
  write_part(second, 1, 3, "b");
  CHECK(code(first) == "io.gguf_split_mismatch");
  write_part(second, 1, 2, "b", 3);
  write_part(first, 0, 2, "a", 3);
  CHECK(code(first) == "io.gguf_split_mismatch");
}

TEST_CASE("the real models are read") {
  struct Case {
    const char* file;
    const char* architecture;
    size_t tensors, tokens;
  };
  for (const Case& c : {Case{"smollm2-135m-instruct.q4_1.gguf", "llama", 272, 49152},
                        Case{"gemma-3-270m.q4_k_m.gguf", "gemma3", 236, 262144}}) {
    const auto path = testing::real_model(c.file);
    if (path.empty()) continue;
    const Gguf gguf = read_gguf(path);
    CHECK(gguf.text("general.architecture") == c.architecture);
    CHECK(gguf.tensors().size() == c.tensors);
    CHECK(gguf.texts("tokenizer.ggml.tokens").size() == c.tokens);
    const StoredTensor* embedding = gguf.tensor("token_embd.weight");
    REQUIRE(embedding != nullptr);
    CHECK(embedding->shape[0] == static_cast<int64_t>(c.tokens));
  }
}
