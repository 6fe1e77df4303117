#include "afina/models/rope.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <numbers>
#include <optional>
#include <string>

namespace afina::models {

namespace {

constexpr double kMostTheta = 1e12, kMostFactor = 1e6;

double factor_in(const ConfigReader& rope, const char* key, std::optional<double> fallback = std::nullopt) {
  return rope.number(key, fallback, 1e-6, kMostFactor);
}

// What a file says of one kind of layer.
struct Described {
  const ConfigReader& rope;  // the object with the type
  double theta;
  int64_t context;
  int64_t original;  // context of the pre-training
  double channels;   // R, but that an odd number is not rounded up

  // theta^(2i / channels)
  double period(size_t i) const { return std::pow(theta, 2.0 * static_cast<double>(i) / channels); }
};

std::vector<float> plain_frequencies(const Described& d) {
  std::vector<float> frequencies(static_cast<size_t>(std::ceil(d.channels / 2)));
  for (size_t i = 0; i < frequencies.size(); ++i) frequencies[i] = static_cast<float>(1.0 / d.period(i));
  return frequencies;
}

Rope linear(const Described& d) {
  Rope rope{plain_frequencies(d), 1.f, {}, 0};
  const double factor = factor_in(d.rope, "factor");
  for (float& frequency : rope.frequencies) frequency = static_cast<float>(static_cast<double>(frequency) / factor);
  return rope;
}

// Long waves are stretched by `factor`, short ones left alone, those between blended.
Rope llama3(const Described& d) {
  Rope rope{plain_frequencies(d), 1.f, {}, 0};
  const double factor = factor_in(d.rope, "factor");
  const double low = factor_in(d.rope, "low_freq_factor"), high = factor_in(d.rope, "high_freq_factor");
  if (!(high > low)) d.rope.bad("high_freq_factor", "> low_freq_factor");
  const auto original = static_cast<double>(d.original);
  for (float& frequency : rope.frequencies) {
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
  return rope;
}

double yarn_scale(double factor, double mscale) { return factor <= 1 ? 1 : 0.1 * mscale * std::log(factor) + 1; }

// Some files write 0 for "not set".
double unless_zero(const ConfigReader& rope, const char* key, double fallback) {
  const double value = rope.number(key, fallback, 0, kMostFactor);
  return value == 0 ? fallback : value;
}

// Pairs that turn often within the original context keep their frequency, those that turn less than once are
// stretched, those between blended by a ramp over their index.
Rope yarn(const Described& d) {
  Rope rope{plain_frequencies(d), 1.f, {}, 0};
  if (d.theta <= 1) d.rope.bad("rope_theta", "> 1");
  const auto original = static_cast<double>(d.original);
  const double factor = factor_in(d.rope, "factor", static_cast<double>(d.context) / original);
  const double mscale = unless_zero(d.rope, "mscale", 0), all = unless_zero(d.rope, "mscale_all_dim", 0);
  const double usual =
      mscale > 0 && all > 0 ? yarn_scale(factor, mscale) / yarn_scale(factor, all) : yarn_scale(factor, 1);
  rope.attention_factor = static_cast<float>(d.rope.number("attention_factor", usual, 0, kMostFactor));
  // The index whose pair makes so many turns within the original context.
  const auto index_of = [&](double turns) {
    return d.channels * std::log(original / (turns * 2 * std::numbers::pi)) / (2 * std::log(d.theta));
  };
  double low = index_of(unless_zero(d.rope, "beta_fast", 32)), high = index_of(unless_zero(d.rope, "beta_slow", 1));
  if (d.rope.flag("truncate", true)) {
    low = std::floor(low);
    high = std::ceil(high);
  }
  low = std::max(low, 0.0);
  high = std::min(high, d.channels - 1);
  if (low == high) high += 0.001;
  for (size_t i = 0; i < rope.frequencies.size(); ++i) {
    const double ramp = std::clamp((static_cast<double>(i) - low) / (high - low), 0.0, 1.0);
    rope.frequencies[i] = static_cast<float>((ramp / factor + 1 - ramp) / d.period(i));
  }
  return rope;
}

std::vector<float> divided(const Described& d, const char* key) {
  std::vector<float> frequencies = plain_frequencies(d);
  const std::vector<double> factors = d.rope.numbers(key, frequencies.size(), 1e-6, kMostFactor);
  for (size_t i = 0; i < factors.size(); ++i) frequencies[i] = static_cast<float>(1 / (factors[i] * d.period(i)));
  return frequencies;
}

Rope longrope(const Described& d) {
  const auto original = static_cast<double>(d.original);
  const double factor = factor_in(d.rope, "factor", static_cast<double>(d.context) / original);
  if (factor > 1 && original <= 1) d.rope.bad("original_max_position_embeddings", "> 1");
  const double usual = factor <= 1 ? 1 : std::sqrt(1 + std::log(factor) / std::log(original));
  const double attention_factor = d.rope.number("attention_factor", usual, 0, kMostFactor);
  return {divided(d, "short_factor"), static_cast<float>(attention_factor), divided(d, "long_factor"), d.original};
}

// The object inside config.json that describes such layers, if there is one.
std::optional<ConfigReader> nested_in(const ConfigReader& config, const RopeLayer& layer) {
  if (config.has("rope_parameters")) {
    const ConfigReader rope = config.inside("rope_parameters");
    if (layer.type && rope.has(layer.type)) return rope.inside(layer.type);
    if (layer.scaled) return rope;
  } else if (config.has("rope_scaling") && layer.scaled) {
    return config.inside("rope_scaling");
  }
  return std::nullopt;
}

int64_t turning_channels(const ConfigReader& config, const ConfigReader& rope, int64_t head_size, bool partial) {
  const char* key = "partial_rotary_factor";
  const ConfigReader& said = rope.has(key) ? rope : config;
  const double part = said.number(key, 1.0, 0, 1);
  if (!partial && part != 1) said.unsupported(key, "1");
  const auto channels = static_cast<int64_t>(static_cast<double>(head_size) * part);
  if (channels < 1 || channels + channels % 2 > head_size) said.bad(key, "0 … 1");
  return channels;
}

}  // namespace

Rope rope_frequencies(const ConfigReader& config, int64_t head_size, int64_t context, const RopeLayer& layer) {
  const std::optional<ConfigReader> nested = nested_in(config, layer);
  const ConfigReader& rope = nested ? *nested : config;
  double theta = config.number(layer.theta_key, layer.theta, 1e-6, kMostTheta);
  std::string type = "default";
  const char* type_key = "rope_type";
  if (nested) {
    theta = rope.number("rope_theta", theta, 1e-6, kMostTheta);
    if (!rope.has("rope_type") && rope.has("type")) type_key = "type";
    type = rope.word(type_key, type);
  }
  const char* original_key = "original_max_position_embeddings";
  // Phi-3 says it beside rope_scaling.
  const int64_t original = (config.has(original_key) ? config : rope).count(original_key, context, kMostPositions);
  const int64_t channels = turning_channels(config, rope, head_size, layer.partial);
  const Described d{rope, theta, context, original, static_cast<double>(channels)};
  // Phi-3's first files said "su" for longrope, later ones "yarn".
  if (type == "longrope" || type == "su" || (type == "yarn" && rope.has("short_factor"))) return longrope(d);
  if (type == "yarn") return yarn(d);
  if (type == "llama3") return llama3(d);
  if (type == "linear") return linear(d);
  // Changes the base with lengths beyond the context, which no text has here.
  if (type == "dynamic") static_cast<void>(factor_in(rope, "factor"));
  if (type != "default" && type != "dynamic") {
    rope.unsupported(type_key, "default, linear, dynamic, llama3, yarn, longrope");
  }
  return {plain_frequencies(d), 1.f, {}, 0};
}

namespace {

void fill_tables(std::span<const float> frequencies, float factor, int64_t rows, float* cos, float* sin) {
  for (int64_t p = 0; p < rows; ++p) {
    for (float frequency : frequencies) {
      float angle = static_cast<float>(p) * frequency;  // in float, as transformers does
      *cos++ = factor * static_cast<float>(std::cos(static_cast<double>(angle)));
      *sin++ = factor * static_cast<float>(std::sin(static_cast<double>(angle)));
    }
  }
}

// Makes `tables` anew where they have fewer rows.
const ops::RotaryTables& grown(ops::RotaryTables& tables, std::span<const float> frequencies, float factor,
                               int64_t positions) {
  if (tables.cos.defined() && positions <= tables.cos.rows()) return tables;
  constexpr uint64_t kLeast = 256;
  auto rows = static_cast<int64_t>(std::bit_ceil(std::max(kLeast, static_cast<uint64_t>(positions))));
  tables = {Tensor::empty({rows, std::ssize(frequencies)}), Tensor::empty({rows, std::ssize(frequencies)})};
  fill_tables(frequencies, factor, rows, tables.cos.mutable_data(), tables.sin.mutable_data());
  return tables;
}

}  // namespace

const ops::RotaryTables& RopeTables::up_to(int64_t positions) {
  const bool is_long = !rope_.long_frequencies.empty() && positions > rope_.long_after;
  if (is_long) return grown(long_tables_, rope_.long_frequencies, rope_.attention_factor, positions);
  return grown(tables_, rope_.frequencies, rope_.attention_factor, positions);
}

RopeTables::Rows RopeTables::rows(const Indices& positions, const Indices& starts) {
  std::vector<int64_t> lengths;
  for (size_t s = 0; s + 1 < starts->size(); ++s) {
    const auto begin = positions->begin() + (*starts)[s], end = positions->begin() + (*starts)[s + 1];
    lengths.push_back(begin == end ? 0 : 1 + *std::max_element(begin, end));
  }
  const auto is_long = [&](int64_t length) { return length > rope_.long_after; };
  const int64_t longest = lengths.empty() ? 0 : *std::ranges::max_element(lengths);
  const bool alike =
      rope_.long_frequencies.empty() || std::ranges::all_of(lengths, is_long) || std::ranges::none_of(lengths, is_long);
  if (alike) return {up_to(longest), positions};
  // The rows of the short ones, long_after at most, come first.
  const ops::RotaryTables& all_long = up_to(longest);
  const int64_t pairs = all_long.cos.cols(), before = rope_.long_after;
  if (!both_tables_.cos.defined() || both_tables_.cos.rows() < before + longest) {
    const int64_t rows = before + all_long.cos.rows();
    both_tables_ = {Tensor::empty({rows, pairs}), Tensor::empty({rows, pairs})};
    float *cos = both_tables_.cos.mutable_data(), *sin = both_tables_.sin.mutable_data();
    fill_tables(rope_.frequencies, rope_.attention_factor, before, cos, sin);
    std::ranges::copy(all_long.cos.values(), cos + before * pairs);
    std::ranges::copy(all_long.sin.values(), sin + before * pairs);
  }
  auto indices = std::make_shared<std::vector<int32_t>>(*positions);
  for (size_t s = 0; s < lengths.size(); ++s) {
    if (!is_long(lengths[s])) continue;
    for (int32_t i = (*starts)[s]; i < (*starts)[s + 1]; ++i) {
      (*indices)[static_cast<size_t>(i)] += static_cast<int32_t>(before);
    }
  }
  return {both_tables_, indices};
}

}  // namespace afina::models
