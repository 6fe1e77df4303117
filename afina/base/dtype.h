// Element types of stored tensors. Arithmetic is float32; the others are storage only. The last ones are GGUF's
// block types (https://github.com/ggml-org/ggml, ggml-common.h): a row is cut into blocks of numbers that share
// their scales.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace afina {

enum class DType : uint8_t {
  f32,
  f16,
  bf16,
  f64,
  i8,
  i16,
  i32,
  i64,
  u8,
  u16,
  u32,
  u64,
  boolean,
  f8_e4m3,
  f8_e5m2,
  q4_0,
  q4_1,
  q5_0,
  q5_1,
  q8_0,
  q4_k,
  q5_k,
  q6_k,
};

// Numbers in a block, 1 for plain types, and a block's bytes.
struct DTypeBlock {
  int64_t elements;
  int64_t bytes;
};
DTypeBlock dtype_block(DType dtype) noexcept;
inline bool is_block_type(DType dtype) noexcept { return dtype >= DType::q4_0; }
// Bytes of one element of a plain type.
size_t dtype_size(DType dtype) noexcept;
// The name safetensors uses, "F32", "BF16", ...; of a block type GGUF's, "Q4_K".
std::string_view dtype_name(DType dtype) noexcept;

}  // namespace afina
