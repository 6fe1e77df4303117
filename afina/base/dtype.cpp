#include "afina/base/dtype.h"

namespace afina {

namespace {
struct Info {
  DTypeBlock block;
  std::string_view name;
};
// In the order of the enumeration.
constexpr Info kInfo[] = {{{1, 4}, "F32"},      {{1, 2}, "F16"},      {{1, 2}, "BF16"},    {{1, 8}, "F64"},
                          {{1, 1}, "I8"},       {{1, 2}, "I16"},      {{1, 4}, "I32"},     {{1, 8}, "I64"},
                          {{1, 1}, "U8"},       {{1, 2}, "U16"},      {{1, 4}, "U32"},     {{1, 8}, "U64"},
                          {{1, 1}, "BOOL"},     {{1, 1}, "F8_E4M3"},  {{1, 1}, "F8_E5M2"}, {{32, 18}, "Q4_0"},
                          {{32, 20}, "Q4_1"},   {{32, 22}, "Q5_0"},   {{32, 24}, "Q5_1"},  {{32, 34}, "Q8_0"},
                          {{256, 144}, "Q4_K"}, {{256, 176}, "Q5_K"}, {{256, 210}, "Q6_K"}};
}  // namespace

DTypeBlock dtype_block(DType dtype) noexcept { return kInfo[static_cast<size_t>(dtype)].block; }
size_t dtype_size(DType dtype) noexcept { return static_cast<size_t>(dtype_block(dtype).bytes); }
std::string_view dtype_name(DType dtype) noexcept { return kInfo[static_cast<size_t>(dtype)].name; }

}  // namespace afina
