#include <doctest/doctest.h>

#include <cstring>

#include "afina/base/test_support.h"
#include "afina/io/atomic_file.h"
#include "afina/io/safetensors.h"

using namespace afina;
using testing::error_code;
using testing::TemporaryFolder;
namespace fs = std::filesystem;

namespace {

const std::vector<float> kValues{1, 2};

void write_shard(const fs::path& path, const std::string& tensor) {
  write_safetensors(path, std::vector<TensorToWrite>{{tensor, DType::f32, {2}, std::as_bytes(std::span(kValues))}});
}

std::string code_for_index(const fs::path& folder, std::string_view index) {
  write_file_atomically(folder / "model.safetensors.index.json", index);
  return error_code([&] { read_checkpoint_folder(folder); });
}

}  // namespace

TEST_CASE("one file and shards hold the same tensors") {
  auto folder = testing::conformance("weights/aidreams260K");
  if (folder.empty()) return;
  Checkpoint single = read_checkpoint_folder(folder / "hf");
  Checkpoint sharded = read_checkpoint_folder(folder / "hf-sharded");
  REQUIRE(single.tensors.size() == sharded.tensors.size());
  CHECK(single.tensors.size() > 30);
  for (const auto& [name, tensor] : single.tensors) {
    CAPTURE(name);
    const StoredTensor& other = sharded.tensors.at(name);
    CHECK(tensor.shape == other.shape);
    REQUIRE(tensor.bytes.size() == other.bytes.size());
    CHECK(std::memcmp(tensor.bytes.data(), other.bytes.data(), tensor.bytes.size()) == 0);
  }
  testing::ran("weights/aidreams260K tensors", single.tensors.size());
}

TEST_CASE("a cache of links to blobs is an ordinary folder") {
  TemporaryFolder folder;
  write_shard(folder.path() / "blobs" / "0f3c", "a");
  fs::create_directories(folder.path() / "snapshots");
  fs::create_symlink("../blobs/0f3c", folder.path() / "snapshots" / "model.safetensors");
  CHECK(read_checkpoint_folder(folder.path() / "snapshots").tensors.contains("a"));
  fs::remove(folder.path() / "blobs" / "0f3c");
  CHECK(error_code([&] { read_checkpoint_folder(folder.path() / "snapshots"); }) == "io.not_found");
}

TEST_CASE("an index cannot name files outside its folder") {
  TemporaryFolder folder;
  fs::path inside = folder.path() / "model";
  write_shard(inside / "ok.safetensors", "a");
  write_shard(folder.path() / "secret.safetensors", "a");
  for (const char* name : {"../secret.safetensors", "/etc/passwd", "sub/x.safetensors", "..", ".", "", "a\\\\b",
                           "ok.safetensors\\u0000"}) {
    CAPTURE(name);
    CHECK(code_for_index(inside, R"({"weight_map":{"a":")" + std::string(name) + "\"}}") == "io.shard_name");
  }
  CHECK(code_for_index(inside, R"({"weight_map":{"a":"ok.safetensors"}})").empty());
}

TEST_CASE("an index that does not match its shards is refused") {
  TemporaryFolder folder;
  write_shard(folder.path() / "1.safetensors", "a");
  auto code = [&](std::string_view index) { return code_for_index(folder.path(), index); };
  CHECK(code(R"({"weight_map":{"b":"1.safetensors"}})") == "io.shard_tensor");
  CHECK(code(R"({"weight_map":{"a":"1.safetensors","b":"2.safetensors"}})") == "io.shard_missing");
  CHECK(code(R"({"weight_map":{"a":"1.bin"}})") == "io.pickle_refused");
  CHECK(code(R"({"weight_map":{"a":1}})") == "base.json_type");
  CHECK(code(R"({"weight_map":[]})") == "base.json_type");
  CHECK(code(R"([])") == "base.json_type");
  CHECK(code(R"({"weight_map":)") == "base.json_syntax");
}

TEST_CASE("pickles are refused with the way out, whatever they are called") {
  for (const char* name :
       {"pytorch_model.bin", "pytorch_model.bin.index.json", "model.pt", "model.PTH", "m.pkl", "epoch.ckpt"}) {
    TemporaryFolder folder;
    write_file_atomically(folder.path() / name, "x");
    CAPTURE(name);
    try {
      read_checkpoint_folder(folder.path());
      FAIL("accepted");
    } catch (const Error& error) {
      CHECK(error.code() == "io.pickle_refused");
      CHECK(error.message(Lang::es).find(name) != std::string::npos);
      CHECK(error.hint(Lang::en).find("safe_serialization=True") != std::string::npos);
    }
  }
}

TEST_CASE("safetensors beside a pickle are read; a folder without weights says so") {
  TemporaryFolder folder;
  auto code = [&] { return error_code([&] { read_checkpoint_folder(folder.path()); }); };
  CHECK(code() == "io.no_weights");
  write_file_atomically(folder.path() / "training_args.bin", "x");
  CHECK(code() == "io.no_weights");
  write_file_atomically(folder.path() / "pytorch_model.bin", "x");
  CHECK(code() == "io.pickle_refused");
  write_shard(folder.path() / "model.safetensors", "a");
  CHECK(code().empty());
  CHECK(error_code([&] { read_checkpoint_folder(folder.path() / "gone"); }) == "io.not_found");
  CHECK(error_code([&] { read_checkpoint_folder(folder.path() / "model.safetensors"); }) == "io.not_a_folder");
  CHECK(error_code([&] { read_checkpoint_folder(folder.path() / "pytorch_model.bin"); }) == "io.pickle_refused");
}
