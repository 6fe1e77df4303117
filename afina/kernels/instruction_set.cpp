#include "afina/kernels/instruction_set.h"

#include <hwy/targets.h>

#include "afina/kernels/context.h"

namespace afina::kernels {

std::string instruction_set() {
  int64_t supported = hwy::SupportedTargets();
  // Better targets have lower bits.
  const std::string name = hwy::TargetName(supported & -supported);
  return has_bf16_products() ? name + "+BF16" : name;
}

}  // namespace afina::kernels
