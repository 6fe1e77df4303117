#include "afina/workflow/load_run.h"

#include "afina/base/error.h"
#include "afina/data/instruction.h"
#include "afina/io/checksum.h"
#include "afina/io/gguf.h"
#include "afina/models/quantise.h"
#include "afina/models/side_files.h"
#include "afina/workflow/fingerprint.h"
#include "afina/workflow/gguf_model.h"
#include "afina/workflow/run_folder.h"

namespace afina::workflow {

namespace fs = std::filesystem;

namespace {

constexpr const char* kWeights = "model.safetensors";
constexpr const char* kIndex = "model.safetensors.index.json";

FileChecksums checksums_of_semilla() {
  FileChecksums all;
  for (const EmbeddedFile& file : semilla_files()) all[std::string(file.name)] = checksum_of(file.bytes);
  return all;
}

FileChecksums checksums_of_folder(const fs::path& folder, const Control& control) {
  FileChecksums all;
  auto add = [&](const std::string& name) {
    std::error_code error;
    if (fs::exists(folder / name, error)) all[name] = checksum_of_file(folder / name, control.cancel);
  };
  // All that decides what a model computes and how it is asked.
  add("config.json");
  for (const char* name : models::side_file_names()) add(name);
  add(kWeights);
  if (all.contains(kWeights)) return all;
  add(kIndex);
  std::error_code error;
  for (fs::directory_iterator entry(folder, error), end; !error && entry != end; entry.increment(error)) {
    if (entry->path().extension() == ".safetensors") add(entry->path().filename().string());
  }
  return all;
}

FileChecksums checksums_of_gguf(const fs::path& file, const Control& control) {
  FileChecksums all;
  for (const fs::path& part : gguf_parts(file)) {
    all[part.filename().string()] = checksum_of_file(part, control.cancel);
  }
  return all;
}

// The first file that differs, one that is missing on either side included; empty where all are the same.
std::string difference(const FileChecksums& was, const FileChecksums& is) {
  for (const auto& [name, checksum] : was) {
    auto found = is.find(name);
    if (found == is.end() || found->second != checksum) return name;
  }
  for (const auto& [name, checksum] : is) {
    if (!was.contains(name)) return name;
  }
  return {};
}

[[noreturn]] void fail_changed(const std::string& model, const fs::path& file) {
  fail("workflow.model_changed", {{"model", model}, {"file", file.string()}});
}

// The folder whose files a model is; a GGUF's own file.
fs::path model_place(const std::string& model) {
  std::error_code error;
  const bool weights = fs::is_regular_file(model, error) && !is_gguf_name(model);
  return weights ? fs::path(model).parent_path() : fs::path(model);
}

FileChecksums checksums_at(const fs::path& place, const Control& control) {
  return is_gguf_name(place.string()) ? checksums_of_gguf(place, control) : checksums_of_folder(place, control);
}

// Labels are said in the manifest and beside the weights: a head read with others would answer wrongly.
void check_head(const LoadedModel& loaded, const RunManifest& manifest, const fs::path& file) {
  const bool same = loaded.head ? loaded.head->labels == manifest.labels : manifest.labels.empty();
  if (!same) fail("workflow.run_changed", {{"path", file.string()}});
}

LoadedModel load_whole(const fs::path& folder, const RunManifest& manifest, const Control& control) {
  const fs::path model = folder / kModelFolder;
  LoadedModel loaded;
  try {
    loaded = load_folder(model.string(), control);
  } catch (const Error& error) {
    // Advice about a model's head is for models that are downloaded; this one only tuning again can make.
    if (error.code() != "models.missing_tensor" && error.code() != "models.bad_config") throw;
    fail("workflow.damaged_run", {{"detail", error.message()}});
  }
  check_head(loaded, manifest, model / "config.json");
  return loaded;
}

LoadedModel load_adapted(const fs::path& folder, const RunManifest& manifest, const Control& control) {
  LoadedModel loaded = load_base(manifest, control);
  models::Adapter adapter = models::load_adapter(*loaded.model, folder / kAdapterFolder);
  loaded.head = std::move(adapter.head);
  check_head(loaded, manifest, folder / kAdapterFolder / "classifier_config.json");
  return loaded;
}

}  // namespace

FileChecksums base_checksums(const LoadedModel& loaded) {
  return loaded.kind == SourceKind::semilla ? checksums_of_semilla() : checksums_at(loaded.folder, {});
}

LoadedModel load_base(const RunManifest& manifest, const Control& control) {
  const std::string& model = manifest.model;
  const bool semilla = model == "semilla";  // a folder of that name beside the person is another model
  const fs::path place = model_place(model);
  // A run is never tuned from a run: one that says so may name itself.
  if (!semilla && is_run_folder(place)) fail("workflow.base_is_run", {{"model", model}});
  if (!manifest.base.empty() && (semilla || fs::exists(place))) {
    const FileChecksums now = semilla ? checksums_of_semilla() : checksums_at(place, control);
    if (std::string name = difference(manifest.base, now); !name.empty()) {
      const fs::path folder = is_gguf_name(model) ? place.parent_path() : place;
      fail_changed(model, semilla ? fs::path(name) : folder / name);
    }
  }
  LoadedModel loaded = semilla ? load_semilla(control) : load_model_source(model, control);
  if (manifest.base.empty() && fingerprint(*loaded.model) != manifest.model_fingerprint) fail_changed(model, kWeights);
  quantise_base(loaded, manifest.options);
  return loaded;
}

std::string instruction_of(const RunManifest& manifest) {
  const std::string& asked = manifest.options.instruction;
  return asked.empty() ? data::default_instruction(manifest.roles.task.value_or(data::Task::continuation), Lang::es)
                       : asked;
}

void quantise_base(LoadedModel& loaded, const tuning::TuneOptions& options) {
  if (options.quantize == "none") return;
  models::quantise(*loaded.model, options.quantize == "q4_k" ? DType::q4_k : DType::q8_0);
}

LoadedModel load_run(const std::string& name, const Control& control) {
  const fs::path folder = name;
  const RunManifest manifest = open_finished_run(folder, control);
  LoadedModel loaded = manifest.options.method == "full" ? load_whole(folder, manifest, control)
                                                         : load_adapted(folder, manifest, control);
  loaded.name = name;
  loaded.kind = SourceKind::run;
  loaded.folder = folder;
  loaded.task = manifest.roles.task;
  loaded.encoder.max_length = manifest.encoder_max_length;
  loaded.encoder.form.instruction = instruction_of(manifest);
  return loaded;
}

tokenizer::Tokenizer load_run_tokenizer(const fs::path& folder) {
  const RunManifest manifest = open_finished_run(folder);
  const fs::path file = folder / "tokenizer.json";
  std::error_code error;
  if (fs::exists(file, error)) return tokenizer::Tokenizer::load(file);
  return load_tokenizer_source(manifest.model);  // a run that travels without its copy
}

}  // namespace afina::workflow
