#include <doctest/doctest.h>

#include <cmath>
#include <cstring>
#include <iostream>

#include "afina/base/random.h"
#include "afina/tensor/ops/op_cases.h"

using namespace afina;
using namespace afina::ops;
using reference::Array;
using reference::Arrays;

namespace {

// Inputs rounded to float, so that reference and kernel start from the same numbers.
Arrays random_inputs(const OpCase& c) {
  Random random(random_key({c.name.size(), c.inputs.size()}));
  Arrays inputs;
  for (const Shape& shape : c.inputs) {
    Array a(shape_rows(shape), shape_cols(shape));
    for (double& x : a.v) x = static_cast<float>(0.5 * random.normal() + 0.1);
    inputs.push_back(std::move(a));
  }
  return inputs;
}

Array random_like(const Array& a, uint64_t seed) {
  Random random(seed);
  Array y(a.rows, a.cols);
  for (double& x : y.v) x = static_cast<float>(random.normal());
  return y;
}

double norm(std::span<const double> v) {
  double s = 0;
  for (double x : v) s += x * x;
  return std::sqrt(s);
}

template <class A, class B>
double relative_distance(const A& a, const B& b) {
  REQUIRE(a.size() == b.size());
  double difference = 0, size = 0;
  for (size_t i = 0; i < a.size(); ++i) {
    difference += (a[i] - b[i]) * (a[i] - b[i]);
    size += static_cast<double>(b[i]) * b[i];
  }
  return std::sqrt(difference) / std::max(std::sqrt(size), 1e-30);
}

struct KernelRun {
  std::vector<float> value;
  std::vector<std::vector<float>> gradients;
};

// Runs the operator with `dy` as the gradient of its output.
KernelRun run_kernel(const OpCase& c, const Arrays& inputs, const Array& dy, int threads) {
  ThreadPool pool(threads);
  kernels::Context context{pool};
  Tape tape;
  Graph graph{context, &tape};
  std::vector<Tensor> tensors;
  for (size_t i = 0; i < inputs.size(); ++i) {
    std::vector<float> values(inputs[i].v.begin(), inputs[i].v.end());
    tensors.push_back(Tensor::from(c.inputs[i], values));
    tensors.back().set_requires_grad(true);
  }
  Tensor y = c.op(graph, tensors);
  KernelRun run;
  run.value.assign(y.values().begin(), y.values().end());
  y.forget();  // what has a recipe must come back the same
  CHECK(std::memcmp(run.value.data(), y.data(), run.value.size() * sizeof(float)) == 0);
  auto into = y.gradient()->accumulator_values();
  for (size_t i = 0; i < into.size(); ++i) into[i] = static_cast<float>(dy.v[i]);
  // The output's gradient is already there; an empty scalar starts the tape.
  Tensor start = Tensor::zeros({1});
  start.set_requires_grad(true);
  tape.backward(start, 0.f);
  for (const Tensor& t : tensors) {
    REQUIRE(t.has_grad());
    run.gradients.emplace_back(t.grad().begin(), t.grad().end());
  }
  return run;
}

}  // namespace

TEST_CASE("the reference's gradients equal central differences") {
  for (const OpCase& c : all_op_cases()) {
    if (c.size != CaseSize::gradient_check) continue;
    CAPTURE(c.name);
    Arrays inputs = random_inputs(c);
    Array dy = random_like(c.value(inputs), 21);
    Arrays analytic = c.gradients(inputs, dy);
    for (size_t i = 0; i < inputs.size(); ++i) {
      std::vector<double> numeric(inputs[i].v.size());
      for (size_t j = 0; j < numeric.size(); ++j) {
        constexpr double kStep = 1e-4;
        double keep = inputs[i].v[j], sides[2];
        for (int side : {0, 1}) {
          inputs[i].v[j] = keep + (side ? kStep : -kStep);
          Array y = c.value(inputs);
          sides[side] = 0;
          for (size_t k = 0; k < y.v.size(); ++k) sides[side] += y.v[k] * dy.v[k];
        }
        inputs[i].v[j] = keep;
        numeric[j] = (sides[1] - sides[0]) / (2 * kStep);
      }
      CAPTURE(i);
      CHECK(norm(numeric) > 0);
      CHECK(relative_distance(analytic[i].v, numeric) < 1e-6);
    }
  }
}

TEST_CASE("kernels equal the reference by norm, values and every gradient") {
  double worst = 0;
  for (const OpCase& c : all_op_cases()) {
    if (c.size == CaseSize::speed) continue;
    CAPTURE(c.name);
    Arrays inputs = random_inputs(c);
    Array value = c.value(inputs);
    Array dy = random_like(value, 22);
    Arrays gradients = c.gradients(inputs, dy);
    KernelRun run = run_kernel(c, inputs, dy, 2);
    CHECK(relative_distance(run.value, value.v) < 1e-5);
    for (size_t i = 0; i < inputs.size(); ++i) {
      CAPTURE(i);
      double distance = relative_distance(run.gradients[i], gradients[i].v);
      CHECK(distance < 1e-5);
      worst = std::max(worst, distance);
    }
  }
  std::cout << "largest relative distance of a gradient from its double-precision reference: " << worst << "\n";
}

TEST_CASE("the same bits for 1 to 4 threads") {
  for (const OpCase& c : all_op_cases()) {
    if (c.size != CaseSize::tile_edges) continue;
    CAPTURE(c.name);
    Arrays inputs = random_inputs(c);
    Array dy = random_like(c.value(inputs), 23);
    KernelRun one = run_kernel(c, inputs, dy, 1);
    for (int threads : {2, 3, 4}) {
      KernelRun many = run_kernel(c, inputs, dy, threads);
      CHECK(one.value == many.value);
      CHECK(one.gradients == many.gradients);
    }
  }
}

TEST_CASE("a gradient that two operators feed is their sum") {
  ThreadPool pool(1);
  kernels::Context context{pool};
  Tape tape;
  Graph graph{context, &tape};
  float values[] = {1, 2, 3};
  Tensor x = Tensor::from({1, 3}, values).set_requires_grad(true);
  Tensor y = add(graph, x, add(graph, x, x));
  auto dy = y.gradient()->accumulator_values();
  std::fill(dy.begin(), dy.end(), 2.f);
  Tensor start = Tensor::zeros({1}).set_requires_grad(true);
  tape.backward(start);
  CHECK(std::vector<float>(x.grad().begin(), x.grad().end()) == std::vector<float>{6, 6, 6});
}

TEST_CASE("LoRA with dropout: its gradients are those of the same mask") {
  ThreadPool pool(2);
  kernels::Context context{pool};
  Random random(4);
  auto make = [&](Shape shape) {
    Tensor t = Tensor::empty(std::move(shape));
    for (float& v : t.mutable_values()) v = static_cast<float>(random.normal());
    return t.set_requires_grad(true);
  };
  Tensor x = make({9, 12}), w = make({7, 12}), a = make({3, 12}), b = make({7, 3});
  w.set_requires_grad(false);
  LoraSlot slot{a, b, 0.7f, 0.4f, 5};
  auto loss = [&](bool backward) {
    Tape tape;
    Graph graph{context, &tape, 99, true};
    Tensor y = lora_linear(graph, x, w, Tensor(), slot);
    double total = 0;
    for (size_t i = 0; i < y.values().size(); ++i) total += std::sin(static_cast<double>(i)) * y.values()[i];
    if (backward) {
      auto dy = y.gradient()->accumulator_values();
      for (size_t i = 0; i < dy.size(); ++i) dy[i] = static_cast<float>(std::sin(static_cast<double>(i)));
      Tensor start = Tensor::zeros({1}).set_requires_grad(true);
      tape.backward(start);
    }
    return total;
  };
  loss(true);
  for (Tensor* t : {&x, &a, &b}) {
    std::vector<double> numeric, analytic(t->grad().begin(), t->grad().end());
    for (float& v : t->mutable_values()) {
      float keep = v;
      v = keep + 0.05f;
      double up = loss(false);
      v = keep - 0.05f;
      numeric.push_back((up - loss(false)) / 0.1);
      v = keep;
    }
    CHECK(relative_distance(analytic, numeric) < 1e-4);
  }
}

TEST_CASE("an id outside the table is refused") {
  ThreadPool pool(1);
  kernels::Context context{pool};
  Graph graph{context};
  std::vector<int32_t> ids{4};
  CHECK_THROWS(embedding(graph, ids, Tensor::zeros({4, 2})));
}
