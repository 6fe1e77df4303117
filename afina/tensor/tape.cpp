#include "afina/tensor/tape.h"

#include <algorithm>

namespace afina {

void Tape::backward(const Tensor& output, float seed) {
  std::ranges::fill(output.gradient()->accumulator_values(), seed);
  while (!nodes_.empty()) {
    // Moved out first: what the closure saved is released before the next one runs.
    std::function<void()> node = std::move(nodes_.back());
    nodes_.pop_back();
    node();
  }
}

}  // namespace afina
