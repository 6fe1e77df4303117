// Times every operator of the case list, forward and backward: bench_tensor [threads]
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>

#include "afina/base/random.h"
#include "afina/tensor/ops/op_cases.h"

using namespace afina;

namespace {

double median_seconds(const ops::OpCase& c, kernels::Context& context) {
  Random random(1);
  std::vector<Tensor> inputs;
  for (const Shape& shape : c.inputs) {
    Tensor t = Tensor::empty(shape);
    for (float& v : t.mutable_values()) v = static_cast<float>(random.normal());
    inputs.push_back(t.set_requires_grad(true));
  }
  Tensor start = Tensor::zeros({1}).set_requires_grad(true);
  std::vector<double> seconds;
  for (int round = 0; round < 9; ++round) {
    auto begin = std::chrono::steady_clock::now();
    Tape tape;
    Graph graph{context, &tape};
    Tensor y = c.op(graph, inputs);
    std::ranges::fill(y.gradient()->accumulator_values(), 1.f);
    tape.backward(start);
    seconds.push_back(std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count());
  }
  std::ranges::sort(seconds);
  return seconds[seconds.size() / 2];
}

}  // namespace

int main(int argc, char** argv) {
  ThreadPool pool(argc > 1 ? std::atoi(argv[1]) : 0);
  kernels::Context context{pool};
  fmt::print("{:<34} {:>10} {:>10}   ({} threads)\n", "operator", "ms", "GFLOP/s", pool.size());
  for (const ops::OpCase& c : ops::all_op_cases()) {
    if (c.size != ops::CaseSize::speed) continue;
    double seconds = median_seconds(c, context);
    fmt::print("{:<34} {:>10.2f} {:>10.1f}\n", c.name, seconds * 1e3, c.flops / seconds / 1e9);
  }
}
