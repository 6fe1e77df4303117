#include "afina/kernels/activation.h"

#include <cmath>
#include <numbers>

#include "afina/kernels/pieces.h"

namespace afina::kernels {

namespace {

constexpr float kRootTwoOverPi = 0.7978845608028654f;
constexpr float kTanhCubic = 0.044715f;

float sigmoid(float z) { return 1.f / (1.f + std::exp(-z)); }
int64_t length(std::span<const float> x) { return static_cast<int64_t>(x.size()); }

}  // namespace

void swiglu(Context& context, std::span<const float> gate, std::span<const float> up, std::span<float> y) {
  for_ranges(context, length(y), kPieceElements, [&](int64_t begin, int64_t end) {
    for (int64_t i = begin; i < end; ++i) y[i] = gate[i] * sigmoid(gate[i]) * up[i];
  });
}

void swiglu_backward(Context& context, std::span<const float> gate, std::span<const float> up,
                     std::span<const float> dy, std::span<float> dgate, std::span<float> dup) {
  for_ranges(context, length(dy), kPieceElements, [&](int64_t begin, int64_t end) {
    for (int64_t i = begin; i < end; ++i) {
      float s = sigmoid(gate[i]);
      dgate[i] += dy[i] * up[i] * s * (1 + gate[i] * (1 - s));
      dup[i] += dy[i] * gate[i] * s;
    }
  });
}

void gelu(Context& context, Gelu kind, std::span<const float> x, std::span<float> y) {
  for_ranges(context, length(y), kPieceElements, [&](int64_t begin, int64_t end) {
    for (int64_t i = begin; i < end; ++i) {
      float v = x[i];
      y[i] = kind == Gelu::tanh ? v * sigmoid(2 * kRootTwoOverPi * (v + kTanhCubic * v * v * v))
                                : 0.5f * v * std::erfc(-v * std::numbers::sqrt2_v<float> / 2);
    }
  });
}

void gelu_backward(Context& context, Gelu kind, std::span<const float> x, std::span<const float> dy,
                   std::span<float> dx) {
  for_ranges(context, length(dy), kPieceElements, [&](int64_t begin, int64_t end) {
    for (int64_t i = begin; i < end; ++i) {
      float v = x[i];
      if (kind == Gelu::tanh) {
        float s = sigmoid(2 * kRootTwoOverPi * (v + kTanhCubic * v * v * v));
        float inner = 2 * kRootTwoOverPi * (1 + 3 * kTanhCubic * v * v);
        dx[i] += dy[i] * (s + v * s * (1 - s) * inner);
      } else {
        float cdf = 0.5f * std::erfc(-v * std::numbers::sqrt2_v<float> / 2);
        float pdf = std::exp(-0.5f * v * v) * kRootTwoOverPi / 2;
        dx[i] += dy[i] * (cdf + v * pdf);
      }
    }
  });
}

}  // namespace afina::kernels
