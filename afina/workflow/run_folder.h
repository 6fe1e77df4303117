// A run folder: everything needed to use, resume, evaluate and audit a tuning run.
//   run.json            manifest: versions, options as resolved, seed, task, roles, data fingerprint, split,
//                       base model name and hash, results, instruction set, hashes of the files below
//   adapter/            PEFT adapter (method lora), or model/ (method full): a Hugging Face folder
//   tokenizer.json ...  copies of the base model's tokenizer files
//   curve.jsonl         one line an evaluation of the validation part
//   evaluation.json     the last evaluation's report
//   checkpoint.*        only while unfinished
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "afina/base/json.h"
#include "afina/data/dataset.h"
#include "afina/tuning/options.h"

namespace afina::workflow {

struct RunManifest {
  std::string afina_version;
  std::string created;            // ISO 8601, UTC
  std::string model;              // as the person named it
  std::string model_fingerprint;  // xxh64 of its weights
  std::filesystem::path data;     // absolute
  std::string data_fingerprint;   // xxh64 of the file's bytes (or of a folder's files in order)
  data::RoleRequest roles;        // as resolved
  tuning::TuneOptions options;    // as resolved
  double validation = 0.1, test = 0.2;
  std::vector<std::string> labels;
  std::string instruction_set;  // "AVX-512", ...
  int64_t encoder_max_length = 256;
  std::string status;  // "running", "interrupted", "done"
  Json result;         // steps, seconds, losses
};

void save_manifest(const RunManifest& manifest, const std::filesystem::path& folder);
// Errors: workflow.not_a_run (folder), workflow.damaged_run.
RunManifest load_manifest(const std::filesystem::path& folder);
bool is_run_folder(const std::filesystem::path& folder);

}  // namespace afina::workflow
