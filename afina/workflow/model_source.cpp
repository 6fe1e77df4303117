#include "afina/workflow/model_source.h"

#include <algorithm>
#include <limits>

#include "afina/base/error.h"
#include "afina/base/json.h"
#include "afina/base/stop.h"
#include "afina/io/mapped_file.h"
#include "afina/tokenizer/chat_template_files.h"
#include "afina/tokenizer/gguf_tokenizer.h"
#include "afina/workflow/gguf_model.h"
#include "afina/workflow/load_run.h"
#include "afina/workflow/run_folder.h"
#include "afina/workflow/semilla.h"

namespace afina::workflow {

namespace fs = std::filesystem;

namespace {

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

// How texts are framed for this model, from its own files.
void describe(LoadedModel& loaded) {
  const Json& config = loaded.model->config();
  data::EncoderOptions& e = loaded.encoder;
  data::ConversationForm& form = e.form;

  Json generation = parse_or_empty(loaded.side.generation_config, loaded.name + "/generation_config.json");
  std::vector<int32_t> ends = id_list(config, "eos_token_id");
  if (!ends.empty()) form.eos = ends.front();
  e.ends = id_list(generation, "eos_token_id");
  e.ends.insert(e.ends.end(), ends.begin(), ends.end());

  // BOS only where the model's own tokenizer puts one.
  std::vector<int32_t> begins = id_list(config, "bos_token_id");
  std::vector<int32_t> sample = loaded.tokenizer.encode("a").ids;
  if (!begins.empty() && !sample.empty() && sample.front() == begins.front()) form.bos = begins.front();
  if (!begins.empty()) loaded.beginning = begins.front();

  if (auto chat = tokenizer::load_chat_template({loaded.side.tokenizer_config, loaded.side.chat_template}, loaded.name,
                                                loaded.tokenizer.special_texts())) {
    form.chat = std::make_shared<const tokenizer::ChatTemplate>(std::move(*chat));
  }
  if (const auto own = config.find(kOwnSettings); own != config.end() && own->is_object()) {
    const Json asked = own->value("instruction", Json());
    if (asked.is_string()) form.instruction = asked.get<std::string>();
  }
  e.max_length = std::min<int64_t>(e.max_length, loaded.model->shape().context);
}

LoadedModel from_files(const std::string& name, const models::ModelFiles& files, const Control& control) {
  if (files.side.tokenizer.empty()) fail("workflow.missing_tokenizer", {{"folder", name}});
  LoadedModel loaded;
  loaded.name = name;
  loaded.tokenizer = tokenizer::Tokenizer::from_json(files.side.tokenizer, name + "/tokenizer.json");
  loaded.model = models::load_model(files, control);
  loaded.side = {{}, files.side.tokenizer_config, files.side.generation_config, files.side.chat_template};
  describe(loaded);
  return loaded;
}

LoadedModel load_gguf(const std::string& name, const Control& control) {
  LoadedModel loaded = from_files(name, read_gguf_model(name), control);
  loaded.kind = SourceKind::gguf;
  loaded.folder = name;
  return loaded;
}

}  // namespace

LoadedModel load_semilla(const Control& control) {
  if (semilla_files().empty()) fail("workflow.no_semilla");
  models::ModelFiles files;
  files.config = parse_json(semilla_file("config.json"), "semilla/config.json");
  auto weights = semilla_file("model.safetensors");
  files.checkpoint = read_safetensors(std::as_bytes(std::span(weights)), nullptr, "semilla/model.safetensors");
  files.place = "semilla";
  models::SideFiles::visit(files.side, [](std::string_view name, std::string& text) {
    for (const EmbeddedFile& file : semilla_files()) {
      if (file.name == name) text = file.bytes;
    }
  });
  LoadedModel loaded = from_files("semilla", files, control);
  loaded.kind = SourceKind::semilla;
  return loaded;
}

LoadedModel load_folder(const std::string& name, const Control& control) {
  const models::ModelFiles files = models::read_model_folder(name);
  LoadedModel loaded = from_files(name, files, control);
  loaded.head = models::load_classification_head(files, loaded.model->shape().channels);
  loaded.folder = name;
  return loaded;
}

namespace {

// Something that looks like a name on the Hugging Face hub: owner/name, with no such folder here.
bool looks_like_hub_name(const std::string& name) {
  return std::ranges::count(name, '/') == 1 && !name.starts_with('.') && !name.starts_with('/');
}

// A run folder that lost its run.json; its parts are not to be taken for a model of another kind.
bool is_run_without_manifest(const fs::path& folder) {
  std::error_code error;
  return !fs::exists(folder / "config.json", error) &&
         (fs::is_directory(folder / kAdapterFolder, error) || fs::is_directory(folder / kModelFolder, error));
}

[[noreturn]] void fail_not_found(const std::string& name) {
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

SourceKind find_source(const std::string& name) {
  if (name == "semilla" && !fs::exists("semilla/config.json")) return SourceKind::semilla;
  if (!fs::exists(name)) fail_not_found(name);
  if (is_run_folder(name)) return SourceKind::run;
  if (!fs::is_regular_file(name)) return SourceKind::folder;
  return is_gguf_name(name) ? SourceKind::gguf : SourceKind::file;
}

LoadedModel load_model_source(const std::string& name, const Control& control) {
  const StopScope scope(control.cancel);
  switch (find_source(name)) {
    case SourceKind::semilla:
      return load_semilla(control);
    case SourceKind::run:
      return load_run(name, control);
    case SourceKind::gguf:
      return load_gguf(name, control);
    case SourceKind::file:  // a weights file named by itself: why it cannot be used is the folder's to say
      return load_folder(fs::path(name).has_parent_path() ? fs::path(name).parent_path().string() : ".", control);
    case SourceKind::folder:
      break;
  }
  if (is_run_without_manifest(name)) fail("workflow.not_a_run", {{"folder", name}});
  return load_folder(name, control);
}

tokenizer::Tokenizer load_tokenizer_source(const std::string& name) {
  switch (find_source(name)) {
    case SourceKind::semilla:
      return tokenizer::Tokenizer::from_json(semilla_file("tokenizer.json"), "semilla/tokenizer.json");
    case SourceKind::run:
      return load_run_tokenizer(name);
    case SourceKind::gguf:
      return tokenizer::tokenizer_from_gguf(read_gguf(name, GgufRead::metadata));
    case SourceKind::file:
      return tokenizer::Tokenizer::load(name);
    case SourceKind::folder:
      break;
  }
  const fs::path file = fs::path(name) / "tokenizer.json";
  if (!fs::exists(file)) fail("workflow.missing_tokenizer", {{"folder", name}});
  return tokenizer::Tokenizer::load(file);
}

}  // namespace afina::workflow
