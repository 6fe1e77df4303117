// Where a model's constructor takes its weights from: a checkpoint, or a random generator. One constructor an
// architecture serves both.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "afina/base/observer.h"
#include "afina/io/safetensors.h"
#include "afina/models/parameter.h"

namespace afina::models {

// How a fresh tensor begins: normal(0, deviation), the same divided by sqrt(2 * layers) (GPT-2's residual
// projections), zeros, ones.
enum class Init { normal, residual, zeros, ones };

// A parameter to be: `name` is the Hugging Face name, `shape` what the model holds.
struct ParameterSpec {
  std::string name;
  Shape shape;
  Init init = Init::normal;
  Stored stored = {};
};

class WeightSource {
 public:
  virtual ~WeightSource() = default;
  virtual Weight take(const ParameterSpec& spec) = 0;
  // Whether both tensors are stored and their bytes differ: then a head that config.json calls tied is not
  // (transformers 5 decides so).
  virtual bool stored_differently(const std::string& a, const std::string& b) const = 0;
};

struct LinearSpec {
  int64_t in = 0, out = 0;
  bool bias = false;
  Stored stored = {};
  Init init = Init::normal;
};

// Fills a model's parameters from a source and lists them, in the order of the calls.
class Declaration {
 public:
  Declaration(WeightSource& source, Parameters& into) : source_(source), into_(into) {}
  void operator()(Weight& weight, const ParameterSpec& spec, bool decays = false);
  // A norm's factor or a bias, [size].
  void vector(Weight& weight, const std::string& name, int64_t size, Init init, Stored stored = {});
  void linear(Linear& layer, const std::string& name, const LinearSpec& spec);

 private:
  WeightSource& source_;
  Parameters& into_;
};

// A tensor by its full name, or by what is left without the architecture's prefix (a base model saved alone); null
// where there is neither.
const StoredTensor* find_tensor(const Checkpoint& checkpoint, std::string_view prefix, const std::string& name);

// Errors: those of check_stored, io.unsupported_dtype, base.cancelled. What needs no conversion stays in the mapped
// file (models/stored.h). Progress is said once loading takes a second.
class CheckpointWeights final : public WeightSource {
 public:
  // `prefix` ("model.") begins the names of the base model; a checkpoint of the base model alone lacks it. `stored`
  // says how tensors lie where not as their architecture has them.
  CheckpointWeights(const Checkpoint& checkpoint, const std::map<std::string, Stored>& stored, std::string_view prefix,
                    std::string_view place, const Control& control = {})
      : checkpoint_(checkpoint), stored_(stored), prefix_(prefix), place_(place), control_(control) {}
  Weight take(const ParameterSpec& spec) override;
  bool stored_differently(const std::string& a, const std::string& b) const override;

 private:
  const StoredTensor* find(const std::string& name) const;

  const Checkpoint& checkpoint_;
  const std::map<std::string, Stored>& stored_;
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
  Weight take(const ParameterSpec& spec) override;
  bool stored_differently(const std::string&, const std::string&) const override { return false; }

 private:
  uint64_t seed_;
  double deviation_;
  int64_t layers_;
  int64_t parameters_ = 0;
};

// A stored tensor that must be there (`stored` not null), have the shape that the spec has in a file and hold numbers
// only. Errors: models.missing_tensor (tensor, place), models.wrong_shape (tensor, place, found, expected),
// models.not_finite_weight (tensor, place).
Weight take_checked(const StoredTensor* stored, const ParameterSpec& spec, const std::string& place);
// The same as floats, of a small tensor: a head, half of an adapter.
Tensor take_floats(const StoredTensor* stored, const ParameterSpec& spec, const std::string& place);
// "[32, 64]"
std::string shape_text(const Shape& shape);

}  // namespace afina::models
