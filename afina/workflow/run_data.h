// The data a run was made with, wherever they lie by now.
#pragma once

#include <filesystem>

#include "afina/workflow/workflow.h"

namespace afina::workflow {

// The run's own parts, as they were when it was tuned. The data are looked for where the run recorded them, from the
// run's folder (both are often moved together), in it, beside it, and among those that come with afina; the fingerprint
// decides, never the name. Errors: workflow.data_changed (path).
PreparedData data_of_run(const RunManifest& manifest, const std::filesystem::path& folder);

}  // namespace afina::workflow
