// ggml's tensor types (ggml.h, enum ggml_type).
#include <array>

#include "afina/io/gguf_header.h"

namespace afina {

namespace {

struct GgmlType {
  uint32_t number;
  std::string_view name;
  std::optional<DType> dtype = {};  // where it is read here
};

constexpr GgmlType kTypes[] = {{0, "F32", DType::f32},
                               {1, "F16", DType::f16},
                               {2, "Q4_0", DType::q4_0},
                               {3, "Q4_1", DType::q4_1},
                               {4, "Q4_2"},
                               {5, "Q4_3"},
                               {6, "Q5_0", DType::q5_0},
                               {7, "Q5_1", DType::q5_1},
                               {8, "Q8_0", DType::q8_0},
                               {9, "Q8_1"},
                               {10, "Q2_K"},
                               {11, "Q3_K"},
                               {12, "Q4_K", DType::q4_k},
                               {13, "Q5_K", DType::q5_k},
                               {14, "Q6_K", DType::q6_k},
                               {15, "Q8_K"},
                               {16, "IQ2_XXS"},
                               {17, "IQ2_XS"},
                               {18, "IQ3_XXS"},
                               {19, "IQ1_S"},
                               {20, "IQ4_NL"},
                               {21, "IQ3_S"},
                               {22, "IQ2_S"},
                               {23, "IQ4_XS"},
                               {24, "I8", DType::i8},
                               {25, "I16", DType::i16},
                               {26, "I32", DType::i32},
                               {27, "I64", DType::i64},
                               {28, "F64", DType::f64},
                               {29, "IQ1_M"},
                               {30, "BF16", DType::bf16},
                               {31, "Q4_0_4_4"},
                               {32, "Q4_0_4_8"},
                               {33, "Q4_0_8_8"},
                               {34, "TQ1_0"},
                               {35, "TQ2_0"},
                               {36, "IQ4_NL_4_4"},
                               {37, "IQ4_NL_4_8"},
                               {38, "IQ4_NL_8_8"},
                               {39, "MXFP4"},
                               {40, "NVFP4"},
                               {41, "Q1_0"}};

}  // namespace

std::string ggml_type_name(uint32_t type) {
  for (const GgmlType& known : kTypes) {
    if (known.number == type) return std::string(known.name);
  }
  return std::to_string(type);
}

std::optional<DType> dtype_of_ggml_type(uint32_t type) noexcept {
  for (const GgmlType& known : kTypes) {
    if (known.number == type) return known.dtype;
  }
  return {};
}

std::optional<uint32_t> ggml_type_of(DType dtype) noexcept {
  for (const GgmlType& known : kTypes) {
    if (known.dtype == dtype) return known.number;
  }
  return {};
}

uint64_t gguf_element_size(GgufType type) noexcept {
  constexpr std::array<uint8_t, 13> kSizes = {1, 1, 2, 2, 4, 4, 4, 1, 0, 0, 8, 8, 8};
  return kSizes[static_cast<size_t>(type)];
}

}  // namespace afina
