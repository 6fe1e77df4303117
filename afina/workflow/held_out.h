// The rows a run is judged on: its own test part, or other data without what it was tuned on.
#pragma once

#include <string>
#include <vector>

#include "afina/workflow/workflow.h"

namespace afina::workflow {

struct HeldOutData {
  data::Dataset dataset;           // training and validation rows of the run, and the rows to be judged on
  data::Split split;               // test: the rows to be judged on
  std::vector<std::string> notes;  // what was left out, for the person
};

// Rows of other data that are not (nearly) one of the run's training or validation rows and whose label it knows,
// beside the run's own training and validation rows. Columns named as the run's are taken for its roles unless
// `roles` says otherwise. Errors: workflow.eval_nothing_new (path, twins, unknown).
HeldOutData other_data(const RunManifest& manifest, const PreparedData& own, const std::filesystem::path& path,
                       const data::RoleRequest& roles);

}  // namespace afina::workflow
