// Which vector instructions the kernels use on this processor. Results agree between sets within tolerance, not
// to the bit (DESIGN decision 4), so whoever promises bits records the set.
#pragma once

#include <string>

namespace afina::kernels {

// Highway's name of the best target of this processor, with has_bf16_products(): "AVX2", "AVX3_DL+BF16".
std::string instruction_set();

}  // namespace afina::kernels
