#include "afina/workflow/run_folder.h"

#include "afina/base/error.h"
#include "afina/base/options_json.h"
#include "afina/io/atomic_file.h"
#include "afina/io/mapped_file.h"

namespace afina::workflow {

namespace fs = std::filesystem;

namespace {

Json to_json(const RunManifest& m) {
  return {{"afina_version", m.afina_version},
          {"created", m.created},
          {"model", m.model},
          {"model_fingerprint", m.model_fingerprint},
          {"data", m.data.string()},
          {"data_fingerprint", m.data_fingerprint},
          {"task", m.roles.task ? std::string(data::task_name(*m.roles.task)) : ""},
          {"input", m.roles.input},
          {"target", m.roles.target},
          {"options", options_to_json(m.options)},
          {"validation", m.validation},
          {"test", m.test},
          {"labels", m.labels},
          {"instruction_set", m.instruction_set},
          {"max_length", m.encoder_max_length},
          {"status", m.status},
          {"result", m.result}};
}

RunManifest from_json(const Json& j, const std::string& place) {
  RunManifest m;
  m.afina_version = j.at("afina_version");
  m.created = j.at("created");
  m.model = j.at("model");
  m.model_fingerprint = j.at("model_fingerprint");
  m.data = j.at("data").get<std::string>();
  m.data_fingerprint = j.at("data_fingerprint");
  m.roles.task = data::task_from_name(j.at("task").get<std::string>());
  m.roles.input = j.at("input");
  m.roles.target = j.at("target");
  options_from_json(m.options, j.at("options"), place);
  m.validation = j.at("validation");
  m.test = j.at("test");
  m.labels = j.at("labels").get<std::vector<std::string>>();
  m.instruction_set = j.at("instruction_set");
  m.encoder_max_length = j.at("max_length");
  m.status = j.at("status");
  m.result = j.at("result");
  return m;
}

fs::path manifest_file(const fs::path& folder) { return folder / "run.json"; }

}  // namespace

void save_manifest(const RunManifest& manifest, const fs::path& folder) {
  write_file_atomically(manifest_file(folder), dump_json_pretty(to_json(manifest)));
}

RunManifest load_manifest(const fs::path& folder) {
  fs::path file = manifest_file(folder);
  if (!fs::exists(file)) fail("workflow.not_a_run", {{"folder", folder.string()}});
  Json json = parse_json(read_file(file), file.string());
  try {
    return from_json(json, file.string());
  } catch (const Json::exception&) {
    fail("workflow.damaged_run", {{"path", file.string()}});
  }
}

bool is_run_folder(const fs::path& folder) { return fs::exists(manifest_file(folder)); }

}  // namespace afina::workflow
