// Activations. Backward kernels ADD to their gradient outputs.
#pragma once

#include <span>

#include "afina/kernels/context.h"

namespace afina::kernels {

// y = silu(gate) * up (SwiGLU, Shazeer 2020), silu(z) = z * sigmoid(z).
void swiglu(Context&, std::span<const float> gate, std::span<const float> up, std::span<float> y);
void swiglu_backward(Context&, std::span<const float> gate, std::span<const float> up, std::span<const float> dy,
                     std::span<float> dgate, std::span<float> dup);

enum class Gelu { tanh, erf };  // "gelu_new" / "gelu_pytorch_tanh", and "gelu"
void gelu(Context&, Gelu kind, std::span<const float> x, std::span<float> y);
void gelu_backward(Context&, Gelu kind, std::span<const float> x, std::span<const float> dy, std::span<float> dx);

// y = gelu(gate) * up (GEGLU, Shazeer 2020).
void geglu(Context&, Gelu kind, std::span<const float> gate, std::span<const float> up, std::span<float> y);
struct GatedGrads {
  std::span<float> dgate, dup;
};
void geglu_backward(Context&, Gelu kind, std::span<const float> gate, std::span<const float> up,
                    std::span<const float> dy, const GatedGrads& grads);

}  // namespace afina::kernels
