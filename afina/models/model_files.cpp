#include "afina/models/model_files.h"

#include "afina/base/error.h"
#include "afina/base/system_memory.h"
#include "afina/io/input_file.h"
#include "afina/models/config_reader.h"
#include "afina/models/memory.h"
#include "afina/models/registry.h"

namespace afina::models {

namespace fs = std::filesystem;

namespace {

// A classifier's weights serve as a language model's, so that tuning may start from them. They lack the head: the
// embedding table stands in for it, as where both are tied.
Json language_config(const ModelFiles& files, const Architecture& architecture) {
  Json config = files.config;
  if (!names_classifier(config, architecture)) return config;
  config["architectures"] = Json::array({architecture.class_name});
  if (!files.checkpoint.tensors.contains(kHeadName)) config["tie_word_embeddings"] = true;
  return config;
}

}  // namespace

ModelFiles read_model_folder(const fs::path& folder) {
  const auto config = folder / "config.json";
  std::error_code unreadable;  // then the open below says why
  if (fs::is_directory(folder, unreadable) && !fs::exists(config, unreadable)) {
    fail("models.no_config", {{"place", folder.string()}});
  }
  ModelFiles files;
  files.place = config.string();
  files.config = parse_json(read_file(config), files.place);
  find_architecture(files.config, files.place);  // before gigabytes are looked at
  files.checkpoint = read_checkpoint_folder(folder);
  files.side = read_side_files(folder);
  return files;
}

std::unique_ptr<CausalLM> load_model(const ModelFiles& files, const Control& control) {
  const Architecture& architecture = find_architecture(files.config, files.place);
  Json config = language_config(files, architecture);
  check_room_for(outline(config, &files, files.place), files.place);
  CheckpointWeights weights(files.checkpoint, files.stored, architecture.prefix, files.place, control);
  auto model = std::make_unique<CausalLM>(std::move(config), architecture, weights, files.place);
  release_freed_memory();  // of headers and tokenizers: tens of megabytes beside a model's own
  return model;
}

std::unique_ptr<CausalLM> create_model(const Json& config, uint64_t seed) {
  constexpr std::string_view kPlace = "config.json";
  const Architecture& architecture = find_architecture(config, kPlace);
  ConfigReader reader(config, kPlace);
  const char* layers = reader.has("n_layer") ? "n_layer" : "num_hidden_layers";
  check_room_for(outline(config, nullptr, kPlace), kPlace);
  // Where the number of layers is missing, the architecture says so with the key it reads.
  RandomWeights weights(seed, reader.number("initializer_range", 0.02, 0, 10), reader.count(layers, 1, kMostLayers));
  return std::make_unique<CausalLM>(config, architecture, weights, kPlace);
}

}  // namespace afina::models
