// A weight as its file has it: floats, halves or GGUF's blocks, unpacked where it is used (DESIGN decision 15).
#pragma once

#include <cstddef>

#include "afina/base/dtype.h"
#include "afina/kernels/context.h"

namespace afina::kernels {

// Rows one after another, each a whole number of blocks. The bytes need no alignment.
struct StoredMatrix {
  DType dtype = DType::f32;
  const std::byte* data = nullptr;
  int64_t rows = 0, cols = 0;

  int64_t row_bytes() const {
    const DTypeBlock block = dtype_block(dtype);
    return cols / block.elements * block.bytes;
  }
  const std::byte* row(int64_t r) const { return data + r * row_bytes(); }
  StoredMatrix rows_from(int64_t begin, int64_t count) const { return {dtype, row(begin), count, cols}; }
};

// Whether a tensor of that type can be a weight: f32, f16, bf16, f64 and the block types.
bool can_unpack(DType dtype) noexcept;
// to[i] = number i of `count`, a whole number of blocks. On the calling thread. Bits as ggml's dequantize_row_*.
void unpack(DType dtype, const std::byte* from, int64_t count, float* to);
// to [rows, cols] = from.
void unpack_rows(Context&, StoredMatrix from, Matrix to);

// The way back, for f32, f16 and bf16 (to nearest, even), q8_0 and q4_k (as ggml's reference quantisers, without an
// importance matrix). On the calling thread.
bool can_pack(DType dtype) noexcept;
void pack(DType dtype, const float* from, int64_t count, std::byte* to);
// to <- from [rows, cols], row after row.
void pack_rows(Context&, ConstMatrix from, DType dtype, std::byte* to);

}  // namespace afina::kernels
