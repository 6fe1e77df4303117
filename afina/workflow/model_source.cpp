#include "afina/workflow/model_source.h"

#include <algorithm>
#include <limits>

#include "afina/base/error.h"
#include "afina/base/json.h"
#include "afina/io/mapped_file.h"
#include "afina/workflow/run_folder.h"
#include "afina/workflow/semilla.h"

namespace afina::workflow {

namespace fs = std::filesystem;

namespace {

// Files that travel beside a model; all but the first may be missing.
struct SideFiles {
  std::string tokenizer, tokenizer_config, generation_config;
};

std::string read_if_present(const fs::path& path) { return fs::exists(path) ? read_file(path) : std::string(); }

SideFiles read_side_files(const fs::path& folder) {
  if (!fs::exists(folder / "tokenizer.json")) fail("workflow.missing_tokenizer", {{"folder", folder.string()}});
  return {read_file(folder / "tokenizer.json"), read_if_present(folder / "tokenizer_config.json"),
          read_if_present(folder / "generation_config.json")};
}

// A token id field that may be absent, a number or a list. A number that no token can have is none.
std::vector<int32_t> id_list(const Json& config, const char* key) {
  std::vector<int32_t> ids;
  auto add = [&](const Json& id) {
    if (id.is_number_integer() && id >= 0 && id <= std::numeric_limits<int32_t>::max()) {
      ids.push_back(id.get<int32_t>());
    }
  };
  auto found = config.find(key);
  if (found == config.end()) return {};
  if (!found->is_array()) {
    add(*found);
  } else {
    for (const Json& id : *found) add(id);
  }
  return ids;
}

Json parse_or_empty(const std::string& text, const std::string& place) {
  return text.empty() ? Json::object() : parse_json(text, place);
}

// tokenizer_config.json's chat template; empty where there is none.
std::string chat_template(const std::string& tokenizer_config, const std::string& place) {
  Json config = parse_or_empty(tokenizer_config, place);
  auto found = config.find("chat_template");
  return found != config.end() && found->is_string() ? found->get<std::string>() : std::string();
}

// How texts are framed for this model, from its own files.
void describe(LoadedModel& loaded) {
  const Json& config = loaded.model->config();
  const tokenizer::Tokenizer& tok = loaded.tokenizer;
  data::EncoderOptions& e = loaded.encoder;

  Json generation = parse_or_empty(loaded.generation_config, loaded.name + "/generation_config.json");
  std::vector<int32_t> ends = id_list(config, "eos_token_id");
  if (!ends.empty()) e.eos = ends.front();
  loaded.stop_ids = id_list(generation, "eos_token_id");
  loaded.stop_ids.insert(loaded.stop_ids.end(), ends.begin(), ends.end());

  // BOS only where the model's own tokenizer puts one.
  std::vector<int32_t> begins = id_list(config, "bos_token_id");
  std::vector<int32_t> sample = tok.encode("a").ids;
  if (!begins.empty() && !sample.empty() && sample.front() == begins.front()) e.bos = begins.front();
  if (!begins.empty()) loaded.beginning = begins.front();

  if (chat_template(loaded.tokenizer_config, loaded.name + "/tokenizer_config.json") == kSemillaTemplate) {
    e.format = data::Format::chatml;
    if (auto end = tok.id_of("<|im_end|>")) loaded.stop_ids.push_back(*end);
  }
  std::ranges::sort(loaded.stop_ids);
  loaded.stop_ids.erase(std::ranges::unique(loaded.stop_ids).begin(), loaded.stop_ids.end());
  e.max_length = std::min<int64_t>(e.max_length, loaded.model->shape().context);
}

LoadedModel from_files(const std::string& name, const models::ModelFiles& files, const SideFiles& side) {
  LoadedModel loaded;
  loaded.name = name;
  loaded.tokenizer = tokenizer::Tokenizer::from_json(side.tokenizer, name + "/tokenizer.json");
  loaded.model = models::load_model(files);
  loaded.tokenizer_config = side.tokenizer_config;
  loaded.generation_config = side.generation_config;
  describe(loaded);
  return loaded;
}

LoadedModel load_semilla() {
  if (semilla_files().empty()) fail("workflow.no_semilla");
  models::ModelFiles files;
  files.config = parse_json(semilla_file("config.json"), "semilla/config.json");
  auto weights = semilla_file("model.safetensors");
  files.checkpoint = read_safetensors(std::as_bytes(std::span(weights)), nullptr, "semilla/model.safetensors");
  files.place = "semilla";
  SideFiles side{std::string(semilla_file("tokenizer.json")), std::string(semilla_file("tokenizer_config.json")),
                 std::string(semilla_file("generation_config.json"))};
  LoadedModel loaded = from_files("semilla", files, side);
  loaded.kind = SourceKind::semilla;
  return loaded;
}

LoadedModel load_folder(const std::string& name) {
  const models::ModelFiles files = models::read_model_folder(name);
  LoadedModel loaded = from_files(name, files, read_side_files(name));
  loaded.head = models::load_classification_head(files, loaded.model->shape().channels);
  loaded.folder = name;
  return loaded;
}

// What a full run left: a model by itself, or a classifier with the run's labels.
LoadedModel load_tuned_model(const fs::path& folder, const RunManifest& manifest) {
  const models::ModelFiles files = models::read_model_folder(folder);
  LoadedModel loaded = from_files(folder.string(), files, read_side_files(folder));
  if (manifest.labels.empty()) return loaded;
  try {
    loaded.head = models::load_classification_head(files, loaded.model->shape().channels);
  } catch (const Error&) {
    // Its advice is for models that are downloaded; this one only tuning again can make.
  }
  if (!loaded.head || loaded.head->labels != manifest.labels) {
    fail("workflow.damaged_run", {{"path", folder.string()}});
  }
  return loaded;
}

LoadedModel load_run(const std::string& name) {
  fs::path folder = name;
  RunManifest manifest = load_manifest(folder);
  if (manifest.status != "done") fail("workflow.run_unfinished", {{"folder", name}});
  const bool full = fs::exists(folder / "model");
  LoadedModel loaded = full ? load_tuned_model(folder / "model", manifest) : load_model_source(manifest.model);
  if (!full) {
    models::Adapter adapter = models::load_adapter(*loaded.model, folder / "adapter");
    loaded.head = std::move(adapter.head);
  }
  loaded.name = name;
  loaded.kind = SourceKind::run;
  loaded.folder = folder;
  loaded.task = manifest.roles.task;
  loaded.encoder.max_length = manifest.encoder_max_length;
  return loaded;
}

// Something that looks like a name on the Hugging Face hub: owner/name, with no such folder here.
bool looks_like_hub_name(const std::string& name) {
  return std::ranges::count(name, '/') == 1 && !name.starts_with('.') && !name.starts_with('/');
}

[[noreturn]] void fail_not_found(const std::string& name) {
  if (name.ends_with(".gguf")) fail("workflow.gguf_not_available", {{"model", name}});
  if (looks_like_hub_name(name)) fail("workflow.hub_not_available", {{"model", name}});
  fail("workflow.model_not_found", {{"model", name}});
}

}  // namespace

std::string_view semilla_file(std::string_view name) {
  for (const EmbeddedFile& file : semilla_files()) {
    if (file.name == name) return file.bytes;
  }
  fail("workflow.no_semilla");
}

LoadedModel load_model_source(const std::string& name) {
  if (name == "semilla" && !fs::exists("semilla/config.json")) return load_semilla();
  if (!fs::exists(name)) fail_not_found(name);
  if (is_run_folder(name)) return load_run(name);
  if (fs::is_regular_file(name)) {
    if (name.ends_with(".gguf")) fail("workflow.gguf_not_available", {{"model", name}});
    // A weights file named by itself: the reason it cannot be used is the folder's to give.
    return load_folder(fs::path(name).has_parent_path() ? fs::path(name).parent_path().string() : ".");
  }
  return load_folder(name);
}

tokenizer::Tokenizer load_tokenizer_source(const std::string& name) {
  if (name == "semilla" && !fs::exists("semilla/tokenizer.json")) {
    return tokenizer::Tokenizer::from_json(semilla_file("tokenizer.json"), "semilla/tokenizer.json");
  }
  if (!fs::exists(name)) fail_not_found(name);
  if (fs::is_regular_file(name)) return tokenizer::Tokenizer::load(name);
  return tokenizer::Tokenizer::from_json(read_side_files(name).tokenizer, (fs::path(name) / "tokenizer.json").string());
}

}  // namespace afina::workflow
