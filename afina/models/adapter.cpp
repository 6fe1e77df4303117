// LoRA adapters on a model in memory (Hu et al. 2021).
#include "afina/models/adapter.h"

#include <algorithm>
#include <cmath>
#include <set>
#include <string_view>

#include "afina/base/error.h"
#include "afina/base/random.h"
#include "afina/kernels/gemm.h"

namespace afina::models {

namespace {

std::string_view last_part(std::string_view name) { return name.substr(name.rfind('.') + 1); }

// As PEFT matches target_modules: the whole name or its last parts.
bool matches(std::string_view name, std::string_view target) {
  return name == target ||
         (name.size() > target.size() && name.ends_with(target) && name[name.size() - target.size() - 1] == '.');
}

void check(const LoraOptions& options) {
  auto bad = [](const char* option, double found, const char* expected) {
    fail("models.bad_lora_option", {{"option", option}, {"found", dump_json(found)}, {"expected", expected}});
  };
  if (options.rank < 1 || options.rank > (1 << 16)) bad("rank", static_cast<double>(options.rank), "1 … 65536");
  if (!(options.alpha > 0) || !std::isfinite(options.alpha)) bad("alpha", options.alpha, "> 0");
  if (!(options.dropout >= 0 && options.dropout < 1)) bad("dropout", options.dropout, "0 … 0.99");
}

// Errors: models.unknown_target.
void check_targets(const std::vector<Linear*>& linears, const std::vector<std::string>& targets) {
  for (const std::string& target : targets) {
    if (target == "all-linear") continue;
    if (std::ranges::any_of(linears, [&](const Linear* l) { return matches(l->name, target); })) continue;
    std::string known;
    std::set<std::string_view> listed;
    for (const Linear* l : linears) {
      std::string_view name = last_part(l->name);
      if (listed.insert(name).second) known += (known.empty() ? "" : ", ") + std::string(name);
    }
    fail("models.unknown_target", {{"name", target}, {"known", known}});
  }
}

ops::LoraSlot fresh_slot(const Linear& linear, const LoraOptions& options, uint64_t layer, uint64_t seed) {
  ops::LoraSlot slot;
  slot.a = Tensor::empty({options.rank, linear.in()});
  slot.b = Tensor::zeros({linear.out(), options.rank});
  const double bound = 1.0 / std::sqrt(static_cast<double>(linear.in()));
  Random random(random_key({seed, layer}));
  for (float& value : slot.a.mutable_values()) value = static_cast<float>((2 * random.uniform() - 1) * bound);
  slot.a.set_requires_grad(true);
  slot.b.set_requires_grad(true);
  slot.scaling = static_cast<float>(options.alpha / static_cast<double>(options.rank));
  slot.dropout = static_cast<float>(options.dropout);
  slot.layer = layer;
  return slot;
}

}  // namespace

bool adapts(const LoraOptions& options, std::string_view module) {
  return options.targets.empty() || std::ranges::any_of(options.targets, [&](const std::string& target) {
           return target == "all-linear" || matches(module, target);
         });
}

void attach_lora(CausalLM& model, const LoraOptions& options, uint64_t seed) {
  check(options);
  const std::vector<Linear*> linears = model.linears();
  check_targets(linears, options.targets);
  freeze(model);
  for (size_t i = 0; i < linears.size(); ++i) {
    linears[i]->lora.reset();
    if (adapts(options, linears[i]->name)) linears[i]->lora = fresh_slot(*linears[i], options, i, seed);
  }
}

std::vector<NamedTensor> lora_parameters(CausalLM& model) {
  std::vector<NamedTensor> all;
  for (Linear* linear : model.linears()) {
    if (!linear->lora) continue;
    all.push_back({linear->name + kLoraA, &linear->lora->a, true});
    all.push_back({linear->name + kLoraB, &linear->lora->b, true});
  }
  return all;
}

void merge_lora(CausalLM& model) {
  ThreadPool pool;
  kernels::Context context{pool};
  for (Linear* linear : model.linears()) {
    if (!linear->lora) continue;
    const ops::LoraSlot& lora = *linear->lora;
    Weight& weight = linear->weight;
    if (weight.packed()) weight = weight.unpacked(context);
    if (weight.borrowed()) weight = weight.tensor().clone();
    kernels::gemm(context, kernels::Op::none, kernels::Op::none, lora.scaling, lora.b.matrix(), lora.a.matrix(), 1.f,
                  weight.tensor().mutable_matrix());
    linear->lora.reset();
  }
  note_panel(model);
}

}  // namespace afina::models
