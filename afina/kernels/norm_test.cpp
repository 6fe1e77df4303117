#include "afina/kernels/norm.h"

#include <string>

#include "afina/kernels/kernels_test_support.h"

using namespace afina;
using namespace afina::kernels;
using namespace afina::kernels::testing;

namespace {

struct Data {
  int64_t rows, cols, stride;
  Floats x, dy, weight, bias, start;

  Data(int64_t r, int64_t c)
      : rows(r),
        cols(c),
        stride(c + 2),
        x(random_floats(r * stride, 1)),
        dy(random_floats(r * stride, 2)),
        weight(random_floats(c, 3)),
        bias(random_floats(c, 4)),
        start(random_floats(r * stride, 5)) {
    for (float& value : x) value += 3.f;  // a mean that is not small
  }
  ConstMatrix view(const Floats& v) const { return {v.data(), rows, cols, stride}; }
  Matrix view(Floats& v) const { return {v.data(), rows, cols, stride}; }
};

const Data kShapes[] = {{1, 1}, {3, 7}, {64, 16}, {65, 33}, {130, 576}, {2, 1000}};

}  // namespace

TEST_CASE("RMSNorm and its gradients") {
  for (const Data& t : kShapes) {
    CAPTURE(t.cols);
    const double eps = 1e-5;
    Doubles y(t.start.begin(), t.start.end()), inv, dx = y, dweight(t.bias.begin(), t.bias.end());
    for (int64_t m = 0; m < t.rows; ++m) {
      const float *x = &t.x[m * t.stride], *dy = &t.dy[m * t.stride];
      double squares = 0, dot = 0;
      for (int64_t c = 0; c < t.cols; ++c) squares += static_cast<double>(x[c]) * x[c];
      double r = 1 / std::sqrt(squares / static_cast<double>(t.cols) + eps);
      inv.push_back(r);
      for (int64_t c = 0; c < t.cols; ++c) dot += static_cast<double>(dy[c]) * t.weight[c] * x[c];
      for (int64_t c = 0; c < t.cols; ++c) {
        y[m * t.stride + c] = x[c] * r * t.weight[c];
        dx[m * t.stride + c] +=
            static_cast<double>(dy[c]) * t.weight[c] * r - x[c] * r * r * r * dot / static_cast<double>(t.cols);
        dweight[c] += dy[c] * x[c] * r;
      }
    }
    Floats got = same_bits([&](Context& context) {
      Floats out = t.start, saved(static_cast<size_t>(t.rows)), gx = t.start, gw = t.bias, frozen = t.start;
      rms_norm(context, t.view(t.x), t.weight, 1e-5f, t.view(out), saved);
      rms_norm_backward(context, t.view(t.x), t.weight, saved, t.view(t.dy), t.view(gx), gw);
      rms_norm_backward(context, t.view(t.x), t.weight, saved, t.view(t.dy), t.view(frozen), {});
      CHECK(frozen == gx);
      return joined({out, saved, gx, gw});
    });
    size_t at = 0;
    CHECK(relative_error(cut(got, at, y.size()), y) < 1e-6);
    CHECK(relative_error(cut(got, at, inv.size()), inv) < 1e-6);
    CHECK(relative_error(cut(got, at, dx.size()), dx) < 1e-6);
    CHECK(relative_error(cut(got, at, dweight.size()), dweight) < 1e-6);
  }
}

TEST_CASE("LayerNorm and its gradients") {
  for (const Data& t : kShapes) {
    CAPTURE(t.cols);
    Doubles y(t.start.begin(), t.start.end()), mean, inv, dx = y, dw(t.bias.begin(), t.bias.end()), db = dw;
    for (int64_t m = 0; m < t.rows; ++m) {
      const float *x = &t.x[m * t.stride], *dy = &t.dy[m * t.stride];
      double mu = 0, squares = 0, sum_g = 0, sum_gx = 0, n = static_cast<double>(t.cols);
      for (int64_t c = 0; c < t.cols; ++c) mu += x[c] / n;
      for (int64_t c = 0; c < t.cols; ++c) squares += (x[c] - mu) * (x[c] - mu);
      double r = 1 / std::sqrt(squares / n + 1e-3);
      mean.push_back(mu);
      inv.push_back(r);
      for (int64_t c = 0; c < t.cols; ++c) {
        double g = static_cast<double>(dy[c]) * t.weight[c];
        sum_g += g;
        sum_gx += g * (x[c] - mu) * r;
      }
      for (int64_t c = 0; c < t.cols; ++c) {
        double normal = (x[c] - mu) * r, g = static_cast<double>(dy[c]) * t.weight[c];
        y[m * t.stride + c] = normal * t.weight[c] + t.bias[c];
        dx[m * t.stride + c] += r * (g - sum_g / n - normal * sum_gx / n);
        dw[c] += dy[c] * normal;
        db[c] += dy[c];
      }
    }
    Floats got = same_bits([&](Context& context) {
      Floats out = t.start, mu(mean.size()), r(mean.size()), gx = t.start, gw = t.bias, gb = t.bias, frozen = t.start;
      layer_norm(context, t.view(t.x), t.weight, t.bias, 1e-3f, t.view(out), mu, r);
      layer_norm_backward(context, t.view(t.x), t.weight, {mu, r}, t.view(t.dy), t.view(gx), gw, gb);
      layer_norm_backward(context, t.view(t.x), t.weight, {mu, r}, t.view(t.dy), t.view(frozen), {}, {});
      CHECK(frozen == gx);
      return joined({out, mu, r, gx, gw, gb});
    });
    size_t at = 0;
    for (const Doubles* want : {&y, &mean, &inv, &dx, &dw, &db}) {
      CHECK(relative_error(cut(got, at, want->size()), *want) < 2e-6);
    }
  }
}
