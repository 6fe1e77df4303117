#include "afina/base/dtype.h"

namespace afina {

namespace {
struct Info {
  size_t size;
  std::string_view name;
};
// In the order of the enumeration.
constexpr Info kInfo[] = {{4, "F32"}, {2, "F16"}, {2, "BF16"}, {8, "F64"},     {1, "I8"},
                          {2, "I16"}, {4, "I32"}, {8, "I64"},  {1, "U8"},      {2, "U16"},
                          {4, "U32"}, {8, "U64"}, {1, "BOOL"}, {1, "F8_E4M3"}, {1, "F8_E5M2"}};
}  // namespace

size_t dtype_size(DType dtype) noexcept { return kInfo[static_cast<size_t>(dtype)].size; }
std::string_view dtype_name(DType dtype) noexcept { return kInfo[static_cast<size_t>(dtype)].name; }

}  // namespace afina
