#include "afina/kernels/activation.h"

#include <numbers>
#include <string>

#include "afina/kernels/kernels_test_support.h"
#include "afina/kernels/rotary.h"

using namespace afina;
using namespace afina::kernels;
using namespace afina::kernels::testing;

namespace {

double sigmoid(double z) { return 1 / (1 + std::exp(-z)); }

double gelu_of(Gelu kind, double x) {
  if (kind == Gelu::erf) return 0.5 * x * std::erfc(-x / std::numbers::sqrt2);
  return 0.5 * x * (1 + std::tanh(std::sqrt(2 / std::numbers::pi) * (x + 0.044715 * x * x * x)));
}

double gelu_slope(Gelu kind, double x) {
  if (kind == Gelu::erf) {
    return 0.5 * std::erfc(-x / std::numbers::sqrt2) + x * std::exp(-x * x / 2) / std::sqrt(2 * std::numbers::pi);
  }
  double t = std::tanh(std::sqrt(2 / std::numbers::pi) * (x + 0.044715 * x * x * x));
  return 0.5 * (1 + t) + 0.5 * x * (1 - t * t) * std::sqrt(2 / std::numbers::pi) * (1 + 3 * 0.044715 * x * x);
}

// Values of every size, among them those where the exponential over- and underflows.
Floats inputs(int64_t count, uint64_t seed) {
  Floats x = random_floats(count, seed, 3);
  const float edges[] = {0.f, -0.f, 100.f, -100.f, 1e4f, -1e4f, 88.8f, -88.8f, 1e-20f, -12.f, 12.f};
  for (size_t i = 0; i < x.size() && i < std::size(edges); ++i) x[i] = edges[i];
  return x;
}

}  // namespace

TEST_CASE("SwiGLU and its gradients") {
  for (int64_t n : {1, 15, 17, 20001}) {
    Floats gate = inputs(n, 1), up = random_floats(n, 2), dy = random_floats(n, 3), start = random_floats(n, 4);
    Floats got = same_bits([&](Context& context) {
      Floats y(gate.size()), dgate = start, dup = start;
      swiglu(context, gate, up, y);
      swiglu_backward(context, gate, up, dy, dgate, dup);
      return joined({y, dgate, dup});
    });
    Doubles y, dgate, dup;
    for (size_t i = 0; i < gate.size(); ++i) {
      double g = gate[i], s = sigmoid(g);
      y.push_back(g * s * up[i]);
      dgate.push_back(start[i] + dy[i] * up[i] * s * (1 + g * (1 - s)));
      dup.push_back(start[i] + dy[i] * g * s);
    }
    size_t at = 0;
    for (const Doubles* want : {&y, &dgate, &dup}) CHECK(relative_error(cut(got, at, want->size()), *want) < 1e-6);
  }
}

TEST_CASE("both kinds of GELU and their gradients") {
  for (Gelu kind : {Gelu::tanh, Gelu::erf}) {
    for (int64_t n : {1, 15, 17, 20001}) {
      CAPTURE(n);
      Floats x = inputs(n, 1), dy = random_floats(n, 3), start = random_floats(n, 4);
      Floats got = same_bits([&](Context& context) {
        Floats y(x.size()), dx = start;
        gelu(context, kind, x, y);
        gelu_backward(context, kind, x, dy, dx);
        return joined({y, dx});
      });
      Doubles y, dx;
      for (size_t i = 0; i < x.size(); ++i) {
        y.push_back(gelu_of(kind, x[i]));
        dx.push_back(start[i] + dy[i] * gelu_slope(kind, x[i]));
      }
      size_t at = 0;
      CHECK(relative_error(cut(got, at, y.size()), y) < 1e-6);
      CHECK(relative_error(cut(got, at, dx.size()), dx) < 1e-6);
    }
  }
}

TEST_CASE("both kinds of GEGLU and their gradients") {
  for (Gelu kind : {Gelu::tanh, Gelu::erf}) {
    for (int64_t n : {1, 15, 17, 20001}) {
      CAPTURE(n);
      Floats gate = inputs(n, 1), up = random_floats(n, 2), dy = random_floats(n, 3), start = random_floats(n, 4);
      Floats got = same_bits([&](Context& context) {
        Floats y(gate.size()), dgate = start, dup = start;
        geglu(context, kind, gate, up, y);
        geglu_backward(context, kind, gate, up, dy, {dgate, dup});
        return joined({y, dgate, dup});
      });
      Doubles y, dgate, dup;
      for (size_t i = 0; i < gate.size(); ++i) {
        y.push_back(gelu_of(kind, gate[i]) * up[i]);
        dgate.push_back(start[i] + dy[i] * up[i] * gelu_slope(kind, gate[i]));
        dup.push_back(start[i] + dy[i] * gelu_of(kind, gate[i]));
      }
      size_t at = 0;
      for (const Doubles* want : {&y, &dgate, &dup}) CHECK(relative_error(cut(got, at, want->size()), *want) < 1e-6);
    }
  }
}

TEST_CASE("GELU is accurate on a fine grid, value by value") {
  ThreadPool pool(1);
  Context context{pool};
  Floats x, y;
  for (int i = -6000; i <= 6000; ++i) x.push_back(static_cast<float>(i) / 1000.f);
  y.resize(x.size());
  for (Gelu kind : {Gelu::tanh, Gelu::erf}) {
    gelu(context, kind, x, y);
    double worst = 0;
    for (size_t i = 0; i < x.size(); ++i) worst = std::max(worst, std::abs(y[i] - gelu_of(kind, x[i])));
    CHECK(worst < 2e-6);
  }
}

TEST_CASE("rotary turns pairs by their position and back") {
  const int64_t positions_known = 50, rows = 70, heads = 3;
  struct Size {
    int64_t head, turning;
  };
  for (const auto [size, turning] : {Size{2, 2}, {6, 6}, {32, 32}, {64, 64}, {80, 80}, {80, 60}, {33, 8}, {64, 62}}) {
    CAPTURE(size);
    CAPTURE(turning);
    const int64_t half = turning / 2, cols = heads * size, stride = cols + 5;
    Floats cos(static_cast<size_t>(positions_known * half)), sin(cos.size());
    for (size_t i = 0; i < cos.size(); ++i) {
      cos[i] = std::cos(static_cast<float>(i) * 0.37f);
      sin[i] = std::sin(static_cast<float>(i) * 0.37f);
    }
    RotaryTable table{{cos.data(), positions_known, half}, {sin.data(), positions_known, half}};
    std::vector<int32_t> at_position;
    for (int i = 0; i < rows; ++i) at_position.push_back(i * 7 % 50);
    Floats x = random_floats(rows * stride, 1), start = random_floats(rows * cols, 2);
    ConstMatrix from{x.data(), rows, cols, stride};
    for (bool inverse : {false, true}) {
      Floats got = same_bits([&](Context& context) {
        Floats y = start, sum = start, in_place = x;
        rotary(context, table, at_position, size, inverse, false, from, {y.data(), rows, cols});
        rotary(context, table, at_position, size, inverse, true, from, {sum.data(), rows, cols});
        Matrix same{in_place.data(), rows, cols, stride};
        rotary(context, table, at_position, size, inverse, false, same, same);
        for (int64_t m = 0; m < rows; ++m) CHECK(std::equal(same.row(m), same.row(m) + cols, &y[m * cols]));
        return joined({y, sum});
      });
      Doubles y, sum;
      for (int64_t m = 0; m < rows; ++m) {
        for (int64_t c = 0; c < cols; ++c) {
          int64_t d = c % size, pair = d < half ? c + half : c - half;
          if (d >= turning) {
            y.push_back(from.row(m)[c]);
            sum.push_back(y.back() + start[m * cols + c]);
            continue;
          }
          double co = cos[at_position[m] * half + d % half], si = sin[at_position[m] * half + d % half];
          if (inverse != (d < half)) si = -si;
          y.push_back(from.row(m)[c] * co + from.row(m)[pair] * si);
          sum.push_back(y.back() + start[m * cols + c]);
        }
      }
      size_t at = 0;
      CHECK(relative_error(cut(got, at, y.size()), y) < 1e-6);
      CHECK(relative_error(cut(got, at, sum.size()), sum) < 1e-6);
    }
  }
}
