#include "afina/tensor/ops/reference.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "afina/base/random.h"

namespace afina::ops::reference {

namespace {

// a [M, K] b^T [K, N]
Array times_transposed(const Array& a, const Array& b) {
  Array y(a.rows, b.rows);
  for (int64_t i = 0; i < a.rows; ++i)
    for (int64_t j = 0; j < b.rows; ++j)
      for (int64_t k = 0; k < a.cols; ++k) y.at(i, j) += a.at(i, k) * b.at(j, k);
  return y;
}

Array transposed(const Array& a) {
  Array t(a.cols, a.rows);
  for (int64_t i = 0; i < a.rows; ++i)
    for (int64_t j = 0; j < a.cols; ++j) t.at(j, i) = a.at(i, j);
  return t;
}

Array times(const Array& a, const Array& b) { return times_transposed(a, transposed(b)); }
Array transposed_times(const Array& a, const Array& b) { return times(transposed(a), b); }

Array column_sums(const Array& a) {
  Array s(1, a.cols);
  for (int64_t i = 0; i < a.rows; ++i)
    for (int64_t j = 0; j < a.cols; ++j) s.at(0, j) += a.at(i, j);
  return s;
}

Array plus(Array a, const Array& b, double factor = 1) {
  for (size_t i = 0; i < a.v.size(); ++i) a.v[i] += factor * b.v[i];
  return a;
}

Array scaled(Array a, double factor) {
  for (double& x : a.v) x *= factor;
  return a;
}

double sigmoid(double z) { return 1 / (1 + std::exp(-z)); }

}  // namespace

Array linear(const Array& x, const Array& w, const Array& bias) {
  Array y = times_transposed(x, w);
  if (!bias.empty()) {
    for (int64_t i = 0; i < y.rows; ++i)
      for (int64_t j = 0; j < y.cols; ++j) y.at(i, j) += bias.at(0, j);
  }
  return y;
}

Arrays linear_gradients(const Array& x, const Array& w, const Array& bias, const Array& dy) {
  return {times(dy, w), transposed_times(dy, x), bias.empty() ? Array() : column_sums(dy)};
}

Array lora_linear(const Arrays& in, double scaling) {
  return plus(times_transposed(in[0], in[1]), times_transposed(times_transposed(in[0], in[2]), in[3]), scaling);
}

Arrays lora_linear_gradients(const Arrays& in, double scaling, const Array& dy) {
  const Array &x = in[0], &w = in[1], &a = in[2], &b = in[3];
  Array xa = times_transposed(x, a);
  Array dxa = scaled(times(dy, b), scaling);
  return {plus(times(dy, w), times(dxa, a)), transposed_times(dy, x), transposed_times(dxa, x),
          scaled(transposed_times(dy, xa), scaling)};
}

Array take_rows(const Array& table, const std::vector<int32_t>& ids) {
  Array y(static_cast<int64_t>(ids.size()), table.cols);
  for (int64_t m = 0; m < y.rows; ++m)
    for (int64_t c = 0; c < y.cols; ++c) y.at(m, c) = table.at(ids[static_cast<size_t>(m)], c);
  return y;
}

Array take_rows_gradient(const Array& table, const std::vector<int32_t>& ids, const Array& dy) {
  Array d(table.rows, table.cols);
  for (int64_t m = 0; m < dy.rows; ++m)
    for (int64_t c = 0; c < dy.cols; ++c) d.at(ids[static_cast<size_t>(m)], c) += dy.at(m, c);
  return d;
}

namespace {
// The same numbers in rows of `cols`.
Array rows_of(Array x, int64_t cols) {
  x.rows = x.rows * x.cols / cols;
  x.cols = cols;
  return x;
}
}  // namespace

Array rms_norm(const Array& all, const Array& w, double epsilon) {
  const Array x = rows_of(all, w.cols);
  Array y(x.rows, x.cols);
  for (int64_t m = 0; m < x.rows; ++m) {
    double squares = 0;
    for (int64_t c = 0; c < x.cols; ++c) squares += x.at(m, c) * x.at(m, c);
    double inv = 1 / std::sqrt(squares / static_cast<double>(x.cols) + epsilon);
    for (int64_t c = 0; c < x.cols; ++c) y.at(m, c) = x.at(m, c) * inv * w.at(0, c);
  }
  return rows_of(y, all.cols);
}

Arrays rms_norm_gradients(const Array& all, const Array& w, double epsilon, const Array& all_dy) {
  const Array x = rows_of(all, w.cols), dy = rows_of(all_dy, w.cols);
  Array dx(x.rows, x.cols), dw(1, x.cols);
  for (int64_t m = 0; m < x.rows; ++m) {
    double squares = 0, dot = 0;
    for (int64_t c = 0; c < x.cols; ++c) {
      squares += x.at(m, c) * x.at(m, c);
      dot += dy.at(m, c) * w.at(0, c) * x.at(m, c);
    }
    auto n = static_cast<double>(x.cols);
    double inv = 1 / std::sqrt(squares / n + epsilon);
    for (int64_t c = 0; c < x.cols; ++c) {
      dx.at(m, c) = inv * w.at(0, c) * dy.at(m, c) - inv * inv * inv * x.at(m, c) * dot / n;
      dw.at(0, c) += dy.at(m, c) * x.at(m, c) * inv;
    }
  }
  return {rows_of(dx, all.cols), dw};
}

namespace {
struct Moments {
  double mean = 0, inv_std = 0;
};
Moments moments(const Array& x, int64_t m, double epsilon) {
  auto n = static_cast<double>(x.cols);
  double mean = 0, variance = 0;
  for (int64_t c = 0; c < x.cols; ++c) mean += x.at(m, c) / n;
  for (int64_t c = 0; c < x.cols; ++c) variance += (x.at(m, c) - mean) * (x.at(m, c) - mean) / n;
  return {mean, 1 / std::sqrt(variance + epsilon)};
}
}  // namespace

Array layer_norm(const Array& x, const Array& w, const Array& b, double epsilon) {
  Array y(x.rows, x.cols);
  for (int64_t m = 0; m < x.rows; ++m) {
    auto [mean, inv] = moments(x, m, epsilon);
    for (int64_t c = 0; c < x.cols; ++c) y.at(m, c) = (x.at(m, c) - mean) * inv * w.at(0, c) + b.at(0, c);
  }
  return y;
}

Arrays layer_norm_gradients(const Array& x, const Array& w, const Array&, double epsilon, const Array& dy) {
  Array dx(x.rows, x.cols), dw(1, x.cols);
  for (int64_t m = 0; m < x.rows; ++m) {
    auto [mean, inv] = moments(x, m, epsilon);
    auto n = static_cast<double>(x.cols);
    double sum = 0, dot = 0;
    for (int64_t c = 0; c < x.cols; ++c) {
      double g = dy.at(m, c) * w.at(0, c), h = (x.at(m, c) - mean) * inv;
      sum += g;
      dot += g * h;
      dw.at(0, c) += dy.at(m, c) * h;
    }
    for (int64_t c = 0; c < x.cols; ++c) {
      double g = dy.at(m, c) * w.at(0, c), h = (x.at(m, c) - mean) * inv;
      dx.at(m, c) = inv * (g - sum / n - h * dot / n);
    }
  }
  return {dx, dw, column_sums(dy)};
}

Array rotary(const Array& x, const Array& cos, const Array& sin, const std::vector<int32_t>& positions,
             int64_t head_size, bool inverse) {
  Array y = x;
  int64_t half = cos.cols;
  for (int64_t m = 0; m < x.rows; ++m) {
    int64_t p = positions[static_cast<size_t>(m)];
    for (int64_t base = 0; base < x.cols; base += head_size) {
      for (int64_t d = 0; d < half; ++d) {
        double c = cos.at(p, d), s = inverse ? -sin.at(p, d) : sin.at(p, d);
        double lo = x.at(m, base + d), hi = x.at(m, base + d + half);
        y.at(m, base + d) = lo * c - hi * s;
        y.at(m, base + d + half) = hi * c + lo * s;
      }
    }
  }
  return y;
}

Array swiglu(const Array& gate, const Array& up) {
  Array y(gate.rows, gate.cols);
  for (size_t i = 0; i < y.v.size(); ++i) y.v[i] = gate.v[i] * sigmoid(gate.v[i]) * up.v[i];
  return y;
}

Arrays swiglu_gradients(const Array& gate, const Array& up, const Array& dy) {
  Array dg(gate.rows, gate.cols), du(gate.rows, gate.cols);
  for (size_t i = 0; i < dy.v.size(); ++i) {
    double z = gate.v[i], s = sigmoid(z);
    dg.v[i] = dy.v[i] * up.v[i] * s * (1 + z * (1 - s));
    du.v[i] = dy.v[i] * z * s;
  }
  return {dg, du};
}

namespace {
constexpr double kTanhCubic = 0.044715;
const double kTanhScale = std::sqrt(2 / std::numbers::pi);
}  // namespace

Array gelu(kernels::Gelu kind, const Array& x) {
  Array y(x.rows, x.cols);
  for (size_t i = 0; i < y.v.size(); ++i) {
    double z = x.v[i];
    y.v[i] = kind == kernels::Gelu::erf ? 0.5 * z * (1 + std::erf(z / std::numbers::sqrt2))
                                        : 0.5 * z * (1 + std::tanh(kTanhScale * (z + kTanhCubic * z * z * z)));
  }
  return y;
}

Array gelu_gradient(kernels::Gelu kind, const Array& x, const Array& dy) {
  Array dx(x.rows, x.cols);
  for (size_t i = 0; i < dx.v.size(); ++i) {
    double z = x.v[i], slope;
    if (kind == kernels::Gelu::erf) {
      slope =
          0.5 * (1 + std::erf(z / std::numbers::sqrt2)) + z * std::exp(-0.5 * z * z) / std::sqrt(2 * std::numbers::pi);
    } else {
      double t = std::tanh(kTanhScale * (z + kTanhCubic * z * z * z));
      slope = 0.5 * (1 + t) + 0.5 * z * (1 - t * t) * kTanhScale * (1 + 3 * kTanhCubic * z * z);
    }
    dx.v[i] = dy.v[i] * slope;
  }
  return dx;
}

Array geglu(kernels::Gelu kind, const Array& gate, const Array& up) { return multiply(gelu(kind, gate), up); }

Arrays geglu_gradients(kernels::Gelu kind, const Array& gate, const Array& up, const Array& dy) {
  return {gelu_gradient(kind, gate, multiply(dy, up)), multiply(dy, gelu(kind, gate))};
}

Array scale(double factor, const Array& x) { return scaled(x, factor); }

Array multiply(const Array& a, const Array& b) {
  Array y = a;
  for (size_t i = 0; i < y.v.size(); ++i) y.v[i] *= b.v[i];
  return y;
}

Array dropout(const Array& x, double p, uint64_t key) {
  Array y(x.rows, x.cols);
  auto threshold = static_cast<uint64_t>(static_cast<double>(static_cast<float>(p)) * 4294967296.0);
  for (size_t i = 0; i < y.v.size(); ++i) {
    bool dropped = (random_bits(key, i) >> 32) < threshold;
    y.v[i] = dropped ? 0 : x.v[i] / (1 - static_cast<double>(static_cast<float>(p)));
  }
  return y;
}

namespace {

// Softmax of row m's logits, capped where asked; returns logsumexp - logit[target]. `slope`, where given, receives
// d capped / d logit.
double softmax_row(const Array& hidden, const Array& w, int64_t m, const CrossEntropy& options, std::vector<double>& p,
                   std::vector<double>* slope = nullptr) {
  p.assign(static_cast<size_t>(w.rows), 0);
  if (slope) slope->assign(p.size(), 1);
  double top = -1e300, total = 0;
  for (size_t j = 0; j < p.size(); ++j) {
    for (int64_t c = 0; c < w.cols; ++c) p[j] += hidden.at(m, c) * w.at(static_cast<int64_t>(j), c);
    if (options.cap > 0) {
      const double part = std::tanh(p[j] / options.cap);
      p[j] = options.cap * part;
      if (slope) (*slope)[j] = 1 - part * part;
    }
    top = std::max(top, p[j]);
  }
  double chosen = p[static_cast<size_t>(options.targets[static_cast<size_t>(m)])];
  for (double& x : p) total += x = std::exp(x - top);
  for (double& x : p) x /= total;
  return std::log(total) + top - chosen;
}

double weight_of(const std::vector<float>& weights, int64_t m) {
  return weights.empty() ? 1.0 : static_cast<double>(weights[static_cast<size_t>(m)]);
}

}  // namespace

Array cross_entropy(const Array& hidden, const Array& w, const CrossEntropy& options) {
  Array loss(1, 1);
  std::vector<double> p;
  for (int64_t m = 0; m < hidden.rows; ++m) {
    if (options.targets[static_cast<size_t>(m)] < 0) continue;
    loss.v[0] += weight_of(options.row_weights, m) * softmax_row(hidden, w, m, options, p);
  }
  return loss;
}

Arrays cross_entropy_gradients(const Array& hidden, const Array& w, const CrossEntropy& options, double dy) {
  Array dh(hidden.rows, hidden.cols), dw(w.rows, w.cols);
  std::vector<double> p, slope;
  for (int64_t m = 0; m < hidden.rows; ++m) {
    int32_t target = options.targets[static_cast<size_t>(m)];
    if (target < 0) continue;
    softmax_row(hidden, w, m, options, p, &slope);
    p[static_cast<size_t>(target)] -= 1;
    for (int64_t j = 0; j < w.rows; ++j) {
      double d = dy * weight_of(options.row_weights, m) * p[static_cast<size_t>(j)] * slope[static_cast<size_t>(j)];
      for (int64_t c = 0; c < w.cols; ++c) {
        dh.at(m, c) += d * w.at(j, c);
        dw.at(j, c) += d * hidden.at(m, c);
      }
    }
  }
  return {dh, dw};
}

}  // namespace afina::ops::reference
