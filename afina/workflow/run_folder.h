// A run folder: everything needed to use, resume, evaluate and audit a tuning run.
//   run.json            manifest (run_manifest.h), written before training begins and last of all at its end
//   adapter/            PEFT adapter (method lora), or model/ (method full): a Hugging Face folder
//   tokenizer.json ...  copies of the base model's tokenizer files
//   curve.jsonl         one line an evaluation of the validation part
//   evaluation.json     the last evaluation's report
//   checkpoint.*, best* only while unfinished
//   .afina-lock         only while a command writes here, and after it was killed
// One command at a time writes in it. A finished run never changes again, but for evaluation.json, so that reading it
// needs no lock.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "afina/base/observer.h"
#include "afina/io/file_lock.h"
#include "afina/workflow/run_manifest.h"

namespace afina::workflow {

inline constexpr std::string_view kAdapterFolder = "adapter", kModelFolder = "model";

class RunFolder {
 public:
  // A new run in a folder that is missing or empty; `command` names who holds it. Errors: workflow.run_exists,
  // workflow.run_pending (out), workflow.run_busy (folder, command, process, time), io.cannot_write.
  static RunFolder create(const std::filesystem::path& out, std::string_view command);
  // The same refusals without making anything, for before the long work.
  static void check_free(const std::filesystem::path& out);
  // An unfinished run, to go on with. Errors: workflow.nothing_to_resume, workflow.run_busy; those of load_manifest.
  static RunFolder reopen(const std::filesystem::path& folder, std::string_view command, RunManifest& manifest);

  const std::filesystem::path& path() const noexcept { return path_; }
  // An empty folder of that name, in place of whatever was there.
  std::filesystem::path fresh_subfolder(std::string_view name) const;
  void save(const RunManifest& manifest) const;
  // Adds the checksums of what the run left and marks it done; nothing is written after.
  void finish(RunManifest& manifest) const;
  // Removes what a run left that came to nothing; the folder too, where it was made for it.
  void abandon();

 private:
  RunFolder(std::filesystem::path path, FileLock lock, bool made)
      : path_(std::move(path)), lock_(std::move(lock)), made_(made) {}

  std::filesystem::path path_;
  std::optional<FileLock> lock_;
  bool made_ = false;
};

bool is_run_folder(const std::filesystem::path& folder);
// Errors: workflow.not_a_run (folder), workflow.run_changed (path), workflow.bad_run_field (path, field, detail).
RunManifest load_manifest(const std::filesystem::path& folder);
// A finished run whose files are as it left them. Errors: those of load_manifest; workflow.run_unfinished (folder),
// workflow.run_busy, workflow.run_changed (path), base.cancelled.
RunManifest open_finished_run(const std::filesystem::path& folder, const Control& control = {});
// Removes what killed commands left in a finished run, where that can be done.
void tidy_finished_run(const std::filesystem::path& folder);

}  // namespace afina::workflow
