// MODEL, wherever a person names one: a folder, a run folder, `semilla`, later a hub name or a .gguf. The one
// resolver that every command shares.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "afina/base/embedded.h"
#include "afina/base/thread_pool.h"
#include "afina/data/encode.h"
#include "afina/models/adapter.h"
#include "afina/models/causal_lm.h"
#include "afina/tokenizer/tokenizer.h"

namespace afina::workflow {

enum class SourceKind { folder, run, semilla };

struct LoadedModel {
  std::string name;  // as the person gave it
  SourceKind kind = SourceKind::folder;
  std::filesystem::path folder;                    // empty for semilla
  std::unique_ptr<models::CausalLM> model;         // adapter attached or merged weights loaded for a run
  std::optional<models::ClassificationHead> head;  // a run that classifies
  tokenizer::Tokenizer tokenizer;
  std::string tokenizer_config;      // tokenizer_config.json as read, may be empty
  std::string generation_config;     // generation_config.json as read, may be empty
  data::EncoderOptions encoder;      // format, bos, eos, context-bounded max_length
  std::optional<int32_t> beginning;  // the token that config.json begins texts with
  std::vector<int32_t> stop_ids;     // generation_config's eos_token_id list and the format's
  std::optional<data::Task> task;    // a run's
};

// Errors: workflow.model_not_found (what was looked for, what can be named), workflow.missing_tokenizer (folder),
// workflow.hub_not_available and workflow.gguf_not_available (later parts, with a hint), io.pickle_refused ...
LoadedModel load_model_source(const std::string& name);

// Only the tokenizer of MODEL, or a tokenizer.json.
tokenizer::Tokenizer load_tokenizer_source(const std::string& name);

// semilla's files ("model.safetensors", "config.json", ...), embedded in the program. Empty where the program was
// built without the weights.
std::span<const EmbeddedFile> semilla_files();
// The demo data, by file name ("quejas.csv").
std::span<const EmbeddedFile> demo_files();
// The course as a person gets it: "es/00_bienvenida.ipynb", "en/pages/00.md".
std::span<const EmbeddedFile> course_files();

}  // namespace afina::workflow
