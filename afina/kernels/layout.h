// Moving the elements of a matrix without a look at what they are. On the calling thread.
#pragma once

#include <cstddef>
#include <cstdint>

namespace afina::kernels {

// to [cols, rows] = from [rows, cols] transposed; `element` bytes each, 2 or 4.
void transpose(const std::byte* from, int64_t rows, int64_t cols, size_t element, std::byte* to);

// Rows of heads, each of `head_size` rows: `halves` holds the two members of rotary pair i at i and i + head_size / 2,
// as Hugging Face does, `pairs` at 2 i and 2 i + 1, as llama.cpp does.
void halves_from_pairs(const std::byte* pairs, int64_t rows, size_t row_bytes, int64_t head_size, std::byte* halves);
void pairs_from_halves(const std::byte* halves, int64_t rows, size_t row_bytes, int64_t head_size, std::byte* pairs);

}  // namespace afina::kernels
