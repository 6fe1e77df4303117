#include "afina/models/weights.h"

#include <algorithm>
#include <cmath>

#include "afina/base/error.h"
#include "afina/base/random.h"
#include "afina/base/stop.h"
#include "afina/kernels/elementwise.h"

namespace afina::models {

namespace {

// A model made from nothing is trained here, on a CPU: beyond this its configuration is a mistake.
constexpr int64_t kMostFreshParameters = int64_t{1} << 34;

uint64_t hash_name(std::string_view name) {
  uint64_t hash = 0;
  for (char c : name) hash = mix64(hash ^ static_cast<unsigned char>(c));
  return hash;
}

}  // namespace

std::string shape_text(const Shape& shape) {
  std::string out = "[";
  for (size_t i = 0; i < shape.size(); ++i) out += (i ? ", " : "") + std::to_string(shape[i]);
  return out + "]";
}

void Declaration::operator()(Weight& weight, const ParameterSpec& spec, bool decays) {
  weight = source_.take(spec);
  into_.all.push_back({spec.name, &weight, spec.stored, decays});
}

void Declaration::vector(Weight& weight, const std::string& name, int64_t size, Init init, Stored stored) {
  (*this)(weight, {name, {size}, init, stored});
}

void Declaration::linear(Linear& layer, const std::string& name, const LinearSpec& spec) {
  layer.name = name;
  layer.stored = spec.stored;
  (*this)(layer.weight, {name + ".weight", {spec.out, spec.in}, spec.init, spec.stored}, true);
  if (spec.bias) vector(layer.bias, name + ".bias", spec.out, Init::zeros);
  into_.linears.push_back(&layer);
}

const StoredTensor* find_tensor(const Checkpoint& checkpoint, std::string_view prefix, const std::string& name) {
  auto found = checkpoint.tensors.find(name);
  if (found == checkpoint.tensors.end() && name.starts_with(prefix)) {
    found = checkpoint.tensors.find(name.substr(prefix.size()));
  }
  return found == checkpoint.tensors.end() ? nullptr : &found->second;
}

const StoredTensor* CheckpointWeights::find(const std::string& name) const {
  return find_tensor(checkpoint_, prefix_, name);
}

Weight CheckpointWeights::take(const ParameterSpec& spec) {
  check_stop();
  constexpr std::chrono::seconds kLong{1};
  if (++taken_; std::chrono::steady_clock::now() - begin_ > kLong) {
    const auto all = static_cast<int64_t>(checkpoint_.tensors.size());
    control_.progress({.stage = "models.stage_loading", .done = std::min(taken_, all), .total = all});
  }
  const auto otherwise = stored_.find(spec.name);
  if (otherwise == stored_.end()) return take_checked(find(spec.name), spec, place_);
  return take_checked(find(spec.name), {spec.name, spec.shape, spec.init, otherwise->second}, place_);
}

bool CheckpointWeights::stored_differently(const std::string& a, const std::string& b) const {
  const StoredTensor *first = find(a), *second = find(b);
  return first && second && (first->dtype != second->dtype || !std::ranges::equal(first->bytes, second->bytes));
}

Weight RandomWeights::take(const ParameterSpec& spec) {
  parameters_ += shape_rows(spec.shape) * shape_cols(spec.shape);
  if (parameters_ > kMostFreshParameters) {
    fail("models.too_large", {{"limit", std::to_string(kMostFreshParameters)}});
  }
  Tensor out = Tensor::empty(spec.shape);
  auto values = out.mutable_values();
  if (spec.init == Init::zeros || spec.init == Init::ones) {
    std::ranges::fill(values, spec.init == Init::ones ? 1.f : 0.f);
    return out;
  }
  double deviation = deviation_;
  if (spec.init == Init::residual) deviation /= std::sqrt(2.0 * static_cast<double>(layers_));
  Random random(random_key({seed_, hash_name(spec.name)}));
  StopCheck stop;
  for (float& value : values) {
    stop();
    value = static_cast<float>(deviation * random.normal());
  }
  return out;
}

Weight take_checked(const StoredTensor* stored, const ParameterSpec& spec, const std::string& place) {
  if (!stored) fail("models.missing_tensor", {{"tensor", spec.name}, {"place", place}});
  if (const Shape expected = stored_shape(spec.shape, spec.stored); stored->shape != expected) {
    fail("models.wrong_shape", {{"tensor", spec.name},
                                {"place", place},
                                {"found", shape_text(stored->shape)},
                                {"expected", shape_text(expected)}});
  }
  Weight weight = from_file(*stored, spec.shape, spec.stored);
  if (!kernels::all_finite(weight.matrix())) {
    fail("models.not_finite_weight", {{"tensor", spec.name}, {"place", place}});
  }
  return weight;
}

Tensor take_floats(const StoredTensor* stored, const ParameterSpec& spec, const std::string& place) {
  ThreadPool alone(1);
  kernels::Context context{alone};
  return take_checked(stored, spec, place).unpacked(context);
}

}  // namespace afina::models
