// Files that a person hands in and a teacher joins. One JSON format for both, with as many learners as it holds:
//
//   {"format": "afina-course", "schema": 1, "learners": [{"code": "KXR4-7TPM", "consent_at": 1761000000,
//     "generated": false,
//     "answers": [{"notebook", "instrument", "item", "value", "first_at", "at"}],
//     "events": [{"id", "notebook", "place", "kind", "detail", "at"}]}]}
//
// Times are UTC seconds. There is no name, address or machine in it. Limits and strictness: hand_in_reader.h.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "afina/base/error.h"
#include "afina/survey/learner.h"
#include "afina/survey/private_file.h"
#include "afina/survey/store.h"

namespace afina::survey {

// Writes what the store holds, readable by its owner alone. An empty `out` is "afina-CODE.json" in the current folder.
// Returns where it was written. Errors: survey.no_consent, survey.class_too_large, io.cannot_write, io.disk_full.
std::filesystem::path export_file(const Store& store, std::filesystem::path out = {});

// A hand-in file or a merged one. A store is refused: survey.store_handed_in. Other errors: those of
// read_ordinary_file and read_hand_in.
std::vector<Learner> read_learners(const std::filesystem::path& file, SymbolicLinks links = SymbolicLinks::follow);

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
  size_t files = 0;    // read
  size_t ignored = 0;  // other files in the folders: neither .json nor .sqlite
};
// Files, and folders whose .json files are taken; links in a folder are not followed. A file that cannot be read, a
// store (.sqlite), and one with which the class would hold more than kMostRecords, is named in `skipped` and the others
// go on. Errors: io.not_found, io.cannot_read, survey.no_files where there is none, survey.all_skipped (the first and
// why) where none could be read.
Merged merge(const std::vector<std::filesystem::path>& sources);
// The merged file. Errors as export_file.
void write_learners(const std::vector<Learner>& learners, const std::filesystem::path& out);

}  // namespace afina::survey
