#include "afina/tensor/ops/split_columns.h"

#include <doctest/doctest.h>

#include <numeric>

#include "afina/base/error.h"
#include "afina/tensor/ops/multiply.h"
#include "afina/tensor/ops/ops.h"

namespace afina::ops {

namespace {

Tensor counting(Shape shape, float first) {
  Tensor t = Tensor::empty(std::move(shape));
  std::iota(t.mutable_values().begin(), t.mutable_values().end(), first);
  return t;
}

}  // namespace

TEST_CASE("split_columns cuts columns and adds their gradients where they came from") {
  ThreadPool pool(2);
  kernels::Context context{pool};
  Tape tape;
  Graph graph{context, &tape};
  constexpr int64_t kRows = 5000;  // more than one piece
  Tensor x = counting({kRows, 6}, 0);
  x.set_requires_grad(true);
  auto parts = split_columns(graph, x, {1, 3, 2});
  REQUIRE(parts.size() == 3);
  for (int64_t m : {int64_t{0}, int64_t{1}, kRows - 1}) {
    CHECK(parts[0].matrix().row(m)[0] == static_cast<float>(6 * m));
    CHECK(parts[1].matrix().row(m)[2] == static_cast<float>(6 * m + 3));
    CHECK(parts[2].matrix().row(m)[1] == static_cast<float>(6 * m + 5));
  }
  // y = 2 * the middle part; the other parts are not used, and x is read a second time.
  Tensor y = add(graph, parts[1], parts[1]);
  Tensor twice = split_columns(graph, x, {6})[0];
  std::ranges::fill(twice.gradient()->accumulator_values(), 10.f);
  tape.backward(y);
  for (int64_t m : {int64_t{0}, kRows - 1}) {
    const float* d = x.grad().data() + 6 * m;
    CHECK(std::vector<float>(d, d + 6) == std::vector<float>{10, 12, 12, 12, 10, 10});
  }
  CHECK_THROWS_AS(split_columns(graph, x, {1, 3}), Error);
}

TEST_CASE("multiply and its gradients, a factor twice included") {
  ThreadPool pool(2);
  kernels::Context context{pool};
  Tape tape;
  Graph graph{context, &tape};
  Tensor a = counting({100, 400}, 1), b = counting({100, 400}, 3);
  a.set_requires_grad(true);
  b.set_requires_grad(true);
  Tensor y = multiply(graph, a, b);
  y.forget();
  CHECK(y.values()[7] == 80.f);
  tape.backward(y, 2.f);
  CHECK(a.grad()[39999] == 2.f * b.values()[39999]);
  CHECK(b.grad()[39999] == 2.f * a.values()[39999]);

  a.clear_grad();
  tape.backward(multiply(graph, a, a));
  CHECK(a.grad()[5] == 2.f * a.values()[5]);
  Tensor plain = counting({2, 2}, 1);
  CHECK(!multiply(graph, plain, plain).requires_grad());
}

}  // namespace afina::ops
