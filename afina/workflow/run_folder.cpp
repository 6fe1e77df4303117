#include "afina/workflow/run_folder.h"

#include <fmt/chrono.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <ctime>
#include <vector>

#include "afina/base/error.h"
#include "afina/base/options_json.h"
#include "afina/io/atomic_file.h"
#include "afina/io/checksum.h"
#include "afina/io/mapped_file.h"
#include "afina/models/side_files.h"
#include "afina/tuning/checkpoint.h"

namespace afina::workflow {

namespace fs = std::filesystem;

namespace {

constexpr const char* kManifest = "run.json";
constexpr const char* kLock = ".afina-lock";
constexpr size_t kMostManifest = size_t{64} << 20;

// What a run leaves beside its manifest and its folders.
std::vector<const char*> loose_files() {
  std::vector<const char*> names = models::side_file_names();
  names.push_back("curve.jsonl");
  return names;
}

std::string holder_text(std::string_view command) {
  const std::time_t now = std::time(nullptr);
  return dump_json({{"command", command},
                    {"process", ::getpid()},
                    {"time", fmt::format("{:%H:%M}", fmt::localtime(now))},
                    {"date", fmt::format("{:%Y-%m-%d}", fmt::localtime(now))}});
}

// What a holder wrote is read as a stranger's text: anything odd is left unsaid.
[[noreturn]] void fail_busy(const fs::path& folder, const std::string& holder) {
  std::string command = "afina", process = "?", time = "?", date = "?";
  try {
    const Json told = parse_json(holder, kLock);
    for (std::string_view known : {"tune", "resume", "pretrain"}) {
      if (told.at("command") == known) command = "afina " + std::string(known);
    }
    if (told.at("process").is_number_unsigned()) process = told.at("process").dump();
    auto plain = [&](const char* key, std::string_view allowed) {
      const std::string value = told.at(key);
      return value.size() <= 10 && value.find_first_not_of(allowed) == std::string::npos ? value : "?";
    };
    time = plain("time", "0123456789:");
    date = plain("date", "0123456789-");
  } catch (const std::exception&) {
    // It was about to write.
  }
  fail("workflow.run_busy",
       {{"folder", folder.string()}, {"command", command}, {"process", process}, {"time", time}, {"date", date}});
}

FileLock take_lock(const fs::path& folder, std::string_view command) {
  auto lock = FileLock::try_take(folder / kLock, holder_text(command));
  if (!lock) fail_busy(folder, FileLock::holder_of(folder / kLock).value_or(""));
  return std::move(*lock);
}

void refuse_busy(const fs::path& folder) {
  if (auto holder = FileLock::holder_of(folder / kLock)) fail_busy(folder, *holder);
}

// What a killed command may leave before there is a run is nothing that anybody would miss.
bool is_trace(const fs::path& path) {
  const std::string name = path.filename().string();
  return name == kLock || is_leftover_name(name);
}

bool is_unfinished(const fs::path& folder) {
  try {
    return is_run_folder(folder) && !load_manifest(folder).done();
  } catch (const Error&) {
    return false;  // a damaged one is in the way like anything else
  }
}

void refuse_taken(const fs::path& out) {
  std::error_code error;
  const fs::file_status status = fs::status(out, error);
  if (!fs::exists(status)) return;
  const TextArgs place{{"out", out.string()}};
  if (!fs::is_directory(status)) fail("workflow.run_exists", place);
  if (is_unfinished(out)) fail("workflow.run_pending", place);
  for (fs::directory_iterator entry(out, error), end; !error && entry != end; entry.increment(error)) {
    if (!is_trace(entry->path())) fail("workflow.run_exists", place);
  }
  if (error) fail("workflow.run_exists", place);
}

// A name that leads out of the folder was not written by a run.
bool stays_inside(const fs::path& name) {
  return name.is_relative() && std::ranges::none_of(name, [](const fs::path& part) { return part == ".."; });
}

}  // namespace

void RunFolder::check_free(const fs::path& out) {
  if (out.empty()) fail("workflow.out_missing");
  refuse_busy(out);
  refuse_taken(out);
}

RunFolder RunFolder::create(const fs::path& out, std::string_view command) {
  check_free(out);
  std::error_code error;
  const bool made = !fs::exists(out, error);
  make_private_folders(out);
  // Links on the way to the folder are the person's; from here on none is followed.
  fs::path path = fs::canonical(out, error);
  if (error) path = out;
  RunFolder run(path, take_lock(path, command), made);
  refuse_taken(out);  // another may have been quicker
  remove_leftovers(path, Leftovers::all);
  return run;
}

RunFolder RunFolder::reopen(const fs::path& folder, std::string_view command, RunManifest& manifest) {
  if (load_manifest(folder).done()) {
    tidy_finished_run(folder);
    fail("workflow.nothing_to_resume", {{"folder", folder.string()}});
  }
  std::error_code error;
  fs::path path = fs::canonical(folder, error);
  if (error) path = folder;
  RunFolder run(path, take_lock(path, command), false);
  manifest = load_manifest(path);  // as whoever held it left it
  if (manifest.done()) fail("workflow.nothing_to_resume", {{"folder", folder.string()}});
  remove_leftovers(path, Leftovers::all);
  return run;
}

fs::path RunFolder::fresh_subfolder(std::string_view name) const {
  const fs::path folder = path_ / name;
  std::error_code ignored;  // then what is written there says why
  fs::remove_all(folder, ignored);
  make_private_folders(folder);
  return folder;
}

void RunFolder::save(const RunManifest& manifest) const {
  write_file_atomically(path_ / kManifest, manifest_to_text(manifest));
}

void RunFolder::finish(RunManifest& manifest) const {
  manifest.files.clear();
  auto add = [&](const fs::path& file) {
    manifest.files[file.lexically_relative(path_).generic_string()] = checksum_of_file(file);
  };
  for (const char* name : loose_files()) {
    if (fs::exists(path_ / name)) add(path_ / name);
  }
  for (std::string_view folder : {kAdapterFolder, kModelFolder}) {
    std::error_code missing;
    if (!fs::is_directory(path_ / folder, missing)) continue;
    for (const fs::path& file : files_below(path_ / folder)) add(file);
  }
  manifest.status = "done";
  save(manifest);
  tuning::remove_checkpoints(path_, {});
}

void RunFolder::abandon() {
  std::error_code ignored;
  tuning::remove_checkpoints(path_, {});
  for (const char* name : loose_files()) fs::remove(path_ / name, ignored);
  for (std::string_view folder : {kAdapterFolder, kModelFolder}) fs::remove_all(path_ / folder, ignored);
  fs::remove(path_ / kManifest, ignored);
  lock_.reset();
  if (made_) fs::remove(path_, ignored);
}

bool is_run_folder(const fs::path& folder) {
  std::error_code error;
  return fs::exists(folder / kManifest, error);
}

RunManifest load_manifest(const fs::path& folder) {
  const fs::path file = folder / kManifest;
  if (!is_run_folder(folder)) fail("workflow.not_a_run", {{"folder", folder.string()}});
  const auto mapped = MappedFile::open(file);  // refuses pipes and devices
  const auto bytes = mapped->bytes();
  if (bytes.size() > kMostManifest) fail("workflow.run_changed", {{"path", file.string()}});
  return manifest_from_text({reinterpret_cast<const char*>(bytes.data()), bytes.size()}, file.string());
}

RunManifest open_finished_run(const fs::path& folder, const Control& control) {
  RunManifest manifest = load_manifest(folder);
  if (!manifest.done()) {
    refuse_busy(folder);
    fail("workflow.run_unfinished", {{"folder", folder.string()}});
  }
  for (const auto& [name, checksum] : manifest.files) {
    const fs::path file = folder / name;
    std::error_code error;
    const bool same =
        stays_inside(name) && fs::is_regular_file(file, error) && checksum_of_file(file, control.cancel) == checksum;
    if (!same) fail("workflow.run_changed", {{"path", file.string()}});
  }
  return manifest;
}

void tidy_finished_run(const fs::path& folder) {
  remove_leftovers(folder, Leftovers::of_the_dead);
  tuning::remove_checkpoints(folder, {});
}

}  // namespace afina::workflow
