// Products in bf16, by the processor's instruction where there is one, else by way of float32.
#include <cstring>
#include <limits>

#include "afina/kernels/gemm.h"
#include "afina/kernels/half.h"
#include "afina/kernels/kernels_test_support.h"
#include "afina/kernels/stored_matrix.h"

using namespace afina;
using namespace afina::kernels;
using namespace afina::kernels::testing;

namespace {

float rounded(float value) { return from_bf16(to_bf16(value)); }

struct Case {
  DType dtype;
  int64_t m, n, k;  // x: [m, k] transposed, else [m, n]; w: [n, k]
  Op op_w = Op::transpose;
  float beta = 0.f;
};

void check(const Case& t) {
  CAPTURE(dtype_name(t.dtype));
  CAPTURE(t.m);
  CAPTURE(t.n);
  CAPTURE(t.k);
  CAPTURE(t.beta);
  const bool transposed = t.op_w == Op::transpose;
  const int64_t depth = transposed ? t.k : t.n, columns = transposed ? t.n : t.k, gap = 3;
  const Floats x = random_floats(t.m * depth, 1), values = random_floats(t.n * t.k, 2);
  const Floats start =
      t.beta == 0.f ? Floats(static_cast<size_t>(t.m * columns), NAN) : random_floats(t.m * columns, 3);
  // At an odd address, as a file may have it.
  std::vector<std::byte> bytes(static_cast<size_t>(StoredMatrix{t.dtype, nullptr, t.n, t.k}.row_bytes() * t.n + 1));
  pack(t.dtype, values.data(), std::ssize(values), bytes.data() + 1);
  const StoredMatrix w{t.dtype, bytes.data() + 1, t.n, t.k};
  Floats weights(values.size());
  unpack(t.dtype, w.data, std::ssize(weights), weights.data());

  const Floats got = same_bits([&](Context& given) {
    Context context{given.pool, DType::bf16};
    Floats c(static_cast<size_t>(t.m * (columns + gap)), -7.f);
    const Matrix view(c.data(), t.m, columns, columns + gap);
    for (int64_t m = 0; m < t.m; ++m) std::copy_n(start.data() + m * columns, columns, view.row(m));
    gemm(context, ConstMatrix(x.data(), t.m, depth), t.op_w, w, t.beta, view);
    Floats tight;
    for (int64_t m = 0; m < t.m; ++m) {
      tight.insert(tight.end(), view.row(m), view.row(m) + columns);
      for (int64_t i = 0; i < gap; ++i) CHECK(view.row(m)[columns + i] == -7.f);
    }
    return tight;
  });
  Doubles want;
  for (int64_t m = 0; m < t.m; ++m) {
    for (int64_t c = 0; c < columns; ++c) {
      double sum = t.beta == 0.f ? 0. : t.beta * start[m * columns + c];
      for (int64_t d = 0; d < depth; ++d) {
        const float weight = weights[transposed ? c * t.k + d : d * t.k + c];
        sum += static_cast<double>(rounded(x[m * depth + d])) * rounded(weight);
      }
      want.push_back(sum);
    }
  }
  CHECK(relative_error(got, want) < 2e-6);
}

}  // namespace

TEST_CASE("products in bf16 equal those of the rounded numbers") {
  for (const Op op : {Op::transpose, Op::none}) {
    for (const float beta : {0.f, 1.f}) {
      for (const DType dtype : {DType::bf16, DType::q8_0, DType::q4_k}) {
        check({dtype, 5, 3, 256, op, beta});
        check({dtype, 70, 130, 512, op, beta});
        check({dtype, 300, 100, 256, op, beta});
      }
      check({DType::bf16, 37, 41, 43, op, beta});
      check({DType::bf16, 6, 1, 1, op, beta});
    }
  }
  check({DType::bf16, 8, 9000, 512});  // more rows than a panel holds
  check({DType::bf16, 8, 9000, 512, Op::none});
}

TEST_CASE("weights that bf16 would spoil, and few rows, stay in float32") {
  ThreadPool pool(2);
  Context exact{pool}, rounding{pool, DType::bf16};
  const int64_t n = 64, k = 96;
  const Floats values = random_floats(n * k, 4);
  auto product = [&](Context& context, DType dtype, int64_t m) {
    const Floats x = random_floats(m * k, 5);
    std::vector<std::byte> bytes(static_cast<size_t>(StoredMatrix{dtype, nullptr, n, k}.row_bytes() * n));
    pack(dtype, values.data(), n * k, bytes.data());
    Floats c(static_cast<size_t>(m * n));
    gemm(context, ConstMatrix(x.data(), m, k), Op::transpose, StoredMatrix{dtype, bytes.data(), n, k}, 0.f,
         Matrix(c.data(), m, n));
    return c;
  };
  for (const DType dtype : {DType::f32, DType::f16}) CHECK(product(exact, dtype, 40) == product(rounding, dtype, 40));
  CHECK(product(exact, DType::bf16, 2) == product(rounding, DType::bf16, 2));
  CHECK(product(exact, DType::bf16, 40) != product(rounding, DType::bf16, 40));
}

TEST_CASE("what is not a number stays so in bf16") {
  ThreadPool pool(1);
  Context context{pool, DType::bf16};
  Floats x(8 * 32, 1.f);
  x[5] = NAN;
  x[32] = std::numeric_limits<float>::infinity();
  const std::vector<uint16_t> ones(32 * 32, to_bf16(1.f));
  Floats c(8 * 32);
  gemm(context, ConstMatrix(x.data(), 8, 32), Op::transpose,
       StoredMatrix{DType::bf16, reinterpret_cast<const std::byte*>(ones.data()), 32, 32}, 0.f,
       Matrix(c.data(), 8, 32));
  CHECK(std::isnan(c[0]));
  CHECK(std::isinf(c[32]));
  CHECK(c[64] == 32.f);
}
