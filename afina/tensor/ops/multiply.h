// The product of two tensors, element by element: gated layers whose gate is not SiLU.
#pragma once

#include "afina/tensor/tape.h"

namespace afina::ops {

// y = a * b, of one shape. Its values may be forgotten.
Tensor multiply(Graph&, const Tensor& a, const Tensor& b);

}  // namespace afina::ops
