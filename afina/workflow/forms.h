// The course's answers: what a person hands in or erases, what a teacher joins and reads.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "afina/base/json.h"
#include "afina/base/observer.h"

namespace afina::workflow {

using Paths = std::vector<std::filesystem::path>;

struct FormsReport {
  Json figures;      // survey/report_json.h, with "files", "ignored", "skipped" and "repeated"
  std::string text;  // a screenful
};
// `sources` are hand-in files, merged files, or folders of them; none means this machine's own store. The page
// is written to `page` unless that is empty. Files that cannot be read, and people who are in several, are told through
// control.message. Errors: those of survey::merge; survey.no_consent where there is no own store; io.cannot_write.
FormsReport report_forms(const Paths& sources, const std::filesystem::path& page, const Control& control);

// Joins the sources into one hand-in file: {"people", "files", "ignored", "out", "skipped": [{"path", "code",
// "message"}], "repeated": [{"code", "files"}]}.
Json merge_forms(const Paths& sources, const std::filesystem::path& out, const Control& control);

// {"file", "code"}. An empty store means this machine's own, an empty `out` a name made of the code.
Json export_forms(const std::filesystem::path& store, const std::filesystem::path& out);

// {"erased": whether there was anything, "path"}.
Json erase_forms(const std::filesystem::path& store);

}  // namespace afina::workflow
