#include "afina/kernels/instruction_set.h"

#include <hwy/targets.h>

namespace afina::kernels {

std::string instruction_set() {
  int64_t supported = hwy::SupportedTargets();
  // Better targets have lower bits.
  return hwy::TargetName(supported & -supported);
}

}  // namespace afina::kernels
