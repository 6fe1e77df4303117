#include "afina/models/rope.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <numbers>
#include <string>

namespace afina::models {

namespace {

constexpr double kDefaultTheta = 10000;
constexpr double kMostTheta = 1e12, kMostFactor = 1e6;

// Llama 3.1: long waves are stretched by `factor`, short ones left alone, those between blended.
void scale_llama3(const ConfigReader& rope, int64_t context, std::vector<float>& frequencies) {
  double factor = rope.number("factor", std::nullopt, 1e-6, kMostFactor);
  double low = rope.number("low_freq_factor", std::nullopt, 1e-6, kMostFactor);
  double high = rope.number("high_freq_factor", std::nullopt, 1e-6, kMostFactor);
  if (!(high > low)) rope.bad("high_freq_factor", "> low_freq_factor");
  auto original = static_cast<double>(rope.count("original_max_position_embeddings", context, kMostPositions));
  for (float& frequency : frequencies) {
    double wave = 2 * std::numbers::pi / static_cast<double>(frequency);
    if (wave < original / high) continue;
    double stretched = static_cast<double>(frequency) / factor;
    if (wave > original / low) {
      frequency = static_cast<float>(stretched);
    } else {
      double smooth = (original / wave - low) / (high - low);
      frequency = static_cast<float>((1 - smooth) * stretched + smooth * static_cast<double>(frequency));
    }
  }
}

}  // namespace

std::vector<float> rope_frequencies(const ConfigReader& config, int64_t head_size, int64_t context) {
  const bool nested = config.has("rope_parameters") || config.has("rope_scaling");
  const ConfigReader rope = !nested                         ? config
                            : config.has("rope_parameters") ? config.inside("rope_parameters")
                                                            : config.inside("rope_scaling");
  double theta = config.number("rope_theta", kDefaultTheta, 1e-6, kMostTheta);
  std::string type = "default";
  const char* type_key = "rope_type";
  if (nested) {
    theta = rope.number("rope_theta", theta, 1e-6, kMostTheta);
    if (!rope.has("rope_type") && rope.has("type")) type_key = "type";
    type = rope.word(type_key, type);
  }
  if (rope.number("partial_rotary_factor", 1.0, 0, 1) != 1.0) rope.unsupported("partial_rotary_factor", "1");

  std::vector<float> frequencies(static_cast<size_t>(head_size / 2));
  for (size_t i = 0; i < frequencies.size(); ++i) {
    double exponent = 2.0 * static_cast<double>(i) / static_cast<double>(head_size);
    frequencies[i] = static_cast<float>(1.0 / std::pow(theta, exponent));
  }
  if (type == "linear") {
    double factor = rope.number("factor", std::nullopt, 1e-6, kMostFactor);
    for (float& frequency : frequencies) frequency = static_cast<float>(static_cast<double>(frequency) / factor);
  } else if (type == "llama3") {
    scale_llama3(rope, context, frequencies);
  } else if (type != "default") {
    rope.unsupported(type_key, "default, linear, llama3");
  }
  return frequencies;
}

const ops::RotaryTables& RopeTables::up_to(int64_t positions) {
  if (tables_.cos.defined() && positions <= tables_.cos.rows()) return tables_;
  constexpr uint64_t kLeast = 256;
  auto rows = static_cast<int64_t>(std::bit_ceil(std::max(kLeast, static_cast<uint64_t>(positions))));
  auto half = static_cast<int64_t>(frequencies_.size());
  tables_ = {Tensor::empty({rows, half}), Tensor::empty({rows, half})};
  float *cos = tables_.cos.mutable_data(), *sin = tables_.sin.mutable_data();
  for (int64_t p = 0; p < rows; ++p) {
    for (float frequency : frequencies_) {
      float angle = static_cast<float>(p) * frequency;  // in float, as transformers does
      *cos++ = static_cast<float>(std::cos(static_cast<double>(angle)));
      *sin++ = static_cast<float>(std::sin(static_cast<double>(angle)));
    }
  }
  return tables_;
}

}  // namespace afina::models
