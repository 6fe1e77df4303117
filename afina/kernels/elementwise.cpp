#include "afina/kernels/elementwise.h"

#include <algorithm>
#include <vector>

#include "afina/kernels/pieces.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "afina/kernels/elementwise.cpp"
#include <hwy/foreach_target.h>
// After foreach_target.h.
#include "afina/kernels/simd-inl.h"

HWY_BEFORE_NAMESPACE();
namespace afina::kernels::HWY_NAMESPACE {
namespace {

void add_range(const float* x, float* y, int64_t begin, int64_t end) {
  for_lanes(begin, end,
            [=](auto d, int64_t i) HWY_ATTR { hn::StoreU(hn::Add(load(d, x + i), load(d, y + i)), d, y + i); });
}

void scale_range(float alpha, float* y, int64_t begin, int64_t end) { scale_in_place(y + begin, end - begin, alpha); }

void sum_range(const float* a, const float* b, float* y, int64_t begin, int64_t end) {
  for_lanes(begin, end,
            [=](auto d, int64_t i) HWY_ATTR { hn::StoreU(hn::Add(load(d, a + i), load(d, b + i)), d, y + i); });
}

void scaled_range(float alpha, const float* x, float* y, int64_t begin, int64_t end) {
  for_lanes(begin, end,
            [=](auto d, int64_t i) HWY_ATTR { hn::StoreU(hn::Mul(load(d, x + i), hn::Set(d, alpha)), d, y + i); });
}

void add_scaled_range(float alpha, const float* x, float* y, int64_t begin, int64_t end) {
  for_lanes(begin, end, [=](auto d, int64_t i) HWY_ATTR {
    hn::StoreU(hn::MulAdd(load(d, x + i), hn::Set(d, alpha), load(d, y + i)), d, y + i);
  });
}

void product_range(const float* a, const float* b, float* y, int64_t begin, int64_t end) {
  for_lanes(begin, end,
            [=](auto d, int64_t i) HWY_ATTR { hn::StoreU(hn::Mul(load(d, a + i), load(d, b + i)), d, y + i); });
}

void add_product_range(const float* a, const float* b, float* y, int64_t begin, int64_t end) {
  for_lanes(begin, end, [=](auto d, int64_t i) HWY_ATTR {
    hn::StoreU(hn::MulAdd(load(d, a + i), load(d, b + i), load(d, y + i)), d, y + i);
  });
}

void column_sums_range(ConstMatrix x, float* y, int64_t begin, int64_t end) {
  for_lanes(begin, end, [=](auto d, int64_t c) HWY_ATTR {
    auto even = hn::Zero(d), odd = even;
    int64_t m = 0;
    for (; m + 2 <= x.rows; m += 2) {
      even = hn::Add(even, load(d, x.row(m) + c));
      odd = hn::Add(odd, load(d, x.row(m + 1) + c));
    }
    if (m < x.rows) even = hn::Add(even, load(d, x.row(m) + c));
    hn::StoreU(hn::Add(load(d, y + c), hn::Add(even, odd)), d, y + c);
  });
}

double squares_range(const float* x, int64_t n) {
  const hn::ScalableTag<double> d;
  const hn::Rebind<float, decltype(d)> half;
  const int64_t step = lanes(d);
  auto a0 = hn::Zero(d), a1 = a0;
  int64_t i = 0;
  for (; i + 2 * step <= n; i += 2 * step) {
    auto x0 = hn::PromoteTo(d, hn::LoadU(half, x + i)), x1 = hn::PromoteTo(d, hn::LoadU(half, x + i + step));
    a0 = hn::MulAdd(x0, x0, a0);
    a1 = hn::MulAdd(x1, x1, a1);
  }
  double total = hn::GetLane(hn::SumOfLanes(d, hn::Add(a0, a1)));
  for (; i < n; ++i) total += static_cast<double>(x[i]) * static_cast<double>(x[i]);
  return total;
}

}  // namespace
}  // namespace afina::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace afina::kernels {

HWY_EXPORT(add_range);
HWY_EXPORT(scale_range);
HWY_EXPORT(sum_range);
HWY_EXPORT(scaled_range);
HWY_EXPORT(add_scaled_range);
HWY_EXPORT(product_range);
HWY_EXPORT(add_product_range);
HWY_EXPORT(column_sums_range);
HWY_EXPORT(squares_range);

void fill(Context& context, std::span<float> y, float value) {
  for_ranges(context, std::ssize(y), kPieceElements,
             [&](int64_t begin, int64_t end) { std::fill(y.begin() + begin, y.begin() + end, value); });
}

void add(Context& context, std::span<const float> x, std::span<float> y) {
  for_ranges(context, std::ssize(y), kPieceElements, [&](int64_t begin, int64_t end) {
    HWY_DYNAMIC_DISPATCH(add_range)(x.data(), y.data(), begin, end);
  });
}

void shift(Context& context, float by, std::span<float> y) {
  for_ranges(context, std::ssize(y), kPieceElements, [&](int64_t begin, int64_t end) {
    for (int64_t i = begin; i < end; ++i) y[static_cast<size_t>(i)] += by;
  });
}

void scale(Context& context, float alpha, std::span<float> y) {
  for_ranges(context, std::ssize(y), kPieceElements, [&](int64_t begin, int64_t end) {
    HWY_DYNAMIC_DISPATCH(scale_range)(alpha, y.data(), begin, end);
  });
}

void sum(Context& context, std::span<const float> a, std::span<const float> b, std::span<float> y) {
  for_ranges(context, std::ssize(y), kPieceElements, [&](int64_t begin, int64_t end) {
    HWY_DYNAMIC_DISPATCH(sum_range)(a.data(), b.data(), y.data(), begin, end);
  });
}

void scale_rows(Context& context, std::span<const float> factors, Matrix y) {
  for_row_ranges(context, y.rows, y.cols, [&](int64_t begin, int64_t end) {
    for (int64_t m = begin; m < end; ++m) {
      if (const float factor = factors[static_cast<size_t>(m)]; factor != 1.f) {
        HWY_DYNAMIC_DISPATCH(scale_range)(factor, y.row(m), 0, y.cols);
      }
    }
  });
}

void scaled(Context& context, float alpha, std::span<const float> x, std::span<float> y) {
  for_ranges(context, std::ssize(y), kPieceElements, [&](int64_t begin, int64_t end) {
    HWY_DYNAMIC_DISPATCH(scaled_range)(alpha, x.data(), y.data(), begin, end);
  });
}

void add_scaled(Context& context, float alpha, std::span<const float> x, std::span<float> y) {
  for_ranges(context, std::ssize(y), kPieceElements, [&](int64_t begin, int64_t end) {
    HWY_DYNAMIC_DISPATCH(add_scaled_range)(alpha, x.data(), y.data(), begin, end);
  });
}

void product(Context& context, std::span<const float> a, std::span<const float> b, std::span<float> y) {
  for_ranges(context, std::ssize(y), kPieceElements, [&](int64_t begin, int64_t end) {
    HWY_DYNAMIC_DISPATCH(product_range)(a.data(), b.data(), y.data(), begin, end);
  });
}

void add_product(Context& context, std::span<const float> a, std::span<const float> b, std::span<float> y) {
  for_ranges(context, std::ssize(y), kPieceElements, [&](int64_t begin, int64_t end) {
    HWY_DYNAMIC_DISPATCH(add_product_range)(a.data(), b.data(), y.data(), begin, end);
  });
}

void copy(Context& context, ConstMatrix x, Matrix y) {
  for_row_ranges(context, x.rows, x.cols, [&](int64_t begin, int64_t end) {
    for (int64_t m = begin; m < end; ++m) std::copy_n(x.row(m), x.cols, y.row(m));
  });
}

void add(Context& context, ConstMatrix x, Matrix y) {
  for_row_ranges(context, x.rows, x.cols, [&](int64_t begin, int64_t end) {
    for (int64_t m = begin; m < end; ++m) HWY_DYNAMIC_DISPATCH(add_range)(x.row(m), y.row(m), 0, x.cols);
  });
}

void add_bias(Context& context, std::span<const float> bias, Matrix y) {
  for_row_ranges(context, y.rows, y.cols, [&](int64_t begin, int64_t end) {
    for (int64_t m = begin; m < end; ++m) HWY_DYNAMIC_DISPATCH(add_range)(bias.data(), y.row(m), 0, y.cols);
  });
}

void add_column_sums(Context& context, ConstMatrix x, std::span<float> y) {
  // Pieces own columns: a whole cache line each of every row, and nothing to fold.
  for_ranges(context, std::ssize(y), std::max<int64_t>(64, rows_per_piece(x.rows) / 16 * 16),
             [&](int64_t begin, int64_t end) {
               HWY_DYNAMIC_DISPATCH(column_sums_range)
               (x, y.data(), begin, end);
             });
}

int64_t argmax(std::span<const float> x) { return x.empty() ? 0 : std::ranges::max_element(x) - x.begin(); }

double sum_of_squares(Context& context, std::span<const float> x) {
  std::vector<double> parts(static_cast<size_t>(pieces_of(std::ssize(x), kPieceElements)));
  for_ranges(context, std::ssize(x), kPieceElements, [&](int64_t begin, int64_t end) {
    parts[static_cast<size_t>(begin / kPieceElements)] =
        HWY_DYNAMIC_DISPATCH(squares_range)(x.data() + begin, end - begin);
  });
  double total = 0;
  for (double part : parts) total += part;
  return total;
}

void gather_rows(Context& context, ConstMatrix table, std::span<const int32_t> ids, Matrix y) {
  for_row_ranges(context, y.rows, y.cols, [&](int64_t begin, int64_t end) {
    for (int64_t m = begin; m < end; ++m) std::copy_n(table.row(ids[m]), y.cols, y.row(m));
  });
}

void scatter_add_rows(Context& context, ConstMatrix x, std::span<const int32_t> ids, Matrix table) {
  // Pieces own columns: equal ids would make pieces of rows collide.
  for_ranges(context, x.cols, 128, [&](int64_t begin, int64_t end) {
    for (int64_t m = 0; m < x.rows; ++m) HWY_DYNAMIC_DISPATCH(add_range)(x.row(m), table.row(ids[m]), begin, end);
  });
}

}  // namespace afina::kernels
#endif
