// RMSNorm (Zhang & Sennrich 2019) and LayerNorm (Ba et al. 2016) over the last dimension. x, y: [M, C].
// Backward kernels ADD to dx and, where not empty, to dweight and dbias.
#pragma once

#include <span>

#include "afina/kernels/context.h"

namespace afina::kernels {

// y = x * inv_rms * weight, inv_rms[m] = 1 / sqrt(mean(x[m]^2) + epsilon), kept for backward.
void rms_norm(Context&, ConstMatrix x, std::span<const float> weight, float epsilon, Matrix y,
              std::span<float> inv_rms);
void rms_norm_backward(Context&, ConstMatrix x, std::span<const float> weight, std::span<const float> inv_rms,
                       ConstMatrix dy, Matrix dx, std::span<float> dweight);

// y = (x - mean) * inv_std * weight + bias.
void layer_norm(Context&, ConstMatrix x, std::span<const float> weight, std::span<const float> bias, float epsilon,
                Matrix y, std::span<float> mean, std::span<float> inv_std);
struct LayerNormSaved {
  std::span<const float> mean, inv_std;
};
void layer_norm_backward(Context&, ConstMatrix x, std::span<const float> weight, LayerNormSaved saved, ConstMatrix dy,
                         Matrix dx, std::span<float> dweight, std::span<float> dbias);

}  // namespace afina::kernels
