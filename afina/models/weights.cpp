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

Tensor transposed(const Tensor& matrix) {
  const int64_t rows = matrix.rows(), cols = matrix.cols();
  constexpr int64_t kTile = 32;  // two tiles of floats stay in the first-level cache
  Tensor out = Tensor::empty({cols, rows});
  const float* from = matrix.data();
  float* to = out.mutable_data();
  for (int64_t r0 = 0; r0 < rows; r0 += kTile) {
    for (int64_t c0 = 0; c0 < cols; c0 += kTile) {
      for (int64_t r = r0; r < std::min(rows, r0 + kTile); ++r) {
        for (int64_t c = c0; c < std::min(cols, c0 + kTile); ++c) to[c * rows + r] = from[r * cols + c];
      }
    }
  }
  return out;
}

Tensor to_tensor(const StoredTensor& stored) {
  auto address = reinterpret_cast<uintptr_t>(stored.bytes.data());
  if (stored.dtype == DType::f32 && address % alignof(float) == 0) {
    return Tensor::borrow(stored.shape, reinterpret_cast<const float*>(stored.bytes.data()), stored.owner);
  }
  Tensor out = Tensor::empty(stored.shape);
  convert_to_f32(stored, out.mutable_data());
  return out;
}

Linear WeightSource::linear(const std::string& name, const LinearSpec& spec) {
  Linear layer;
  layer.name = name;
  layer.stored_transposed = spec.stored_transposed;
  layer.weight = spec.stored_transposed ? transposed(take(name + ".weight", {spec.in, spec.out}, spec.init))
                                        : take(name + ".weight", {spec.out, spec.in}, spec.init);
  if (spec.bias) layer.bias = take(name + ".bias", {spec.out}, Init::zeros);
  return layer;
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

Tensor CheckpointWeights::take(const std::string& name, const Shape& shape, Init) {
  check_stop();
  constexpr std::chrono::seconds kLong{1};
  if (++taken_; std::chrono::steady_clock::now() - begin_ > kLong) {
    const auto all = static_cast<int64_t>(checkpoint_.tensors.size());
    control_.progress({.stage = "models.stage_loading", .done = std::min(taken_, all), .total = all});
  }
  return to_checked_tensor(find(name), name, shape, place_);
}

bool CheckpointWeights::stored_differently(const std::string& a, const std::string& b) const {
  const StoredTensor *first = find(a), *second = find(b);
  return first && second && (first->dtype != second->dtype || !std::ranges::equal(first->bytes, second->bytes));
}

Tensor RandomWeights::take(const std::string& name, const Shape& shape, Init init) {
  parameters_ += shape_rows(shape) * shape_cols(shape);
  if (parameters_ > kMostFreshParameters) {
    fail("models.too_large", {{"limit", std::to_string(kMostFreshParameters)}});
  }
  Tensor out = Tensor::empty(shape);
  auto values = out.mutable_values();
  if (init == Init::zeros || init == Init::ones) {
    std::ranges::fill(values, init == Init::ones ? 1.f : 0.f);
    return out;
  }
  double deviation = deviation_;
  if (init == Init::residual) deviation /= std::sqrt(2.0 * static_cast<double>(layers_));
  Random random(random_key({seed_, hash_name(name)}));
  StopCheck stop;
  for (float& value : values) {
    stop();
    value = static_cast<float>(deviation * random.normal());
  }
  return out;
}

Tensor to_checked_tensor(const StoredTensor* stored, const std::string& name, const Shape& shape,
                         const std::string& place) {
  if (!stored) fail("models.missing_tensor", {{"tensor", name}, {"place", place}});
  if (stored->shape != shape) {
    fail("models.wrong_shape",
         {{"tensor", name}, {"place", place}, {"found", shape_text(stored->shape)}, {"expected", shape_text(shape)}});
  }
  Tensor tensor = to_tensor(*stored);
  if (!kernels::all_finite(tensor.values())) {
    fail("models.not_finite_weight", {{"tensor", name}, {"place", place}});
  }
  return tensor;
}

}  // namespace afina::models
