#include "afina/kernels/norm.h"

#include <algorithm>
#include <cmath>

#include "afina/base/memory.h"
#include "afina/kernels/elementwise.h"
#include "afina/kernels/pieces.h"

namespace afina::kernels {

namespace {

// Rows whose contribution to dweight and dbias is summed before the fold.
constexpr int64_t kRowsPerPartial = 64;

// Partial sums of `width` columns, one row for each piece of rows, folded in the order of the pieces.
class Partials {
 public:
  Partials(int64_t rows, int64_t width)
      : pieces_(pieces_of(rows, kRowsPerPartial)),
        buffer_(static_cast<size_t>(pieces_ * width) * sizeof(float)),
        sums_(reinterpret_cast<float*>(buffer_.data()), pieces_, width) {}
  float* cleared(int64_t piece) { return std::fill_n(sums_.row(piece), sums_.cols, 0.f) - sums_.cols; }
  void fold(Context& context, int64_t first, std::span<float> into) {
    if (!into.empty()) add_column_sums(context, sums_.cols_from(first, static_cast<int64_t>(into.size())), into);
  }

 private:
  int64_t pieces_;
  Buffer buffer_;
  Matrix sums_;
};

}  // namespace

void rms_norm(Context& context, ConstMatrix x, std::span<const float> weight, float epsilon, Matrix y,
              std::span<float> inv_rms) {
  for_row_ranges(context, x.rows, x.cols, [&](int64_t begin, int64_t end) {
    for (int64_t m = begin; m < end; ++m) {
      double squares = 0;
      for (int64_t c = 0; c < x.cols; ++c) squares += static_cast<double>(x.row(m)[c]) * x.row(m)[c];
      float inv = static_cast<float>(1 / std::sqrt(squares / static_cast<double>(x.cols) + epsilon));
      for (int64_t c = 0; c < x.cols; ++c) y.row(m)[c] = x.row(m)[c] * inv * weight[c];
      inv_rms[m] = inv;
    }
  });
}

void rms_norm_backward(Context& context, ConstMatrix x, std::span<const float> weight, std::span<const float> inv_rms,
                       ConstMatrix dy, Matrix dx, std::span<float> dweight) {
  Partials partials(x.rows, x.cols);
  for_ranges(context, x.rows, kRowsPerPartial, [&](int64_t begin, int64_t end) {
    float* dw = partials.cleared(begin / kRowsPerPartial);
    for (int64_t m = begin; m < end; ++m) {
      float inv = inv_rms[m];
      double dot = 0;
      for (int64_t c = 0; c < x.cols; ++c) dot += static_cast<double>(dy.row(m)[c] * weight[c]) * x.row(m)[c];
      float pull = static_cast<float>(dot / static_cast<double>(x.cols)) * inv * inv * inv;
      for (int64_t c = 0; c < x.cols; ++c) {
        dx.row(m)[c] += dy.row(m)[c] * weight[c] * inv - x.row(m)[c] * pull;
        dw[c] += dy.row(m)[c] * x.row(m)[c] * inv;
      }
    }
  });
  partials.fold(context, 0, dweight);
}

void layer_norm(Context& context, ConstMatrix x, std::span<const float> weight, std::span<const float> bias,
                float epsilon, Matrix y, std::span<float> mean, std::span<float> inv_std) {
  for_row_ranges(context, x.rows, x.cols, [&](int64_t begin, int64_t end) {
    for (int64_t m = begin; m < end; ++m) {
      double total = 0, squares = 0;
      for (int64_t c = 0; c < x.cols; ++c) total += x.row(m)[c];
      float centre = static_cast<float>(total / static_cast<double>(x.cols));
      for (int64_t c = 0; c < x.cols; ++c) {
        double d = x.row(m)[c] - centre;
        squares += d * d;
      }
      float inv = static_cast<float>(1 / std::sqrt(squares / static_cast<double>(x.cols) + epsilon));
      for (int64_t c = 0; c < x.cols; ++c) y.row(m)[c] = (x.row(m)[c] - centre) * inv * weight[c] + bias[c];
      mean[m] = centre;
      inv_std[m] = inv;
    }
  });
}

void layer_norm_backward(Context& context, ConstMatrix x, std::span<const float> weight, LayerNormSaved saved,
                         ConstMatrix dy, Matrix dx, std::span<float> dweight, std::span<float> dbias) {
  Partials partials(x.rows, 2 * x.cols);
  for_ranges(context, x.rows, kRowsPerPartial, [&](int64_t begin, int64_t end) {
    float* dw = partials.cleared(begin / kRowsPerPartial);
    float* db = dw + x.cols;
    for (int64_t m = begin; m < end; ++m) {
      float centre = saved.mean[m], inv = saved.inv_std[m];
      double total = 0, dot = 0;
      for (int64_t c = 0; c < x.cols; ++c) {
        double g = dy.row(m)[c] * weight[c];
        total += g;
        dot += g * ((x.row(m)[c] - centre) * inv);
      }
      float mean_g = static_cast<float>(total / static_cast<double>(x.cols));
      float mean_dot = static_cast<float>(dot / static_cast<double>(x.cols));
      for (int64_t c = 0; c < x.cols; ++c) {
        float normal = (x.row(m)[c] - centre) * inv;
        dx.row(m)[c] += (dy.row(m)[c] * weight[c] - mean_g - normal * mean_dot) * inv;
        dw[c] += dy.row(m)[c] * normal;
        db[c] += dy.row(m)[c];
      }
    }
  });
  partials.fold(context, 0, dweight);
  partials.fold(context, x.cols, dbias);
}

}  // namespace afina::kernels
