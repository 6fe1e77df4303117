// Adapters on disk, as PEFT reads and writes them.
#include <algorithm>
#include <cmath>
#include <deque>
#include <map>
#include <set>

#include "afina/base/error.h"
#include "afina/io/atomic_file.h"
#include "afina/io/mapped_file.h"
#include "afina/models/adapter.h"
#include "afina/models/adapter_config.h"
#include "afina/models/config_reader.h"
#include "afina/models/registry.h"
#include "afina/models/weights.h"

namespace afina::models {

namespace {

const std::string kBase = "base_model.model.";
const std::string kScore = kBase + kScoreName;
// Not config.json: beside one, transformers takes the folder for a whole model and refuses it.
const std::string kClassifierConfig = "classifier_config.json";

std::string last_part(const std::string& name) { return name.substr(name.rfind('.') + 1); }

// ------------------------------------------------------------------------------------------------ saving

AdapterConfig describe(CausalLM& model, const Adapter& adapter) {
  AdapterConfig config;
  config.rank = adapter.options.rank;
  config.alpha = adapter.options.alpha;
  config.dropout = adapter.options.dropout;
  config.classifies = adapter.head.has_value();
  config.base_model = adapter.base_model;
  for (const std::string& name : adapter.saved) config.modules_to_save.push_back(name.substr(0, name.rfind('.')));
  for (const Parameter& p : model.parameters()) {
    const bool table = p.weight == &model.backbone().embedding() && std::ranges::count(adapter.saved, p.name) > 0;
    config.ensure_weight_tying = config.ensure_weight_tying || (table && model.tied_head());
  }
  std::set<std::string> adapted, bare, seen;
  for (const Linear* linear : model.linears()) {
    config.fan_in_fan_out = config.fan_in_fan_out || linear->stored.transposed();
    (linear->lora ? adapted : bare).insert(last_part(linear->name));
  }
  for (const Linear* linear : model.linears()) {
    if (!linear->lora) continue;
    // A short name that also belongs to a layer without an adapter would take that layer along.
    std::string target = last_part(linear->name);
    if (bare.contains(target)) target = linear->name;
    if (seen.insert(target).second) config.targets.push_back(target);
    const ops::LoraSlot& slot = *linear->lora;
    const int64_t rank = slot.a.rows();
    const double alpha = static_cast<double>(slot.scaling) * static_cast<double>(rank);
    if (rank != config.rank) config.rank_pattern[linear->name] = rank;
    if (std::abs(alpha - config.alpha) > 1e-5 * config.alpha) config.alpha_pattern[linear->name] = alpha;
  }
  return config;
}

// ----------------------------------------------------------------------------------------------- loading

class AdapterReader {
 public:
  AdapterReader(CausalLM& model, const std::filesystem::path& folder)
      : model_(model), folder_(folder), place_((folder / "adapter_model.safetensors").string()) {
    std::error_code unreadable;  // then opening says why
    const auto config = folder / "adapter_config.json";
    if (!std::filesystem::exists(config, unreadable)) fail("models.no_adapter", {{"place", folder.string()}});
    config_ = adapter_config_from_json(parse_json(read_file(config), config.string()), config.string());
    const auto pickle = folder / "adapter_model.bin";
    if (!std::filesystem::exists(place_, unreadable) && std::filesystem::exists(pickle, unreadable)) {
      fail("io.pickle_refused", {{"path", pickle.string()}});
    }
    checkpoint_ = read_safetensors(place_);
  }

  Adapter read() {
    Adapter adapter;
    adapter.base_model = config_.base_model;
    std::vector<std::optional<ops::LoraSlot>> slots;
    for (Linear* linear : model_.linears()) slots.push_back(read_slot(*linear, slots.size()));
    if (std::ranges::none_of(slots, [](const auto& slot) { return slot.has_value(); })) {
      fail("models.adapter_empty", {{"place", place_}});
    }
    if (config_.classifies) adapter.head = read_head();
    read_replaced();
    refuse_the_rest();
    install(slots, adapter.options);
    adapter.saved = replace();
    adapter.options.rank = config_.rank;
    adapter.options.dropout = config_.dropout;
    // A square-root scaling is the same as a plain one with another alpha.
    const double root = std::sqrt(static_cast<double>(config_.rank));
    adapter.options.alpha = config_.rslora ? config_.alpha * root : config_.alpha;
    return adapter;
  }

 private:
  const StoredTensor* find(const std::string& name) {
    auto found = checkpoint_.tensors.find(name);
    if (found == checkpoint_.tensors.end()) return nullptr;
    used_.insert(name);
    return &found->second;
  }

  // Owned, as training may go on from it.
  Tensor take(const std::string& name, const Shape& shape) {
    Tensor tensor = take_floats(find(name), {name, shape}, place_);
    if (tensor.borrowed()) tensor = tensor.clone();
    tensor.set_requires_grad(true);
    return tensor;
  }

  std::optional<ops::LoraSlot> read_slot(const Linear& linear, size_t index) {
    std::string module = linear.name;
    std::string key = kBase + module;
    if (!checkpoint_.tensors.contains(key + kLoraA)) {
      // An adapter of the base model alone leaves out "model." or "transformer.".
      key = kBase + module.substr(module.find('.') + 1);
      if (!checkpoint_.tensors.contains(key + kLoraA)) return std::nullopt;
    }
    const int64_t rank = config_.rank_of(module);
    ops::LoraSlot slot;
    slot.a = take(key + kLoraA, {rank, linear.in()});
    slot.b = take(key + kLoraB, {linear.out(), rank});
    slot.scaling = static_cast<float>(config_.scaling_of(module));
    slot.dropout = static_cast<float>(config_.dropout);
    slot.layer = index;
    return slot;
  }

  // What modules_to_save names, and tables of embeddings that PEFT saved beside the adapter.
  void read_replaced() {
    for (const Parameter& p : model_.parameters()) {
      const bool table = p.weight == &model_.backbone().embedding() || p.name == kHeadName;
      if (const StoredTensor* stored = find_replaced(p.name, table)) {
        replaced_[p.name] = take_checked(stored, {p.name, p.weight->shape(), Init::normal, p.stored}, place_);
      }
    }
    if (!model_.tied_head()) return;
    const StoredTensor* head = find_replaced(kHeadName, true);
    if (head) replaced_[kHeadName] = take_checked(head, {kHeadName, model_.head().shape()}, place_);
  }

  const StoredTensor* find_replaced(const std::string& name, bool unasked) {
    const bool saves = config_.saves(name);
    if (!saves && !unasked) return nullptr;
    const StoredTensor* stored = find(kBase + name);
    if (!stored) stored = find(kBase + name.substr(name.find('.') + 1));
    const bool may_lack = name == kHeadName && (config_.classifies || config_.ensure_weight_tying);
    if (saves && !stored && !may_lack) fail("models.missing_tensor", {{"tensor", kBase + name}, {"place", place_}});
    return stored;
  }

  // The names of what was replaced. PEFT replaces one of two tied tables and leaves the other as it was.
  std::vector<std::string> replace() {
    std::vector<std::string> names;
    const Weight* table = &model_.backbone().embedding();
    const std::string& table_name = std::ranges::find(model_.parameters(), table, &Parameter::weight)->name;
    const bool alone = replaced_.contains(table_name) && config_.saves(table_name) && !config_.ensure_weight_tying;
    if (model_.tied_head() && (alone || replaced_.contains(kHeadName))) model_.untied_head();
    for (const Parameter& p : model_.parameters()) {
      auto found = replaced_.find(p.name);
      if (found == replaced_.end()) continue;
      *p.weight = found->second;
      names.push_back(p.name);
    }
    return names;
  }

  ClassificationHead read_head() {
    const StoredTensor* stored = find(kScore);
    if (!stored) fail("models.missing_tensor", {{"tensor", kScore}, {"place", place_}});
    const int64_t labels = stored->shape.empty() ? 1 : std::max<int64_t>(1, stored->shape.front());
    ClassificationHead head;
    head.score = take(kScore, {labels, model_.shape().channels});
    head.labels = labels_beside(labels);
    return head;
  }

  std::vector<std::string> labels_beside(int64_t count) const {
    std::error_code unreadable;  // then opening says why
    for (const std::string& name : {kClassifierConfig, std::string("config.json")}) {
      const auto path = folder_ / name;
      if (!std::filesystem::exists(path, unreadable)) continue;
      Json config = parse_json(read_file(path), path.string());
      if (ConfigReader(config, path.string()).has("id2label")) return read_labels(config, path.string(), count);
    }
    return read_labels(Json::object(), "", count);
  }

  // A tensor that nobody asked for means another base model, or more than LoRA: half an adapter is a wrong one.
  void refuse_the_rest() const {
    for (const auto& [name, stored] : checkpoint_.tensors) {
      if (!used_.contains(name)) fail("models.adapter_unknown_tensor", {{"tensor", name}, {"place", place_}});
    }
  }

  void install(std::vector<std::optional<ops::LoraSlot>>& slots, LoraOptions& options) {
    freeze(model_);
    const std::vector<Linear*> linears = model_.linears();
    for (size_t i = 0; i < linears.size(); ++i) {
      linears[i]->lora = std::move(slots[i]);
      std::string target = last_part(linears[i]->name);
      if (linears[i]->lora && !std::ranges::count(options.targets, target)) options.targets.push_back(target);
    }
  }

  CausalLM& model_;
  std::filesystem::path folder_;
  std::string place_;
  AdapterConfig config_;
  Checkpoint checkpoint_;
  std::set<std::string> used_;
  std::map<std::string, Weight> replaced_;  // by the parameter's name
};

}  // namespace

void save_adapter(CausalLM& model, const Adapter& adapter, const std::filesystem::path& folder) {
  std::vector<TensorToWrite> tensors;
  for (const NamedTensor& parameter : lora_parameters(model)) {
    tensors.push_back(
        {kBase + parameter.name, DType::f32, parameter.tensor->shape(), std::as_bytes(parameter.tensor->values())});
  }
  ThreadPool pool;
  kernels::Context context{pool};
  std::deque<Tensor> kept;  // until it is written
  for (const Parameter& p : model.parameters()) {
    if (!std::ranges::count(adapter.saved, p.name)) continue;
    const Tensor& values = kept.emplace_back(for_file(p.weight->unpacked(context), p.stored));
    tensors.push_back({kBase + p.name, DType::f32, values.shape(), std::as_bytes(values.values())});
  }
  if (adapter.head) {
    const Tensor& score = adapter.head->score;
    tensors.push_back({kScore, DType::f32, score.shape(), std::as_bytes(score.values())});
    write_file_atomically(folder / kClassifierConfig, dump_json_pretty(classifier_config(model, *adapter.head)));
  }
  write_safetensors(folder / "adapter_model.safetensors", tensors, {{"format", "pt"}});
  write_file_atomically(folder / "adapter_config.json",
                        dump_json_pretty(adapter_config_to_json(describe(model, adapter))));
}

Adapter load_adapter(CausalLM& model, const std::filesystem::path& folder) {
  return AdapterReader(model, folder).read();
}

}  // namespace afina::models
