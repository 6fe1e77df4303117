// Rotary position embedding (Su et al. 2021) in the rotate-half convention of Hugging Face's Llama: channel d
// pairs with d + R/2, where R channels turn.
#pragma once

#include <cstdint>
#include <span>

#include "afina/kernels/context.h"

namespace afina::kernels {

// cos and sin: [P, R/2], one row a position. Of a head's D channels the first R turn, the others are left as they are.
struct RotaryTable {
  ConstMatrix cos, sin;
};

// y[m, h*D + d] from x, for heads = cols / D. `inverse` turns by the negative angle (the gradient). y may be x.
// With `accumulate`, adds to y.
void rotary(Context&, RotaryTable table, std::span<const int32_t> positions, int64_t head_size, bool inverse,
            bool accumulate, ConstMatrix x, Matrix y);

}  // namespace afina::kernels
