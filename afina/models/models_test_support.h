// Shared by the tests of this folder.
#pragma once

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <functional>
#include <string>
#include <vector>

#include "afina/base/error.h"
#include "afina/base/test_support.h"
#include "afina/models/model_files.h"

namespace afina::models::testing {

inline constexpr double kTolerance = 1e-4;  // of the largest logit

struct Machine {
  ThreadPool pool{2};
  kernels::Context context{pool};
  Graph graph{context};
};

// Logits of packed sequences, one row a token.
inline std::vector<float> packed_logits(CausalLM& model, std::span<const std::vector<int32_t>> sequences) {
  Machine machine;
  Tensor logits = model.logits(machine.graph, model.hidden(machine.graph, pack(sequences)));
  return {logits.values().begin(), logits.values().end()};
}

// One sequence through a cache: the first `prefill` tokens at once, the others one by one.
inline std::vector<float> cached_logits(CausalLM& model, const std::vector<int32_t>& ids, size_t prefill) {
  Machine machine;
  KvCache cache = model.make_cache(static_cast<int64_t>(ids.size()));
  std::vector<float> all;
  for (size_t begin = 0; begin < ids.size();) {
    size_t count = begin == 0 ? std::min(prefill, ids.size()) : 1;
    const Batch batch = continuation(std::span(ids).subspan(begin, count), static_cast<int64_t>(begin));
    Tensor logits = model.logits(machine.graph, model.hidden(machine.graph, batch, &cache));
    all.insert(all.end(), logits.values().begin(), logits.values().end());
    begin += count;
  }
  return all;
}

inline double largest(std::span<const float> values) {
  double most = 0;
  for (float v : values) most = std::max(most, std::abs(static_cast<double>(v)));
  return most;
}

// Largest difference, as a part of the largest expected value; infinite where the sizes or a NaN differ.
inline double relative_difference(std::span<const float> found, std::span<const float> expected) {
  if (found.size() != expected.size()) return HUGE_VAL;
  double most = 0;
  for (size_t i = 0; i < found.size(); ++i) {
    double difference = std::abs(static_cast<double>(found[i]) - static_cast<double>(expected[i]));
    if (!(difference <= most)) most = std::isnan(difference) ? HUGE_VAL : difference;
  }
  return most / largest(expected);
}

inline std::vector<float> stored_values(const std::filesystem::path& file, const std::string& name) {
  Checkpoint checkpoint = read_safetensors(file);
  const StoredTensor& tensor = checkpoint.tensors.at(name);
  std::vector<float> values(static_cast<size_t>(tensor.elements()));
  kernels::unpack(tensor.dtype, tensor.bytes.data(), tensor.elements(), values.data());
  return values;
}

inline Json read_json(const std::filesystem::path& path) {
  return parse_json(afina::testing::slurp(path), path.string());
}

inline void write_text(const std::filesystem::path& path, const std::string& text) {
  std::filesystem::create_directories(path.parent_path());
  std::ofstream(path, std::ios::binary) << text;
}

inline std::vector<std::vector<int32_t>> sequences_in(const Json& item) {
  return item.at("sequences").get<std::vector<std::vector<int32_t>>>();
}

// The error that `body` throws; fails the test where it throws none or its texts are incomplete.
inline Error error_of(const std::function<void()>& body) {
  try {
    body();
  } catch (const Error& error) {
    for (Lang lang : {Lang::es, Lang::en}) {
      CHECK(error.message(lang).find('{' + std::string("place")) == std::string::npos);
      CHECK(!error.hint(lang).empty());
    }
    return error;
  }
  FAIL("no error was thrown");
  return Error("models.internal", {{"detail", "unreachable"}});
}

inline std::string arg(const Error& error, const std::string& name) {
  for (const auto& [key, value] : error.args()) {
    if (key == name) return value;
  }
  return "";
}

}  // namespace afina::models::testing
