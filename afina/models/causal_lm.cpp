#include "afina/models/causal_lm.h"

#include <numeric>

#include "afina/base/error.h"
#include "afina/base/mapped_ranges.h"
#include "afina/io/mapped_file.h"
#include "afina/models/config_reader.h"
#include "afina/models/memory.h"
#include "afina/models/registry.h"

namespace afina::models {

Batch pack(std::span<const std::vector<int32_t>> sequences) {
  Batch batch;
  std::vector<int32_t> positions, starts{0};
  for (const auto& sequence : sequences) {
    batch.ids.insert(batch.ids.end(), sequence.begin(), sequence.end());
    positions.resize(batch.ids.size());
    std::iota(positions.end() - static_cast<std::ptrdiff_t>(sequence.size()), positions.end(), 0);
    starts.push_back(static_cast<int32_t>(batch.ids.size()));
  }
  batch.positions = std::make_shared<const std::vector<int32_t>>(std::move(positions));
  batch.starts = std::make_shared<const std::vector<int32_t>>(std::move(starts));
  return batch;
}

void check_weights(CausalLM& model) {
  if (mapped_damages() == 0) return;
  for (const NamedTensor& parameter : model.parameters()) check_mapped(parameter.tensor->data());
}

KvCache CausalLM::make_cache(int64_t limit) const {
  return KvCache(shape().layers, shape().kv_heads * shape().head_size, limit);
}

Tensor CausalLM::logits(Graph& graph, const Tensor& hidden) const {
  return ops::linear(graph, hidden, head(), Tensor());
}

ModelFiles read_model_folder(const std::filesystem::path& folder) {
  const auto config = folder / "config.json";
  std::error_code unreadable;  // then the open below says why
  if (std::filesystem::is_directory(folder, unreadable) && !std::filesystem::exists(config, unreadable)) {
    fail("models.no_config", {{"place", folder.string()}});
  }
  ModelFiles files;
  files.place = config.string();
  files.config = parse_json(read_file(config), files.place);
  find_architecture(files.config, files.place);  // before gigabytes are looked at
  files.checkpoint = read_checkpoint_folder(folder);
  return files;
}

namespace {

// A classifier's weights serve as a language model's, so that tuning may start from them. They lack the head: the
// embedding table stands in for it, as where both are tied.
Json language_config(const ModelFiles& files, const Architecture& architecture) {
  Json config = files.config;
  if (!names_classifier(config, architecture)) return config;
  config["architectures"] = Json::array({architecture.class_name});
  if (!files.checkpoint.tensors.contains("lm_head.weight")) config["tie_word_embeddings"] = true;
  return config;
}

}  // namespace

std::unique_ptr<CausalLM> load_model(const ModelFiles& files) {
  const Architecture& architecture = find_architecture(files.config, files.place);
  const Json config = language_config(files, architecture);
  check_room_for(outline(config, &files.checkpoint, files.place), files.place);
  CheckpointWeights weights(files.checkpoint, architecture.prefix, files.place);
  return architecture.make(config, weights, files.place);
}

std::unique_ptr<CausalLM> create_model(const Json& config, uint64_t seed) {
  constexpr std::string_view kPlace = "config.json";
  const Architecture& architecture = find_architecture(config, kPlace);
  ConfigReader reader(config, kPlace);
  const char* layers = reader.has("n_layer") ? "n_layer" : "num_hidden_layers";
  check_room_for(outline(config, nullptr, kPlace), kPlace);
  // Where the number of layers is missing, the architecture says so with the key it reads.
  RandomWeights weights(seed, reader.number("initializer_range", 0.02, 0, 10), reader.count(layers, 1, kMostLayers));
  return architecture.make(config, weights, kPlace);
}

int64_t count_parameters(CausalLM& model) {
  int64_t count = 0;
  for (const NamedTensor& p : model.parameters()) count += p.tensor->size();
  return count;
}

std::vector<NamedTensor> learn_all_weights(CausalLM& model) {
  std::vector<NamedTensor> parameters = model.parameters();
  for (NamedTensor& p : parameters) {
    if (p.tensor->borrowed()) *p.tensor = p.tensor->clone();
    p.tensor->set_requires_grad(true);
  }
  return parameters;
}

}  // namespace afina::models
