// MODEL, wherever a person names one: a folder, a .gguf, a run folder, `semilla`, later a hub name. The one resolver
// that every command shares.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "afina/base/embedded.h"
#include "afina/base/thread_pool.h"
#include "afina/data/encode.h"
#include "afina/models/adapter.h"
#include "afina/models/model_files.h"
#include "afina/tokenizer/tokenizer.h"
#include "afina/workflow/run_manifest.h"

namespace afina::workflow {

enum class SourceKind { folder, gguf, run, semilla, file };  // file: any other, such as a model.safetensors

// What a person's name stands for. A folder "semilla" that holds a model goes before the embedded one. Errors:
// workflow.model_not_found (what was looked for, what can be named), workflow.hub_not_available (with a hint).
SourceKind find_source(const std::string& name);

struct LoadedModel {
  std::string name;  // as the person gave it
  SourceKind kind = SourceKind::folder;
  std::filesystem::path folder;                    // a GGUF's file; empty for semilla
  std::unique_ptr<models::CausalLM> model;         // adapter attached or merged weights loaded for a run
  std::optional<models::ClassificationHead> head;  // a run that classifies
  tokenizer::Tokenizer tokenizer;
  models::SideFiles side;            // as they were read, but for tokenizer.json, which `tokenizer` has
  data::EncoderOptions encoder;      // template, bos, eos, context-bounded max_length
  std::optional<int32_t> beginning;  // the token that config.json begins texts with
  std::optional<data::Task> task;    // a run's
};

// The member of a config.json in which a model that was tuned whole keeps what it is asked: {"instruction": ...}.
inline constexpr const char* kOwnSettings = "afina";

// Every file of a run and of its base model is compared with what the run recorded, on each load. `control` cancels.
// Errors: those of find_source, workflow.missing_tokenizer (folder), those of read_gguf_model, jinja.*,
// io.pickle_refused, those of open_finished_run and load_base, workflow.run_changed (path), models.not_finite_weight
// (tensor), base.cancelled ...
LoadedModel load_model_source(const std::string& name, const Control& control = {});

// Only the tokenizer of MODEL, or a tokenizer.json.
tokenizer::Tokenizer load_tokenizer_source(const std::string& name);

// The model a run was tuned from. Errors: workflow.model_changed (model, file), workflow.base_is_run (model).
LoadedModel load_base(const RunManifest& manifest, const Control& control = {});
// What is recorded of a model that a run starts from: checksums of its files, by name.
FileChecksums base_checksums(const LoadedModel& loaded);

// semilla's files ("model.safetensors", "config.json", ...), embedded in the program. Empty where the program was
// built without the weights.
std::span<const EmbeddedFile> semilla_files();
// The demo data, by file name ("quejas.csv").
std::span<const EmbeddedFile> demo_files();
// Passages of general text, "es.txt" and "en.txt": written for the project, about everyday things, in none of its other
// data.
std::span<const EmbeddedFile> general_files();
// The course as a person gets it: "es/00_bienvenida.ipynb", "en/pages/00.md".
std::span<const EmbeddedFile> course_files();

}  // namespace afina::workflow
