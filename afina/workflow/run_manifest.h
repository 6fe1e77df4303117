// run.json: what a run was made of and by, and what it left.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "afina/base/json.h"
#include "afina/data/dataset.h"
#include "afina/tuning/options.h"

namespace afina::workflow {

// Checksums (io/checksum.h) of files, by their names in a folder: "adapter/adapter_model.safetensors".
using FileChecksums = std::map<std::string, std::string>;

struct RunManifest {
  std::string afina_version;
  std::string created;                  // ISO 8601, UTC
  std::string model;                    // "semilla", or a folder as an absolute path
  std::string model_fingerprint;        // xxh64 of its weights
  FileChecksums base;                   // of its files; empty in runs of earlier versions
  std::filesystem::path data;           // absolute, or a name for data that come with afina
  std::filesystem::path data_from_run;  // the same from the run's folder, for both are moved together
  std::string data_fingerprint;         // xxh64 of the file's bytes (or of a folder's files in order)
  data::RoleRequest roles;              // as resolved
  tuning::TuneOptions options;          // as resolved
  double validation = 0.1, test = 0.2;
  std::vector<std::string> labels;
  std::string instruction_set;  // "AVX-512", ...
  int64_t encoder_max_length = 256;
  std::string status;   // "running", "interrupted", "done"
  Json result;          // steps, seconds, losses
  FileChecksums files;  // what a finished run left; empty in runs of earlier versions

  bool done() const { return status == "done"; }
  // Of what makes the run the one it is: all but how far it has come. Ties its checkpoints to it.
  std::string identity() const;
};

// The text of run.json, which ends with a checksum of all the rest.
std::string manifest_to_text(const RunManifest& manifest);
// Every value within the limits of what a run may be. `place` names the file in errors: workflow.run_changed (path)
// where the checksum says so, workflow.bad_run_field (path, field, detail), base.json_syntax.
RunManifest manifest_from_text(std::string_view text, const std::string& place);

}  // namespace afina::workflow
