// Operators over weights in every form they rest in, against the double-precision reference of the numbers unpacked.
#include "afina/tensor/weight.h"

#include <doctest/doctest.h>

#include <cmath>
#include <cstring>

#include "afina/base/random.h"
#include "afina/tensor/ops/ops.h"
#include "afina/tensor/ops/reference.h"

namespace afina {

namespace {

constexpr DType kTypes[] = {DType::f32,  DType::f16,  DType::bf16, DType::q4_0, DType::q4_1, DType::q5_0,
                            DType::q5_1, DType::q8_0, DType::q4_k, DType::q5_k, DType::q6_k};

struct Machine {
  ThreadPool pool{2};
  kernels::Context context{pool};
};

Tensor random_tensor(Shape shape, uint64_t seed) {
  Tensor t = Tensor::empty(std::move(shape));
  Random random(seed);
  for (float& v : t.mutable_values()) v = static_cast<float>(0.3 * random.normal());
  return t;
}

// Blocks of any bits whose scales are small numbers.
Weight random_weight(kernels::Context& context, DType dtype, int64_t rows, int64_t cols, uint64_t seed) {
  if (dtype == DType::f32) return random_tensor({rows, cols}, seed);
  if (kernels::can_pack(dtype)) return Weight::pack(context, dtype, random_tensor({rows, cols}, seed));
  const kernels::StoredMatrix sizes{dtype, nullptr, rows, cols};
  auto buffer = std::make_shared<Buffer>(static_cast<size_t>(rows * sizes.row_bytes()));
  Random random(seed);
  for (size_t i = 0; i < buffer->size(); ++i) buffer->data()[i] = static_cast<std::byte>(random.below(256));
  const auto block = static_cast<size_t>(dtype_block(dtype).bytes);
  for (size_t at = 0; at < buffer->size(); at += block) {
    for (size_t scale : {size_t{0}, size_t{2}, block - 2}) {                     // every place where a type has one
      const uint16_t small = 0x1c00 + static_cast<uint16_t>(random.below(256));  // about 0.004
      std::memcpy(buffer->data() + at + scale, &small, sizeof small);
    }
  }
  return Weight::own(dtype, {rows, cols}, buffer);
}

ops::reference::Array doubles(const Tensor& t) {
  ops::reference::Array a(t.rows(), t.cols());
  for (size_t i = 0; i < a.v.size(); ++i) a.v[i] = static_cast<double>(t.values()[i]);
  return a;
}

double distance(std::span<const float> found, const ops::reference::Array& expected) {
  double difference = 0, length = 0;
  REQUIRE(found.size() == expected.v.size());
  for (size_t i = 0; i < found.size(); ++i) {
    difference += std::pow(static_cast<double>(found[i]) - expected.v[i], 2);
    length += expected.v[i] * expected.v[i];
  }
  return std::sqrt(difference / length);
}

// So small that no class is certain, whatever y holds.
Tensor small_head(int64_t channels) {
  Tensor head = random_tensor({3, channels}, 77);
  for (float& v : head.mutable_values()) v *= 0.01f;
  return head;
}

Tensor loss_of(Graph& graph, const Tensor& y) {
  std::vector<int32_t> targets(static_cast<size_t>(y.rows()), 1);
  return ops::linear_cross_entropy(graph, y, small_head(y.cols()), {targets, {}, nullptr});
}

}  // namespace

TEST_CASE("linear, embedding and the loss over every form of a weight equal the reference, gradients too") {
  Machine machine;
  // Few rows are unpacked one by one, many in panels; 300 columns of 256 need more than one block.
  for (DType dtype : kTypes) {
    for (int64_t rows : {1, 3, 4, 70}) {
      CAPTURE(dtype_name(dtype));
      CAPTURE(rows);
      const Weight w = random_weight(machine.context, dtype, 93, 512, 5);
      CHECK(w.packed() == (dtype != DType::f32));
      const auto exact = doubles(w.unpacked(machine.context));
      Tensor x = random_tensor({rows, 512}, 6);
      x.set_requires_grad(true);

      Tape tape;
      Graph graph{machine.context, &tape};
      Tensor y = ops::linear(graph, x, w, Tensor());
      CHECK(distance(y.values(), ops::reference::linear(doubles(x), exact, {})) < 1e-5);
      tape.backward(loss_of(graph, y));
      const auto expected = ops::reference::linear_gradients(doubles(x), exact, {}, [&] {
        ops::reference::Array dy(y.rows(), y.cols());
        for (size_t i = 0; i < dy.v.size(); ++i) dy.v[i] = static_cast<double>(y.grad()[i]);
        return dy;
      }());
      CHECK(distance(x.grad(), expected[0]) < 1e-5);
      x.clear_grad();

      const std::vector<int32_t> ids{0, 92, 17, 17};
      Tensor taken = ops::embedding(graph, ids, w);
      CHECK(distance(taken.values(), ops::reference::take_rows(exact, ids)) == 0);

      ops::reference::CrossEntropy asked{std::vector<int32_t>(static_cast<size_t>(rows), 40), {}, 0};
      Tape second;
      Graph learning{machine.context, &second};
      Tensor loss = ops::linear_cross_entropy(learning, x, w, {asked.targets, {}, nullptr});
      CHECK(distance(loss.values(), ops::reference::cross_entropy(doubles(x), exact, asked)) < 1e-5);
      second.backward(loss);
      CHECK(distance(x.grad(), ops::reference::cross_entropy_gradients(doubles(x), exact, asked, 1)[0]) < 1e-5);
    }
  }
}

TEST_CASE("a packed weight does not learn, and says so") {
  Machine machine;
  Weight w = random_weight(machine.context, DType::q8_0, 4, 32, 1);
  w.set_requires_grad(false);
  CHECK(!w.requires_grad());
  CHECK_THROWS(w.set_requires_grad(true));
  CHECK_THROWS(static_cast<void>(w.tensor()));
  Weight plain = w.unpacked(machine.context);
  plain.set_requires_grad(true);
  CHECK(plain.requires_grad());
  CHECK(plain.gradient() == plain.tensor().gradient());
}

}  // namespace afina
