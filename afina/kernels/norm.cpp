#include "afina/kernels/norm.h"

#include <algorithm>
#include <cmath>

#include "afina/base/memory.h"
#include "afina/kernels/elementwise.h"
#include "afina/kernels/pieces.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "afina/kernels/norm.cpp"
#include <hwy/foreach_target.h>
// After foreach_target.h.
#include "afina/kernels/simd-inl.h"

HWY_BEFORE_NAMESPACE();
namespace afina::kernels::HWY_NAMESPACE {
namespace {

// Returns 1 / rms.
float rms_norm_row(const float* x, const float* weight, float epsilon, int64_t cols, float* y) {
  const double mean_square = dot(x, x, cols) / static_cast<double>(cols);
  const float inv = static_cast<float>(1 / std::sqrt(mean_square + static_cast<double>(epsilon)));
  for_lanes(0, cols, [=](auto d, int64_t i) HWY_ATTR {
    hn::StoreU(hn::Mul(hn::Mul(load(d, x + i), hn::Set(d, inv)), load(d, weight + i)), d, y + i);
  });
  return inv;
}

// dweight may be null.
void rms_norm_backward_row(const float* x, const float* weight, float inv, const float* dy, int64_t cols, float* dx,
                           float* dweight) {
  const float dotted = sum_of(cols, [=](auto d, int64_t i, auto acc) HWY_ATTR {
    return hn::MulAdd(hn::Mul(load(d, dy + i), load(d, weight + i)), load(d, x + i), acc);
  });
  const float pull = -dotted / static_cast<float>(cols) * inv * inv * inv;
  for_lanes(0, cols, [=](auto d, int64_t i) HWY_ATTR {
    auto scaled = hn::Mul(load(d, dy + i), hn::Set(d, inv)), value = load(d, x + i);
    auto change = hn::MulAdd(scaled, load(d, weight + i), hn::Mul(value, hn::Set(d, pull)));
    hn::StoreU(hn::Add(load(d, dx + i), change), d, dx + i);
    if (dweight) hn::StoreU(hn::MulAdd(scaled, value, load(d, dweight + i)), d, dweight + i);
  });
}

// Leaves the mean in *mean and returns 1 / standard deviation.
float layer_norm_row(const float* x, const float* weight, const float* bias, float epsilon, int64_t cols, float* y,
                     float* mean) {
  const double total = sum_of(cols, [=](auto d, int64_t i, auto acc) HWY_ATTR { return hn::Add(acc, load(d, x + i)); });
  const float centre = static_cast<float>(total / static_cast<double>(cols));
  const double squares = sum_of(cols, [=](auto d, int64_t i, auto acc) HWY_ATTR {
    auto off = hn::Sub(load(d, x + i), hn::Set(d, centre));
    return hn::MulAdd(off, off, acc);
  });
  const float inv =
      static_cast<float>(1 / std::sqrt(squares / static_cast<double>(cols) + static_cast<double>(epsilon)));
  for_lanes(0, cols, [=](auto d, int64_t i) HWY_ATTR {
    auto normal = hn::Mul(hn::Sub(load(d, x + i), hn::Set(d, centre)), hn::Set(d, inv));
    hn::StoreU(hn::MulAdd(normal, load(d, weight + i), load(d, bias + i)), d, y + i);
  });
  *mean = centre;
  return inv;
}

// saved: the row's mean and 1 / standard deviation. dweight and dbias may be null.
void layer_norm_backward_row(const float* x, const float* weight, const float* saved, const float* dy, int64_t cols,
                             float* dx, float* dweight, float* dbias) {
  const float centre = saved[0], inv = saved[1], count = static_cast<float>(cols);
  const float mean_g = dot(dy, weight, cols) / count;
  const float mean_dot = sum_of(cols,
                                [=](auto d, int64_t i, auto acc) HWY_ATTR {
                                  auto normal = hn::Mul(hn::Sub(load(d, x + i), hn::Set(d, centre)), hn::Set(d, inv));
                                  return hn::MulAdd(hn::Mul(load(d, dy + i), load(d, weight + i)), normal, acc);
                                }) /
                         count;
  for_lanes(0, cols, [=](auto d, int64_t i) HWY_ATTR {
    auto normal = hn::Mul(hn::Sub(load(d, x + i), hn::Set(d, centre)), hn::Set(d, inv)), g = load(d, dy + i);
    auto change = hn::MulSub(g, load(d, weight + i), hn::MulAdd(normal, hn::Set(d, mean_dot), hn::Set(d, mean_g)));
    hn::StoreU(hn::MulAdd(change, hn::Set(d, inv), load(d, dx + i)), d, dx + i);
    if (dweight) hn::StoreU(hn::MulAdd(g, normal, load(d, dweight + i)), d, dweight + i);
    if (dbias) hn::StoreU(hn::Add(g, load(d, dbias + i)), d, dbias + i);
  });
}

}  // namespace
}  // namespace afina::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace afina::kernels {

HWY_EXPORT(rms_norm_row);
HWY_EXPORT(rms_norm_backward_row);
HWY_EXPORT(layer_norm_row);
HWY_EXPORT(layer_norm_backward_row);

namespace {

// Rows whose contribution to dweight and dbias is summed before the fold.
constexpr int64_t kRowsPerPartial = 64;

// Partial sums of a gradient of `width` columns, one row for each piece of rows, folded in the order of the
// pieces. With width 0 (frozen weights) nothing is kept.
class Partials {
 public:
  Partials(int64_t rows, std::span<float> into)
      : into_(into),
        buffer_(static_cast<size_t>(pieces_of(rows, kRowsPerPartial)) * into.size_bytes()),
        sums_(reinterpret_cast<float*>(buffer_.data()), pieces_of(rows, kRowsPerPartial), std::ssize(into)) {}

  // The zeroed sums of the piece that starts at row `begin`, or null.
  float* start(int64_t begin) {
    if (into_.empty()) return nullptr;
    float* row = sums_.row(begin / kRowsPerPartial);
    std::fill_n(row, sums_.cols, 0.f);
    return row;
  }
  void fold(Context& context) { add_column_sums(context, sums_, into_); }

 private:
  std::span<float> into_;
  Buffer buffer_;
  Matrix sums_;
};

}  // namespace

void rms_norm(Context& context, ConstMatrix x, std::span<const float> weight, float epsilon, Matrix y,
              std::span<float> inv_rms) {
  for_row_ranges(context, x.rows, x.cols, [&](int64_t begin, int64_t end) {
    for (int64_t m = begin; m < end; ++m) {
      inv_rms[m] = HWY_DYNAMIC_DISPATCH(rms_norm_row)(x.row(m), weight.data(), epsilon, x.cols, y.row(m));
    }
  });
}

void rms_norm_backward(Context& context, ConstMatrix x, std::span<const float> weight, std::span<const float> inv_rms,
                       ConstMatrix dy, Matrix dx, std::span<float> dweight) {
  Partials weights(x.rows, dweight);
  for_ranges(context, x.rows, kRowsPerPartial, [&](int64_t begin, int64_t end) {
    float* dw = weights.start(begin);
    for (int64_t m = begin; m < end; ++m) {
      HWY_DYNAMIC_DISPATCH(rms_norm_backward_row)
      (x.row(m), weight.data(), inv_rms[m], dy.row(m), x.cols, dx.row(m), dw);
    }
  });
  weights.fold(context);
}

void layer_norm(Context& context, ConstMatrix x, std::span<const float> weight, std::span<const float> bias,
                float epsilon, Matrix y, std::span<float> mean, std::span<float> inv_std) {
  for_row_ranges(context, x.rows, x.cols, [&](int64_t begin, int64_t end) {
    for (int64_t m = begin; m < end; ++m) {
      inv_std[m] = HWY_DYNAMIC_DISPATCH(layer_norm_row)(x.row(m), weight.data(), bias.data(), epsilon, x.cols, y.row(m),
                                                        &mean[m]);
    }
  });
}

void layer_norm_backward(Context& context, ConstMatrix x, std::span<const float> weight, LayerNormSaved saved,
                         ConstMatrix dy, Matrix dx, std::span<float> dweight, std::span<float> dbias) {
  Partials weights(x.rows, dweight), biases(x.rows, dbias);
  for_ranges(context, x.rows, kRowsPerPartial, [&](int64_t begin, int64_t end) {
    float *dw = weights.start(begin), *db = biases.start(begin);
    for (int64_t m = begin; m < end; ++m) {
      const float row_saved[] = {saved.mean[m], saved.inv_std[m]};
      HWY_DYNAMIC_DISPATCH(layer_norm_backward_row)
      (x.row(m), weight.data(), row_saved, dy.row(m), x.cols, dx.row(m), dw, db);
    }
  });
  weights.fold(context);
  biases.fold(context);
}

}  // namespace afina::kernels
#endif
