// The one list of operator cases. Gradient checks, kernel checks and the benchmark all walk it, so an operator
// added here is tested and timed.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "afina/tensor/ops/ops.h"
#include "afina/tensor/ops/reference.h"

namespace afina::ops {

enum class CaseSize { gradient_check, tile_edges, speed };

struct OpCase {
  std::string name;
  CaseSize size;
  std::vector<Shape> inputs;  // every one is differentiated
  std::function<Tensor(Graph&, const std::vector<Tensor>&)> op;
  std::function<reference::Array(const reference::Arrays&)> value;
  std::function<reference::Arrays(const reference::Arrays&, const reference::Array& dy)> gradients;
  double flops = 0;  // forward and backward together, for the speed figure
};

std::vector<OpCase> all_op_cases();

}  // namespace afina::ops
