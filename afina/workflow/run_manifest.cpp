#include "afina/workflow/run_manifest.h"

#include <algorithm>
#include <limits>
#include <set>

#include "afina/base/error.h"
#include "afina/base/options_json.h"
#include "afina/io/checksum.h"
#include "afina/models/config_reader.h"
#include "afina/tuning/trainer.h"

namespace afina::workflow {

namespace {

constexpr const char* kChecksum = "checksum";
constexpr size_t kMostFiles = 10'000;

Json to_json(const RunManifest& m) {
  return {{"afina_version", m.afina_version},
          {"created", m.created},
          {"model", m.model},
          {"model_fingerprint", m.model_fingerprint},
          {"base", m.base},
          {"data", m.data.string()},
          {"data_from_run", m.data_from_run.string()},
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
          {"result", m.result},
          {"files", m.files}};
}

class Reader {
 public:
  Reader(const Json& json, std::string place) : json_(json), place_(std::move(place)), numbers_(json, place_) {}

  RunManifest read() const {
    RunManifest m;
    m.afina_version = word("afina_version");
    m.created = word("created");
    m.model = named("model");
    m.model_fingerprint = named("model_fingerprint");
    m.base = checksums("base");
    m.data = named("data");
    m.data_from_run = numbers_.word("data_from_run", "");
    m.data_fingerprint = named("data_fingerprint");
    m.roles.task = data::task_from_name(named("task"));
    if (!m.roles.task) bad("task", word("task"));
    m.roles.input = word("input");
    m.roles.target = word("target");
    read_options(m.options);
    m.validation = numbers_.number("validation", std::nullopt, 0, 0.9);
    m.test = numbers_.number("test", std::nullopt, 0, 0.9);
    m.labels = labels(*m.roles.task);
    m.instruction_set = word("instruction_set");
    m.encoder_max_length = numbers_.count("max_length", std::nullopt, kMostLength);
    m.status = named("status");
    if (m.status != "running" && m.status != "interrupted" && !m.done()) bad("status", m.status);
    m.result = result();
    m.files = checksums("files");
    return m;
  }

 private:
  static constexpr int64_t kMostLength = 1 << 20;  // as of the option max-length

  [[noreturn]] void bad(std::string_view field, std::string_view detail) const {
    fail("workflow.bad_run_field", {{"path", place_}, {"field", std::string(field)}, {"detail", std::string(detail)}});
  }

  const Json* find(const char* key) const {
    auto found = json_.find(key);
    return found == json_.end() || found->is_null() ? nullptr : &*found;
  }

  std::string word(const char* key) const {
    if (!find(key)) bad(key, "—");
    return numbers_.word(key, "");
  }

  std::string named(const char* key) const {
    std::string value = word(key);
    if (value.empty() || value.find('\0') != std::string::npos) bad(key, dump_json(value));
    return value;
  }

  FileChecksums checksums(const char* key) const {
    FileChecksums all;
    const Json* found = find(key);
    if (!found) return all;
    if (!found->is_object() || found->size() > kMostFiles) bad(key, "{ … }");
    for (const auto& [name, value] : found->items()) {
      if (!value.is_string() || name.find('\0') != std::string::npos) bad(key, name);
      all[name] = value.get<std::string>();
    }
    return all;
  }

  std::vector<std::string> labels(data::Task task) const {
    const Json* found = find("labels");
    if (!found || !found->is_array()) bad("labels", "[ … ]");
    std::set<std::string> seen;
    std::vector<std::string> all;
    for (const Json& label : *found) {
      if (!label.is_string() || label.get_ref<const std::string&>().empty()) bad("labels", dump_json(label));
      if (!seen.insert(label.get<std::string>()).second) bad("labels", label.get<std::string>());
      all.push_back(label.get<std::string>());
    }
    if ((task == data::Task::classify) != (all.size() >= 2)) bad("labels", std::to_string(all.size()));
    return all;
  }

  // As strict as the command line: the type, the declared range, and nothing that tuning would still have to choose.
  void read_options(tuning::TuneOptions& options) const {
    const Json* found = find("options");
    if (!found || !found->is_object()) bad("options", "{ … }");
    try {
      // Of runs that do not say: they are older than the choice.
      options.precision = "f32";
      options.replay = 0;
      options.interpolation = 1;
      options_from_json(options, *found, place_);
      tuning::check_resolved(options);
    } catch (const Error& error) {
      bad("options", error.message());
    }
  }

  // Null until there is one. Python's package reads these.
  Json result() const {
    const Json* found = find("result");
    if (!found) return {};
    if (!found->is_object()) bad("result", dump_json(*found));
    for (const auto& [key, value] : found->items()) {
      if (!value.is_number() && !value.is_boolean() && !value.is_null()) bad("result." + key, dump_json(value));
    }
    return *found;
  }

  const Json& json_;
  std::string place_;
  models::ConfigReader numbers_;
};

}  // namespace

std::string RunManifest::identity() const {
  Json json = to_json(*this);
  for (const char* progress : {"status", "result", "files"}) json.erase(progress);
  return checksum_of(dump_json(json));
}

std::string manifest_to_text(const RunManifest& manifest) {
  Json json = to_json(manifest);
  json[kChecksum] = checksum_of(dump_json(json));
  return dump_json_pretty(json);
}

RunManifest manifest_from_text(std::string_view text, const std::string& place) {
  Json json = parse_json(text, place);
  if (json.is_object() && json.contains(kChecksum)) {  // runs of earlier versions have none
    const Json told = json[kChecksum];
    json.erase(kChecksum);
    if (told != checksum_of(dump_json(json))) fail("workflow.run_changed", {{"path", place}});
  }
  return Reader(json, place).read();
}

}  // namespace afina::workflow
