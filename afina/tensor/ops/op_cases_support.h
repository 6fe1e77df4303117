// What the files of op_cases share.
#pragma once

#include <initializer_list>
#include <string>
#include <vector>

#include "afina/base/random.h"
#include "afina/tensor/ops/op_cases.h"

namespace afina::ops {

std::vector<OpCase> attention_cases();    // and rotary's
std::vector<OpCase> elementwise_cases();  // activations, sums, products, copies

// "linear 3x5x4"
inline std::string label(const char* op, std::initializer_list<int64_t> sizes) {
  std::string name = op;
  for (int64_t s : sizes) name += (name.back() >= '0' && name.back() <= '9' ? "x" : " ") + std::to_string(s);
  return name;
}

// `count` ids of 0 .. below - 1.
inline std::vector<int32_t> some_ids(int64_t count, int64_t below, uint64_t seed) {
  Random random(seed);
  std::vector<int32_t> ids;
  for (int64_t i = 0; i < count; ++i) ids.push_back(static_cast<int32_t>(random.below(static_cast<uint64_t>(below))));
  return ids;
}

inline double product(std::initializer_list<int64_t> sizes) {
  double p = 1;
  for (int64_t s : sizes) p *= static_cast<double>(s);
  return p;
}

}  // namespace afina::ops
