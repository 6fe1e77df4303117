// Where a model's constructor takes its weights from: a checkpoint, or a random generator. One constructor an
// architecture serves both.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

#include "afina/base/observer.h"
#include "afina/io/safetensors.h"
#include "afina/models/linear.h"
#include "afina/tensor/tensor.h"

namespace afina::models {

// How a fresh tensor begins: normal(0, deviation), the same divided by sqrt(2 * layers) (GPT-2's residual
// projections), zeros, ones.
enum class Init { normal, residual, zeros, ones };

struct LinearSpec {
  int64_t in = 0, out = 0;
  bool bias = false;
  bool stored_transposed = false;
  Init init = Init::normal;
};

class WeightSource {
 public:
  virtual ~WeightSource() = default;
  // `name` is the Hugging Face name.
  virtual Tensor take(const std::string& name, const Shape& shape, Init init) = 0;
  // Whether both tensors are stored and their bytes differ: then a head that config.json calls tied is not
  // (transformers 5 decides so).
  virtual bool stored_differently(const std::string& a, const std::string& b) const = 0;

  virtual Linear linear(const std::string& name, const LinearSpec& spec);
};

// A tensor by its full name, or by what is left without the architecture's prefix (a base model saved alone); null
// where there is neither.
const StoredTensor* find_tensor(const Checkpoint& checkpoint, std::string_view prefix, const std::string& name);

// Errors: those of to_checked_tensor, io.unsupported_dtype, base.cancelled. f32 tensors are borrowed from the mapped
// file, others converted. Progress is said once loading takes a second.
class CheckpointWeights final : public WeightSource {
 public:
  // `prefix` ("model.") begins the names of the base model; a checkpoint of the base model alone lacks it.
  CheckpointWeights(const Checkpoint& checkpoint, std::string_view prefix, std::string_view place,
                    const Control& control = {})
      : checkpoint_(checkpoint), prefix_(prefix), place_(place), control_(control) {}
  Tensor take(const std::string& name, const Shape& shape, Init init) override;
  bool stored_differently(const std::string& a, const std::string& b) const override;

 private:
  const StoredTensor* find(const std::string& name) const;

  const Checkpoint& checkpoint_;
  std::string prefix_, place_;
  Control control_;
  std::chrono::steady_clock::time_point begin_ = std::chrono::steady_clock::now();
  int64_t taken_ = 0;
};

// Each tensor has a stream of its own, keyed by seed and name. Errors: models.too_large (parameters).
class RandomWeights final : public WeightSource {
 public:
  RandomWeights(uint64_t seed, double deviation, int64_t layers)
      : seed_(seed), deviation_(deviation), layers_(layers) {}
  Tensor take(const std::string& name, const Shape& shape, Init init) override;
  bool stored_differently(const std::string&, const std::string&) const override { return false; }

 private:
  uint64_t seed_;
  double deviation_;
  int64_t layers_;
  int64_t parameters_ = 0;
};

// [a, b] -> [b, a], an owned copy.
Tensor transposed(const Tensor& matrix);
// A stored tensor as f32: borrowed where it can be.
Tensor to_tensor(const StoredTensor& stored);
// The same for a tensor that must be there (`stored` not null), have that shape and hold numbers only.
// Errors: models.missing_tensor (tensor, place), models.wrong_shape (tensor, place, found, expected),
// models.not_finite_weight (tensor, place).
Tensor to_checked_tensor(const StoredTensor* stored, const std::string& name, const Shape& shape,
                         const std::string& place);
// "[32, 64]"
std::string shape_text(const Shape& shape);

}  // namespace afina::models
