#include "afina/kernels/elementwise.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "afina/base/random.h"
#include "afina/kernels/pieces.h"

namespace afina::kernels {

namespace {
int64_t length(std::span<const float> x) { return static_cast<int64_t>(x.size()); }
}  // namespace

void fill(Context& context, std::span<float> y, float value) {
  for_ranges(context, length(y), kPieceElements,
             [&](int64_t begin, int64_t end) { std::fill(y.begin() + begin, y.begin() + end, value); });
}

void add(Context& context, std::span<const float> x, std::span<float> y) { axpy(context, 1.f, x, y); }

void axpy(Context& context, float alpha, std::span<const float> x, std::span<float> y) {
  for_ranges(context, length(y), kPieceElements, [&](int64_t begin, int64_t end) {
    for (int64_t i = begin; i < end; ++i) y[i] += alpha * x[i];
  });
}

void scale(Context& context, float alpha, std::span<float> y) {
  for_ranges(context, length(y), kPieceElements, [&](int64_t begin, int64_t end) {
    for (int64_t i = begin; i < end; ++i) y[i] *= alpha;
  });
}

void sum(Context& context, std::span<const float> a, std::span<const float> b, std::span<float> y) {
  for_ranges(context, length(y), kPieceElements, [&](int64_t begin, int64_t end) {
    for (int64_t i = begin; i < end; ++i) y[i] = a[i] + b[i];
  });
}

void add_bias(Context& context, std::span<const float> bias, Matrix y) {
  for_row_ranges(context, y.rows, y.cols, [&](int64_t begin, int64_t end) {
    for (int64_t m = begin; m < end; ++m) {
      for (int64_t c = 0; c < y.cols; ++c) y.row(m)[c] += bias[c];
    }
  });
}

void add_column_sums(Context& context, ConstMatrix x, std::span<float> y) {
  for_ranges(context, x.cols, 64, [&](int64_t begin, int64_t end) {
    float sums[64] = {};
    for (int64_t m = 0; m < x.rows; ++m) {
      for (int64_t c = begin; c < end; ++c) sums[c - begin] += x.row(m)[c];
    }
    for (int64_t c = begin; c < end; ++c) y[c] += sums[c - begin];
  });
}

double sum_of_squares(Context& context, std::span<const float> x) {
  std::vector<double> parts(static_cast<size_t>(pieces_of(length(x), kPieceElements)));
  for_ranges(context, length(x), kPieceElements, [&](int64_t begin, int64_t end) {
    double part = 0;
    for (int64_t i = begin; i < end; ++i) part += static_cast<double>(x[i]) * x[i];
    parts[begin / kPieceElements] = part;
  });
  double total = 0;
  for (double part : parts) total += part;
  return total;
}

void dropout(Context& context, float p, uint64_t key, uint64_t first_index, std::span<const float> x,
             std::span<float> y) {
  const uint64_t limit = static_cast<uint64_t>(std::ceil(static_cast<double>(p) * 0x1.0p32));
  const float keep_scale = 1.f / (1.f - p);
  for_ranges(context, length(y), kPieceElements, [&](int64_t begin, int64_t end) {
    for (int64_t i = begin; i < end; ++i) {
      bool dropped = (random_bits(key, first_index + static_cast<uint64_t>(i)) >> 32) < limit;
      y[i] = dropped ? 0.f : x[i] * keep_scale;
    }
  });
}

void gather_rows(Context& context, ConstMatrix table, std::span<const int32_t> ids, Matrix y) {
  for_row_ranges(context, y.rows, y.cols, [&](int64_t begin, int64_t end) {
    for (int64_t m = begin; m < end; ++m) std::copy_n(table.row(ids[m]), y.cols, y.row(m));
  });
}

void scatter_add_rows(Context& context, ConstMatrix x, std::span<const int32_t> ids, Matrix table) {
  // Pieces own columns: equal ids would make pieces of rows collide.
  for_ranges(context, x.cols, 128, [&](int64_t begin, int64_t end) {
    for (int64_t m = 0; m < x.rows; ++m) {
      const float* from = x.row(m);
      float* to = table.row(ids[m]);
      for (int64_t c = begin; c < end; ++c) to[c] += from[c];
    }
  });
}

void adamw(Context& context, const AdamWOptions& o, std::span<const float> grad, std::span<float> first_moment,
           std::span<float> second_moment, std::span<float> parameter) {
  const double correction1 = 1 - std::pow(static_cast<double>(o.beta1), static_cast<double>(o.step));
  const double correction2 = 1 - std::pow(static_cast<double>(o.beta2), static_cast<double>(o.step));
  const float step_size = static_cast<float>(o.learning_rate / correction1);
  const float root_scale = static_cast<float>(1 / std::sqrt(correction2));
  const float decay = 1.f - o.learning_rate * o.weight_decay;
  for_ranges(context, length(parameter), kPieceElements, [&](int64_t begin, int64_t end) {
    for (int64_t i = begin; i < end; ++i) {
      float g = grad[i] * o.grad_scale;
      first_moment[i] = o.beta1 * first_moment[i] + (1 - o.beta1) * g;
      second_moment[i] = o.beta2 * second_moment[i] + (1 - o.beta2) * g * g;
      float divisor = std::sqrt(second_moment[i]) * root_scale + o.epsilon;
      parameter[i] = parameter[i] * decay - step_size * first_moment[i] / divisor;
    }
  });
}

}  // namespace afina::kernels
