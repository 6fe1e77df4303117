#include "afina/kernels/gemm.h"

#include <limits>
#include <string>

#include "afina/kernels/kernels_test_support.h"

using namespace afina;
using namespace afina::kernels;
using namespace afina::kernels::testing;

namespace {

struct Case {
  int64_t m, n, k;
  Op op_a = Op::none, op_b = Op::transpose;
  float alpha = 1.f, beta = 0.f;
  int64_t gap = 0;  // stride - cols
};

void check(const Case& t) {
  CAPTURE(t.m);
  CAPTURE(t.n);
  CAPTURE(t.k);
  CAPTURE(static_cast<int>(t.op_a));
  CAPTURE(static_cast<int>(t.op_b));
  int64_t a_rows = t.op_a == Op::none ? t.m : t.k, a_cols = t.op_a == Op::none ? t.k : t.m;
  int64_t b_rows = t.op_b == Op::none ? t.k : t.n, b_cols = t.op_b == Op::none ? t.n : t.k;
  Floats a = random_floats(a_rows * (a_cols + t.gap), 1), b = random_floats(b_rows * (b_cols + t.gap), 2);
  Floats c = random_floats(t.m * (t.n + t.gap), 3);
  Floats start = c;
  if (t.beta == 0.f) std::fill(start.begin(), start.end(), std::numeric_limits<float>::quiet_NaN());
  ConstMatrix av{a.data(), a_rows, a_cols, a_cols + t.gap}, bv{b.data(), b_rows, b_cols, b_cols + t.gap};
  Floats got = same_bits([&](Context& context) {
    Floats work = start;
    gemm(context, t.op_a, t.op_b, t.alpha, av, bv, t.beta, {work.data(), t.m, t.n, t.n + t.gap});
    Floats tight;
    for (int64_t m = 0; m < t.m; ++m) {
      const float* row = work.data() + m * (t.n + t.gap);
      tight.insert(tight.end(), row, row + t.n);
    }
    return tight;
  });
  Doubles want;
  for (int64_t m = 0; m < t.m; ++m) {
    for (int64_t n = 0; n < t.n; ++n) {
      double sum = 0;
      for (int64_t k = 0; k < t.k; ++k) {
        sum += static_cast<double>(t.op_a == Op::none ? av.row(m)[k] : av.row(k)[m]) *
               (t.op_b == Op::none ? bv.row(k)[n] : bv.row(n)[k]);
      }
      want.push_back(t.alpha * sum + (t.beta == 0.f ? 0. : t.beta * c[m * (t.n + t.gap) + n]));
    }
  }
  CHECK(relative_error(got, want) < 2e-6);
}

}  // namespace

TEST_CASE("gemm equals the double-precision product, at tile edges too") {
  for (Op op_a : {Op::none, Op::transpose}) {
    for (Op op_b : {Op::none, Op::transpose}) {
      for (int64_t m : {1, 2, 4, 5, 127, 129, 257}) check({m, 33, 65, op_a, op_b});
      check({129, 1, 64, op_a, op_b});
      check({3, 300, 17, op_a, op_b, 0.5f, 1.f, 3});
      check({65, 260, 129, op_a, op_b, -1.5f, 0.25f, 5});
      check({16, 200, 1100, op_a, op_b, 1.f, 1.f});
      check({1100, 16, 200, op_a, op_b, 2.f, 1.f});
      check({300, 200, 16, op_a, op_b, 2.f, 1.f});
    }
  }
}

TEST_CASE("few rows against many columns, as in decoding") {
  for (int64_t m : {1, 2, 3, 4, 5}) {
    for (int64_t k : {1, 15, 64, 577}) check({m, 700, k, Op::none, Op::transpose, 0.5f, m % 2 ? 0.f : 1.f, m});
  }
}

TEST_CASE("wide products with few rows, and empty ones") {
  check({20, 5000, 40});
  check({1, 2100, 30, Op::none, Op::none});
  check({0, 5, 5});
  check({5, 0, 5});
  check({5, 7, 0, Op::none, Op::transpose, 1.f, 0.f});
  check({5, 7, 0, Op::none, Op::transpose, 1.f, 0.5f});
}
