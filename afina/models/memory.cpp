#include "afina/models/memory.h"

#include <algorithm>
#include <numeric>

#include "afina/base/error.h"
#include "afina/base/memory.h"
#include "afina/base/system_memory.h"
#include "afina/models/registry.h"

namespace afina::models {

namespace {

// Gives weights of the right shape that point nowhere, and adds up what real ones would take.
class Outline final : public WeightSource {
 public:
  Outline(const ModelFiles* files, std::string_view prefix) : files_(files), prefix_(prefix) {}

  Weight take(const ParameterSpec& spec) override {
    static const float none = 0;
    const StoredTensor* stored = files_ ? find_tensor(files_->checkpoint, prefix_, spec.name) : nullptr;
    const bool in_file = stored && stays_mapped(*stored, spec.shape, lies(spec));
    const bool halves = stored && spec.shape.size() > 1 && stored->dtype != DType::f64;
    (in_file ? mapped : owned) +=
        halves ? allocated_bytes(stored->bytes.size()) : tensor_bytes(shape_rows(spec.shape), shape_cols(spec.shape));
    if (halves && stored->dtype != DType::f32) {
      return Weight::stored(stored->dtype, spec.shape, reinterpret_cast<const std::byte*>(&none), nullptr);
    }
    return Tensor::borrow(spec.shape, &none, nullptr);
  }
  // Comparing would read the weights.
  bool stored_differently(const std::string&, const std::string&) const override { return false; }

  uint64_t owned = 0, mapped = 0;

 private:
  Stored lies(const ParameterSpec& spec) const {
    const auto otherwise = files_->stored.find(spec.name);
    return otherwise == files_->stored.end() ? spec.stored : otherwise->second;
  }

  const ModelFiles* files_;
  std::string_view prefix_;
};

uint64_t sum(int64_t rows, const std::vector<int64_t>& columns) {
  uint64_t bytes = 0;
  for (int64_t c : columns) bytes += tensor_bytes(rows, c);
  return bytes;
}

}  // namespace

ModelOutline outline(const Json& config, const ModelFiles* files, std::string_view place) {
  const Architecture& architecture = find_architecture(config, place);
  Outline weights(files, architecture.prefix);
  ModelOutline made;
  made.model = std::make_unique<CausalLM>(config, architecture, weights, place);
  made.owned = weights.owned;
  made.mapped = weights.mapped;
  return made;
}

// Sizes that no machine has must not wrap around: they are compared, not allocated.
uint64_t tensor_bytes(int64_t rows, int64_t columns) {
  constexpr double kMost = 0x1p45;
  const double bytes = 4.0 * static_cast<double>(rows) * static_cast<double>(columns);
  return bytes > kMost ? static_cast<uint64_t>(kMost) : allocated_bytes(static_cast<uint64_t>(bytes));
}

int64_t tokens_at_once(const ModelShape& shape) {
  constexpr int64_t kKept = int64_t{320} << 20;
  const int64_t floats = shape.layers * std::accumulate(shape.kept.begin(), shape.kept.end(), int64_t{0});
  return std::max<int64_t>(1, kKept / static_cast<int64_t>(sizeof(float)) / std::max<int64_t>(1, floats));
}

uint64_t loss_chunk_bytes(const ModelShape& shape, int64_t rows) {
  return tensor_bytes(std::min(rows, ops::logit_rows(shape.vocabulary)), shape.vocabulary);
}

uint64_t inference_bytes(const ModelShape& shape, const PassSize& pass) {
  const uint64_t block = sum(pass.tokens, shape.passing);
  const uint64_t row = tensor_bytes(pass.tokens, shape.channels);
  const uint64_t loss = row + tensor_bytes(pass.predicted, shape.channels) + loss_chunk_bytes(shape, pass.predicted);
  return std::max(block, loss) + tensor_bytes(1, shape.panel);
}

namespace {

uint64_t free_bytes() { return available_memory().bytes + memory_stats().cached; }
std::string megabytes(uint64_t bytes) { return std::to_string((bytes >> 20) + 1); }

}  // namespace

void check_room_for(const ModelOutline& outline, std::string_view place) {
  const uint64_t free = free_bytes();
  if (outline.owned <= free) return;
  fail("models.needs_memory", {{"place", std::string(place)},
                               {"parameters", std::to_string(count_parameters(*outline.model))},
                               {"needed", megabytes(outline.owned)},
                               {"free", megabytes(free)}});
}

void check_room_for(const ModelShape& shape, const PassSize& pass, bool cached) {
  constexpr uint64_t kNeverMind = 64 << 20;  // less than it is worth asking the system for
  auto needed = [&](int64_t tokens) {
    const double share = static_cast<double>(tokens) / static_cast<double>(std::max<int64_t>(1, pass.tokens));
    const auto predicted = static_cast<int64_t>(share * static_cast<double>(pass.predicted));
    return inference_bytes(shape, {tokens, predicted, 0}) + (cached ? cache_bytes(shape, tokens) : 0);
  };
  if (needed(pass.tokens) < kNeverMind) return;
  const uint64_t free = free_bytes();
  if (needed(pass.tokens) <= free) return;
  int64_t most = 0;
  for (int64_t step = int64_t{1} << 30; step > 0; step /= 2) {
    if (most + step < pass.tokens && needed(most + step) <= free) most += step;
  }
  fail("models.pass_needs_memory", {{"tokens", std::to_string(pass.tokens)},
                                    {"needed", megabytes(needed(pass.tokens))},
                                    {"free", megabytes(free)},
                                    {"most", std::to_string(most)}});
}

uint64_t cache_bytes(const ModelShape& shape, int64_t tokens) {
  return static_cast<uint64_t>(2 * shape.layers + 2) * tensor_bytes(tokens, shape.kv_heads * shape.head_size);
}

}  // namespace afina::models
