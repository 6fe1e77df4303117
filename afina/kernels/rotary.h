// Rotary position embedding (Su et al. 2021) in the rotate-half convention of Hugging Face's Llama: channel d
// pairs with d + D/2.
#pragma once

#include <cstdint>
#include <span>

#include "afina/kernels/context.h"

namespace afina::kernels {

// cos and sin: [P, D/2], one row a position.
struct RotaryTable {
  ConstMatrix cos, sin;
};

// y[m, h*D + d] from x, for heads = cols / D. `inverse` turns by the negative angle (the gradient). y may be x.
// With `accumulate`, adds to y.
void rotary(Context&, RotaryTable table, std::span<const int32_t> positions, int64_t head_size, bool inverse,
            bool accumulate, ConstMatrix x, Matrix y);

}  // namespace afina::kernels
