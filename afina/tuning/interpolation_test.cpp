#include "afina/tuning/interpolation.h"

#include <doctest/doctest.h>

#include <cmath>
#include <vector>

using namespace afina;
using namespace afina::tuning;

namespace {

// An A and a B of one layer, and a head beside them.
struct Learned {
  Tensor a = Tensor::zeros({2, 3}), b = Tensor::zeros({3, 2}), head = Tensor::zeros({1, 2});
  std::vector<models::NamedTensor> parameters{{"layers.0.q_proj" + std::string(models::kLoraA), &a, true},
                                              {"layers.0.q_proj" + std::string(models::kLoraB), &b, true},
                                              {"score.weight", &head, false}};

  Learned() {
    for (models::NamedTensor& p : parameters) {
      float next = 0.3f;
      for (float& value : p.tensor->mutable_values()) value = next += 0.7f;
    }
  }

  std::vector<float> of(const Tensor& tensor) const { return {tensor.values().begin(), tensor.values().end()}; }
};

std::vector<float> times(std::vector<float> values, double share) {
  for (float& value : values) value = static_cast<float>(share * value);
  return values;
}

}  // namespace

TEST_CASE("a share of what adapters learned is a share of B, and of nothing else") {
  Learned learned;
  const auto a = learned.of(learned.a), b = learned.of(learned.b), head = learned.of(learned.head);
  keep_share(learned.parameters, 0.25);
  CHECK(learned.of(learned.b) == times(b, 0.25));
  CHECK(learned.of(learned.a) == a);
  CHECK(learned.of(learned.head) == head);
  keep_share(learned.parameters, 0);
  CHECK(learned.of(learned.b) == std::vector<float>(b.size(), 0.f));
}

TEST_CASE("the search goes down for as long as the loss falls, and leaves the best share") {
  Learned learned;
  const auto b = learned.of(learned.b);
  int asked = 0;
  const auto loss = [&] {
    ++asked;
    return std::abs(static_cast<double>(learned.b.values()[0] / b[0]) - 0.78);
  };
  const Interpolation found = interpolate(learned.parameters, 0.22, loss);
  CHECK(found.share == 0.8);
  CHECK(found.loss == doctest::Approx(0.02).epsilon(1e-4));
  CHECK(asked == 3);
  CHECK(learned.of(learned.b) == times(b, 0.8));
}

TEST_CASE("where less is worse, all of it stays, bit for bit") {
  Learned learned;
  const auto b = learned.of(learned.b);
  CHECK(interpolate(learned.parameters, 1.0, [] { return 1.0; }).share == 1);
  CHECK(learned.of(learned.b) == b);
}

TEST_CASE("the search ends at a half") {
  Learned learned;
  const auto b = learned.of(learned.b);
  double next = 1;
  CHECK(interpolate(learned.parameters, 1.0, [&] { return next -= 0.01; }).share == 0.5);
  CHECK(learned.of(learned.b) == times(b, 0.5));
}
