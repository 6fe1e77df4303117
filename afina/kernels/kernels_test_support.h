// Shared by this folder's tests: random matrices, comparison by norm, and the check that the number of threads
// does not change a bit.
#pragma once

#include <doctest/doctest.h>
#include <hwy/targets.h>

#include <cmath>
#include <cstring>
#include <functional>
#include <vector>

#include "afina/base/random.h"
#include "afina/base/thread_pool.h"
#include "afina/kernels/context.h"

namespace afina::kernels::testing {

using Floats = std::vector<float>;
using Doubles = std::vector<double>;

inline Floats random_floats(int64_t count, uint64_t seed, double spread = 1) {
  Random random(seed);
  Floats values(static_cast<size_t>(count));
  for (float& value : values) value = static_cast<float>(spread * random.normal());
  return values;
}

// |got - want| / |want|, infinite where a value is not finite.
inline double relative_error(const Floats& got, const Doubles& want) {
  REQUIRE(got.size() == want.size());
  double difference = 0, norm = 0;
  for (size_t i = 0; i < got.size(); ++i) {
    difference += (got[i] - want[i]) * (got[i] - want[i]);
    norm += want[i] * want[i];
  }
  if (!std::isfinite(difference)) return INFINITY;
  return norm == 0 ? std::sqrt(difference) : std::sqrt(difference / norm);
}

// Other instruction sets that this machine has must agree with the best one by norm. All at once: equal
// scales are not needed for a check this coarse.
inline void every_instruction_set_agrees(const std::function<Floats(Context&)>& work, const Floats& best) {
  ThreadPool one(1);
  Context alone{one};
  const Doubles want(best.begin(), best.end());
  const int64_t all = hwy::SupportedTargets();
  for (int64_t rest = all & (all - 1); rest != 0; rest &= rest - 1) {  // the lowest bit is the best target
    const int64_t target = rest & -rest;
    CAPTURE(hwy::TargetName(target));
    hwy::SetSupportedTargetsForTest(target);
    hwy::GetChosenTarget().Update(hwy::SupportedTargets());
    CHECK(relative_error(work(alone), want) < 1e-5);
  }
  hwy::SetSupportedTargetsForTest(0);
  hwy::GetChosenTarget().Update(hwy::SupportedTargets());
}

// Runs `work` (which returns all its outputs in one vector) with one thread and checks that 2, 3 and 4 give
// the same bits. Returns the outputs.
inline Floats same_bits(const std::function<Floats(Context&)>& work) {
  ThreadPool one(1);
  Context alone{one};
  Floats first = work(alone);
  for (int threads : {2, 3, 4}) {
    CAPTURE(threads);
    ThreadPool pool(threads);
    Context context{pool};
    Floats again = work(context);
    REQUIRE(again.size() == first.size());
    CHECK((first.empty() || std::memcmp(again.data(), first.data(), first.size() * sizeof(float)) == 0));
  }
  every_instruction_set_agrees(work, first);
  return first;
}

inline Floats joined(std::initializer_list<Floats> parts) {
  Floats all;
  for (const Floats& part : parts) all.insert(all.end(), part.begin(), part.end());
  return all;
}

inline Floats cut(const Floats& all, size_t& at, size_t count) {
  Floats part(all.begin() + static_cast<std::ptrdiff_t>(at), all.begin() + static_cast<std::ptrdiff_t>(at + count));
  at += count;
  return part;
}

}  // namespace afina::kernels::testing
