// One GGUF file's header, and ggml's numbers for tensor types.
#pragma once

#include "afina/io/gguf.h"

namespace afina {

// Reads and checks one file, a part of several or not. Errors: io.gguf_* (place, key or tensor).
GgufContents read_gguf_header(std::span<const std::byte> bytes, std::shared_ptr<const void> owner,
                              std::string_view place, GgufRead what);

// A tensor type's name in ggml, "IQ4_XS"; its number where it has none.
std::string ggml_type_name(uint32_t type);
// The element type, where it is read here.
std::optional<DType> dtype_of_ggml_type(uint32_t type) noexcept;
// The number of an element type; nothing for those that ggml lacks.
std::optional<uint32_t> ggml_type_of(DType dtype) noexcept;

// The size of a number or boolean; 0 for strings and arrays.
uint64_t gguf_element_size(GgufType type) noexcept;

inline constexpr std::string_view kGgufMagic = "GGUF";
inline constexpr uint64_t kGgufAlignment = 32;  // where general.alignment is absent

}  // namespace afina
