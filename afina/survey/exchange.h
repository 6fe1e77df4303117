// Files that a person hands in and a teacher joins. One JSON format for both, with as many learners as it holds:
//
//   {"format": "afina-course", "schema": 1, "learners": [{"code": "KXR4-7TPM", "consent_at": 1761000000,
//     "generated": false,
//     "answers": [{"notebook", "instrument", "item", "value", "first_at", "at"}],
//     "events": [{"id", "notebook", "place", "kind", "detail", "at"}]}]}
//
// Times are UTC seconds. There is no name, address or machine in it.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "afina/base/error.h"
#include "afina/survey/learner.h"
#include "afina/survey/store.h"

namespace afina::survey {

// Writes what the store holds, readable by its owner alone. An empty `out` is "afina-CODE.json" in the current folder.
// Returns where it was written. Errors: survey.no_consent, io.cannot_write, io.disk_full.
std::filesystem::path export_file(const Store& store, std::filesystem::path out = {});

// A hand-in file, a merged file or a store. Errors: io.not_found, base.json_syntax, survey.not_a_course_file (place),
// survey.bad_field (place, field), survey.newer_file, survey.file_too_large, those of Store.
std::vector<Learner> read_learners(const std::filesystem::path& file);

struct SkippedFile {
  std::filesystem::path path;
  Error error;
};
// Somebody who is in more than one file: for each item the newest answer was kept, and every event once.
struct RepeatedLearner {
  std::string code;
  std::vector<std::filesystem::path> files;
};
struct Merged {
  std::vector<Learner> learners;  // by code
  std::vector<SkippedFile> skipped;
  std::vector<RepeatedLearner> repeated;
  size_t files = 0;  // read
};
// Files, and folders whose .json and .sqlite files are taken. A file that cannot be read is named in `skipped` and the
// others go on. Errors: io.not_found, survey.no_files where there is none, survey.all_skipped (the first and why) where
// none could be read.
Merged merge(const std::vector<std::filesystem::path>& sources);
// The merged file. Errors as export_file.
void write_learners(const std::vector<Learner>& learners, const std::filesystem::path& out);

}  // namespace afina::survey
