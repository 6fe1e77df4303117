#include "afina/kernels/elementwise.h"

#include <string>

#include "afina/kernels/kernels_test_support.h"

using namespace afina;
using namespace afina::kernels;
using namespace afina::kernels::testing;

TEST_CASE("a value that is not a number is seen wherever it stands") {
  for (size_t size : {1, 15, 16, 17, 100}) {
    std::vector<float> values(size, -3.4e38f);
    CHECK(kernels::all_finite(values));
    for (size_t i = 0; i < size; ++i) {
      for (float bad : {INFINITY, -INFINITY, NAN, -NAN}) {
        values[i] = bad;
        CHECK(!kernels::all_finite(values));
        values[i] = 1e-45f;
      }
    }
  }
  CHECK(kernels::all_finite(std::span<const float>()));
}

TEST_CASE("element-wise kernels compute what they say for any length") {
  for (int64_t n : {0, 1, 7, 16, 1000, 16384, 40001}) {
    CAPTURE(n);
    Floats a = random_floats(n, 1), b = random_floats(n, 2);
    Floats got = same_bits([&](Context& context) {
      Floats added = b, scaled = b, summed(b.size()), filled(b.size());
      add(context, a, added);
      scale(context, -0.5f, scaled);
      sum(context, a, b, summed);
      fill(context, filled, 2.5f);
      return joined({added, scaled, summed, filled});
    });
    size_t at = 0, count = static_cast<size_t>(n);
    Doubles added, scaled, filled(count, 2.5);
    for (size_t i = 0; i < count; ++i) {
      added.push_back(static_cast<double>(a[i]) + b[i]);
      scaled.push_back(-0.5 * b[i]);
    }
    CHECK(relative_error(cut(got, at, count), added) < 1e-6);
    CHECK(relative_error(cut(got, at, count), scaled) < 1e-6);
    CHECK(relative_error(cut(got, at, count), added) < 1e-6);
    CHECK(relative_error(cut(got, at, count), filled) == 0);
  }
}

TEST_CASE("multiples and products, added or not") {
  for (int64_t n : {0, 1, 7, 16, 1000, 40001}) {
    CAPTURE(n);
    Floats a = random_floats(n, 1), b = random_floats(n, 2), start = random_floats(n, 3);
    Floats got = same_bits([&](Context& context) {
      Floats multiple(a.size()), multiple_added = start, products(a.size()), products_added = start;
      scaled(context, 2.5f, a, multiple);
      add_scaled(context, 2.5f, a, multiple_added);
      product(context, a, b, products);
      add_product(context, a, b, products_added);
      return joined({multiple, multiple_added, products, products_added});
    });
    Doubles multiple, multiple_added, products, products_added;
    for (size_t i = 0; i < a.size(); ++i) {
      multiple.push_back(2.5 * a[i]);
      multiple_added.push_back(start[i] + multiple.back());
      products.push_back(static_cast<double>(a[i]) * b[i]);
      products_added.push_back(start[i] + products.back());
    }
    size_t at = 0;
    for (const Doubles* want : {&multiple, &multiple_added, &products, &products_added}) {
      CHECK(relative_error(cut(got, at, want->size()), *want) < 1e-6);
    }
  }
}

TEST_CASE("copies and sums of strided rows leave alone what lies between and beyond") {
  const int64_t rows = 333;
  for (int64_t cols : {1, 16, 65, 200}) {
    CAPTURE(cols);
    const int64_t from_stride = cols + 3, to_stride = cols + 7;
    Floats x = random_floats(rows * from_stride, 1), start = random_floats((rows + 2) * to_stride, 2);
    Floats got = same_bits([&](Context& context) {
      Floats copied = start, added = start;
      copy(context, {x.data(), rows, cols, from_stride}, {copied.data(), rows + 2, cols + 1, to_stride});
      add(context, {x.data(), rows, cols, from_stride}, {added.data(), rows + 2, cols + 1, to_stride});
      return joined({copied, added});
    });
    Doubles copied(start.begin(), start.end()), added = copied;
    for (int64_t m = 0; m < rows; ++m) {
      for (int64_t c = 0; c < cols; ++c) {
        copied[m * to_stride + c] = x[m * from_stride + c];
        added[m * to_stride + c] += x[m * from_stride + c];
      }
    }
    size_t at = 0;
    CHECK(relative_error(cut(got, at, copied.size()), copied) == 0);
    CHECK(relative_error(cut(got, at, added.size()), added) < 1e-6);
  }
}

TEST_CASE("bias and column sums over strided rows") {
  const int64_t rows = 333;
  for (int64_t cols : {1, 3, 16, 63, 64, 65, 200}) {
    CAPTURE(cols);
    const int64_t stride = cols + 3;
    Floats x = random_floats(rows * stride, 1), bias = random_floats(cols, 2);
    Floats got = same_bits([&](Context& context) {
      Floats y = x, sums = bias;
      add_bias(context, bias, {y.data(), rows, cols, stride});
      add_column_sums(context, {x.data(), rows, cols, stride}, sums);
      return joined({y, sums});
    });
    Doubles y(x.begin(), x.end()), sums(bias.begin(), bias.end());
    for (int64_t m = 0; m < rows; ++m) {
      for (int64_t c = 0; c < cols; ++c) {
        y[m * stride + c] += bias[c];
        sums[c] += x[m * stride + c];
      }
    }
    size_t at = 0;
    CHECK(relative_error(cut(got, at, y.size()), y) < 1e-6);
    CHECK(relative_error(cut(got, at, sums.size()), sums) < 2e-6);
  }
}

TEST_CASE("the sum of squares is accumulated in double") {
  // In float the ones would be lost beside the first square.
  Floats x(100001, 1.f);
  x[0] = 1e6f;
  for (int threads : {1, 2, 3, 4}) {
    ThreadPool pool(threads);
    Context context{pool};
    CHECK(sum_of_squares(context, x) == 1e12 + 1e5);
    CHECK(sum_of_squares(context, {}) == 0);
  }
}

TEST_CASE("dropout drops exactly the elements that its random numbers name") {
  const uint64_t key = random_key({7, 8}), first = 1ull << 40;
  for (float p : {0.f, 0.1f, 0.5f, 1e-12f, 0.999f, 1.f}) {
    CAPTURE(p);
    Floats x = random_floats(20011, 1);
    Floats got = same_bits([&](Context& context) {
      Floats y = x;
      dropout(context, p, key, first, y, y);
      return y;
    });
    int64_t wrong = 0;
    for (size_t i = 0; i < x.size(); ++i) {
      bool dropped = static_cast<double>(random_bits(key, first + i) >> 32) < static_cast<double>(p) * 0x1.0p32;
      float want = dropped ? 0.f : x[i] / (1.f - p);
      wrong += !(std::abs(got[i] - want) <= 1e-6f * std::abs(want));
    }
    CHECK(wrong == 0);
  }
}

TEST_CASE("rows are gathered, and scattered back in order") {
  const int64_t cols = 300, table_rows = 9, stride = 301;
  Floats table = random_floats(table_rows * stride, 1);
  std::vector<int32_t> ids;
  for (int i = 0; i < 500; ++i) ids.push_back(i * i % 7);
  const int64_t rows = 500;
  Floats x = random_floats(rows * cols, 2);
  Floats got = same_bits([&](Context& context) {
    Floats y(x.size()), into = table;
    gather_rows(context, {table.data(), table_rows, cols, stride}, ids, {y.data(), rows, cols});
    scatter_add_rows(context, {x.data(), rows, cols}, ids, {into.data(), table_rows, cols, stride});
    return joined({y, into});
  });
  Floats gathered, scattered = table;
  for (int64_t m = 0; m < rows; ++m) {
    for (int64_t c = 0; c < cols; ++c) {
      gathered.push_back(table[ids[m] * stride + c]);
      scattered[ids[m] * stride + c] += x[m * cols + c];
    }
  }
  CHECK(got == joined({gathered, scattered}));
}

TEST_CASE("AdamW follows its paper") {
  const size_t count = 20001;
  Floats grad = random_floats(20001, 1), start = random_floats(20001, 2);
  AdamWOptions o{.learning_rate = 0.01f, .weight_decay = 0.1f, .grad_scale = 0.5f};
  Floats got = same_bits([&](Context& context) {
    Floats m(count), v(count), p = start;
    for (int64_t step = 1; step <= 3; ++step) {
      AdamWOptions now = o;
      now.step = step;
      adamw(context, now, grad, m, v, p);
    }
    return joined({m, v, p});
  });
  Doubles m(count), v(count), p(start.begin(), start.end());
  for (int step = 1; step <= 3; ++step) {
    for (size_t i = 0; i < count; ++i) {
      double g = 0.5 * grad[i];
      p[i] *= 1 - 0.01 * 0.1;
      m[i] = 0.9 * m[i] + 0.1 * g;
      v[i] = 0.999 * v[i] + 0.001 * g * g;
      p[i] -= 0.01 * (m[i] / (1 - std::pow(0.9, step))) / (std::sqrt(v[i] / (1 - std::pow(0.999, step))) + 1e-8);
    }
  }
  size_t at = 0;
  CHECK(relative_error(cut(got, at, count), m) < 1e-6);
  CHECK(relative_error(cut(got, at, count), v) < 2e-5);  // 1 - 0.999f is 1e-5 off 0.001
  CHECK(relative_error(cut(got, at, count), p) < 1e-6);
}
