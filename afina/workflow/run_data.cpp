#include "afina/workflow/run_data.h"

#include <stdlib.h>

#include <vector>

#include "afina/base/error.h"
#include "afina/base/stop.h"
#include "afina/io/atomic_file.h"
#include "afina/workflow/fingerprint.h"

namespace afina::workflow {

namespace fs = std::filesystem;

namespace {

PreparedData prepared(const RunManifest& m, const fs::path& path) {
  return prepare_data({path, m.roles, m.validation, m.test, m.options.seed});
}

std::vector<fs::path> places(const RunManifest& m, const fs::path& folder) {
  std::vector<fs::path> all;
  if (m.data.is_absolute()) all.push_back(m.data);
  if (!m.data_from_run.empty()) all.push_back(folder / m.data_from_run);
  if (m.data.is_relative()) all.push_back(folder / m.data);
  all.push_back(folder / m.data.filename());
  all.push_back(fs::absolute(folder).lexically_normal().parent_path() / m.data.filename());
  return all;
}

bool is_it(const fs::path& path, const std::string& wanted) {
  std::error_code unknown;
  const fs::file_status status = fs::status(path, unknown);
  if (!fs::is_regular_file(status) && !fs::is_directory(status)) return false;
  try {
    return fingerprint(path) == wanted;
  } catch (const Error& error) {
    if (is_cancelled(error)) throw;
    return false;  // unreadable here; another place may do
  }
}

// A folder of its own for one file, as long as it is read.
class PassingCopy {
 public:
  explicit PassingCopy(const EmbeddedFile& file) {
    std::string name = (fs::temp_directory_path() / "afina-XXXXXX").string();
    if (!::mkdtemp(name.data())) fail("io.cannot_write", {{"path", name}, {"reason", text("io.reason_permission")}});
    folder_ = name;
    write_file_atomically(path_ = folder_ / file.name, file.bytes);
  }
  ~PassingCopy() {
    std::error_code ignored;
    fs::remove_all(folder_, ignored);
  }
  PassingCopy(const PassingCopy&) = delete;
  PassingCopy& operator=(const PassingCopy&) = delete;
  const fs::path& path() const { return path_; }

 private:
  fs::path folder_, path_;
};

}  // namespace

PreparedData data_of_run(const RunManifest& manifest, const fs::path& folder) {
  for (const fs::path& path : places(manifest, folder)) {
    if (is_it(path, manifest.data_fingerprint)) return prepared(manifest, path);
  }
  for (const EmbeddedFile& file : demo_files()) {
    if (fingerprint_bytes(file.bytes) == manifest.data_fingerprint) return prepared(manifest, PassingCopy(file).path());
  }
  fail("workflow.data_changed", {{"path", manifest.data.string()}});
}

}  // namespace afina::workflow
