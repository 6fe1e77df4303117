// Operators and AdamW equal PyTorch: tests/golden/ops.
#include <doctest/doctest.h>

#include <cmath>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "afina/base/json.h"
#include "afina/base/test_support.h"
#include "afina/kernels/elementwise.h"
#include "afina/tensor/ops/ops.h"

using namespace afina;
using namespace afina::ops;

namespace {

constexpr double kTolerance = 1e-5;  // of the norm

Json read_golden(const char* name) {
  const auto path = testing::golden("ops") / name;
  return parse_json(testing::slurp(path), path.string());
}

std::vector<float> values_of(const Json& stored) { return stored["values"].get<std::vector<float>>(); }

Tensor tensor_of(const Json& stored) { return Tensor::from(stored["shape"].get<Shape>(), values_of(stored)); }

std::shared_ptr<const std::vector<int32_t>> indices_of(const Json& stored) {
  return std::make_shared<const std::vector<int32_t>>(stored.get<std::vector<int32_t>>());
}

double relative_distance(std::span<const float> a, std::span<const float> b) {
  REQUIRE(a.size() == b.size());
  double difference = 0, size = 0;
  for (size_t i = 0; i < a.size(); ++i) {
    const double x = a[i], y = b[i];
    difference += (x - y) * (x - y);
    size += y * y;
  }
  REQUIRE(size > 0);
  return std::sqrt(difference / size);
}

using Inputs = std::vector<Tensor>;
using Run = std::function<Tensor(Graph&, const Inputs&, const Json&)>;

Tensor run_attention(Graph& graph, const Inputs& t, const Json& c) {
  kernels::AttentionShape shape{c["heads"], c["kv_heads"], c["head_size"], c["scale"]};
  if (c.contains("mask")) shape.mask = {c["mask"]["causal"], c["mask"]["window"], c["mask"]["softcap"]};
  return attention(graph, t[0], t[1], t[2], shape, indices_of(c["starts"]));
}

Tensor run_cross_entropy(Graph& graph, const Inputs& t, const Json& c) {
  const auto targets = c["targets"].get<std::vector<int32_t>>();
  const auto weights = c["row_weights"].get<std::vector<float>>();
  return linear_cross_entropy(graph, t[0], t[1], {targets, weights});
}

const std::map<std::string, Run>& runs() {
  static const std::map<std::string, Run> map{
      {"linear", [](Graph& g, const Inputs& t, const Json&) { return linear(g, t[0], t[1], t[2]); }},
      {"lora_linear",
       [](Graph& g, const Inputs& t, const Json& c) {
         return lora_linear(g, t[0], t[1], t[2], LoraSlot{t[3], t[4], c["scaling"], 0.f, 0});
       }},
      {"embedding", [](Graph& g, const Inputs& t, const Json& c) { return embedding(g, *indices_of(c["ids"]), t[0]); }},
      {"rms_norm", [](Graph& g, const Inputs& t, const Json& c) { return rms_norm(g, t[0], t[1], c["epsilon"]); }},
      {"layer_norm",
       [](Graph& g, const Inputs& t, const Json& c) { return layer_norm(g, t[0], t[1], t[2], c["epsilon"]); }},
      {"rotary",
       [](Graph& g, const Inputs& t, const Json& c) {
         const RotaryTables tables{tensor_of(c["cos"]), tensor_of(c["sin"])};
         return rotary(g, t[0], c["head_size"], tables, indices_of(c["positions"]));
       }},
      {"attention", run_attention},
      {"swiglu", [](Graph& g, const Inputs& t, const Json&) { return swiglu(g, t[0], t[1]); }},
      {"gelu",
       [](Graph& g, const Inputs& t, const Json& c) {
         return gelu(g, c["kind"] == "tanh" ? kernels::Gelu::tanh : kernels::Gelu::erf, t[0]);
       }},
      {"geglu",
       [](Graph& g, const Inputs& t, const Json& c) {
         return geglu(g, c["kind"] == "tanh" ? kernels::Gelu::tanh : kernels::Gelu::erf, t[0], t[1]);
       }},
      {"scale", [](Graph& g, const Inputs& t, const Json& c) { return scale(g, c["factor"], t[0]); }},
      {"linear_cross_entropy", run_cross_entropy},
  };
  return map;
}

}  // namespace

TEST_CASE("golden operators: values and every gradient equal PyTorch's") {
  const Json golden = read_golden("ops.json");
  std::map<std::string, int> seen;
  for (const Json& c : golden["cases"]) {
    const std::string op = c["op"];
    const int number = ++seen[op];
    CAPTURE(op);
    CAPTURE(number);
    ThreadPool pool(2);
    kernels::Context context{pool};
    Tape tape;
    Graph graph{context, &tape};
    Inputs inputs;
    for (const Json& stored : c["inputs"]) inputs.push_back(tensor_of(stored).set_requires_grad(true));

    Tensor value = runs().at(op)(graph, inputs, c);
    CHECK(relative_distance(value.values(), values_of(c["value"])) < kTolerance);

    const auto value_gradient = values_of(c["value_gradient"]);
    auto into = value.gradient()->accumulator_values();
    REQUIRE(into.size() == value_gradient.size());
    std::copy(value_gradient.begin(), value_gradient.end(), into.begin());
    Tensor start = Tensor::zeros({1}).set_requires_grad(true);  // the value's gradient is already there
    tape.backward(start, 0.f);
    for (size_t i = 0; i < inputs.size(); ++i) {
      CAPTURE(i);
      REQUIRE(inputs[i].has_grad());
      CHECK(relative_distance(inputs[i].grad(), values_of(c["gradients"][i])) < kTolerance);
    }
  }
  CHECK(seen.size() == runs().size());
}

TEST_CASE("golden AdamW: three clipped steps equal torch.optim.AdamW") {
  const Json golden = read_golden("adamw.json");
  ThreadPool pool(2);
  kernels::Context context{pool};
  Inputs parameters, first, second;
  for (const Json& stored : golden["start"]) {
    parameters.push_back(tensor_of(stored));
    first.push_back(Tensor::zeros(parameters.back().shape()));
    second.push_back(Tensor::zeros(parameters.back().shape()));
  }
  int64_t number = 0;
  for (const Json& step : golden["steps"]) {
    ++number;
    CAPTURE(number);
    double squares = 0;
    for (const Json& gradient : step["gradients"]) squares += kernels::sum_of_squares(context, values_of(gradient));
    const double norm = std::sqrt(squares);
    CHECK(norm == doctest::Approx(step["norm"].get<double>()).epsilon(1e-6));
    kernels::AdamWOptions options{golden["learning_rate"], golden["beta1"], golden["beta2"], golden["epsilon"]};
    // As torch.nn.utils.clip_grad_norm_.
    options.grad_scale = static_cast<float>(std::min(1.0, golden["max_norm"].get<double>() / (norm + 1e-6)));
    options.step = number;
    for (size_t i = 0; i < parameters.size(); ++i) {
      CAPTURE(i);
      options.weight_decay = golden["weight_decay"][i];
      const auto gradient = values_of(step["gradients"][i]);
      kernels::adamw(context, options, gradient, first[i].mutable_values(), second[i].mutable_values(),
                     parameters[i].mutable_values());
      CHECK(relative_distance(parameters[i].values(), values_of(step["parameters"][i])) < kTolerance);
    }
  }
  CHECK(number == 3);
}
