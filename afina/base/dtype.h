// Element types of stored tensors. Arithmetic is float32; the others are storage only.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace afina {

enum class DType : uint8_t { f32, f16, bf16, f64, i8, i16, i32, i64, u8, u16, u32, u64, boolean, f8_e4m3, f8_e5m2 };

// Bytes of one element.
size_t dtype_size(DType dtype) noexcept;
// The name safetensors uses: "F32", "BF16", ...
std::string_view dtype_name(DType dtype) noexcept;

}  // namespace afina
