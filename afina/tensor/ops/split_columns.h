// One matrix cut into several side by side, for layers that compute query, key and value at once.
#pragma once

#include <cstdint>
#include <vector>

#include "afina/tensor/tape.h"

namespace afina::ops {

// parts[i] [M, widths[i]] are copies of neighbouring columns of x [M, sum of widths].
std::vector<Tensor> split_columns(Graph&, const Tensor& x, const std::vector<int64_t>& widths);

}  // namespace afina::ops
