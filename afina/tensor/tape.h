// Reverse-mode differentiation by an eager tape (DESIGN decision 2): operators run at once and, where a
// gradient is wanted, leave a closure that adds to the gradients of their inputs.
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "afina/kernels/context.h"
#include "afina/tensor/tensor.h"

namespace afina {

class Tape {
 public:
  // `backward` reads the gradient of the operator's output and adds to those of its inputs. It is destroyed
  // as soon as it has run, and with it what the operator saved.
  void record(std::function<void()> backward) { nodes_.push_back(std::move(backward)); }
  // Runs the closures in reverse and empties the tape. `output` is a scalar; its gradient is `seed`.
  void backward(const Tensor& output, float seed = 1.f);
  size_t size() const noexcept { return nodes_.size(); }
  void clear() { nodes_.clear(); }

 private:
  std::vector<std::function<void()>> nodes_;
};

// What an operator is given: where to compute, and whether to record.
struct Graph {
  kernels::Context& context;
  Tape* tape = nullptr;      // null: inference, nothing is saved
  uint64_t dropout_key = 0;  // seed and step (base/random.h random_key); layers add their own number
  bool training = false;     // dropout is active

  // Whether an operator with these inputs must record, and then mark its output.
  template <class... Tensors>
  bool records(const Tensors&... inputs) const {
    return tape && ((inputs.defined() && inputs.requires_grad()) || ...);
  }
};

}  // namespace afina
