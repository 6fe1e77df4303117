// Q4_K, used by pack.cpp.
#pragma once

#include <cstddef>
#include <cstdint>

namespace afina::kernels {

// to <- `count` numbers, a multiple of 256, in blocks of 144 bytes.
void pack_q4_k(const float* from, int64_t count, std::byte* to);

}  // namespace afina::kernels
