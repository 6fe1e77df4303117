#include "afina/workflow/course.h"

#include <regex>
#include <system_error>

#include "afina/base/error.h"
#include "afina/io/atomic_file.h"
#include "afina/io/mapped_file.h"
#include "afina/workflow/fingerprint.h"
#include "afina/workflow/model_source.h"

namespace afina::workflow {

namespace fs = std::filesystem;

namespace {

constexpr std::string_view kOwnFolder = ".afina";
constexpr std::string_view kMemory = ".afina/copied.json";  // {file: fingerprint of what was copied}

std::string_view language_folder() { return language() == Lang::en ? "en/" : "es/"; }

// Where even looking is forbidden the answer is no, and writing then says why.
bool lies_there(const fs::path& path) {
  std::error_code unseen;
  return fs::exists(path, unseen);
}

// What an earlier copy left; a damaged memory is none, and then whatever differs is taken for the person's.
Json read_memory(const fs::path& folder) {
  if (!lies_there(folder / kMemory)) return Json::object();
  try {
    Json memory = parse_json(read_file(folder / kMemory), kMemory);
    if (memory.is_object()) return memory;
  } catch (const Error& error) {
    if (error.code() != "base.json_syntax") throw;
  }
  return Json::object();
}

// "00_bienvenida-2.ipynb", the first such name that is free.
std::string name_beside(const fs::path& folder, const std::string& name) {
  const fs::path path(name);
  for (int number = 2;; ++number) {
    fs::path beside = path.parent_path() / path.stem();
    beside += "-" + std::to_string(number) + path.extension().string();
    if (!lies_there(folder / beside)) return beside.generic_string();
  }
}

// A page lies in another folder than in the project: what it links to outside its own is named, not linked.
std::string as_copied(std::string_view name, std::string_view content) {
  static const std::regex outside(R"(\[([^\]]*)\]\(\.\./[^)]*\))");
  return name.ends_with(".md") ? std::regex_replace(std::string(content), outside, "$1") : std::string(content);
}

class Copier {
 public:
  Copier(CourseCopy& result, bool fresh) : result_(result), fresh_(fresh), memory_(read_memory(result.folder)) {}

  // Gives the name under which the file, as it is in this version, lies there; the person's own where it was kept.
  std::string copy(const std::string& name, std::string_view content) {
    const fs::path path = result_.folder / name;
    const std::string mark = fingerprint_bytes(content);
    if (lies_there(path) && fs::is_regular_file(path)) {
      const std::string there = fingerprint_bytes(read_file(path));
      if (there == mark) return remember(name, mark);
      const auto copied = memory_.find(name);
      if (copied == memory_.end() || *copied != there) return keep(name, content);
    }
    write(name, content);
    return remember(name, mark);
  }

  void finish() { write_file_atomically(result_.folder / kMemory, dump_json(memory_) + "\n"); }

 private:
  std::string keep(const std::string& name, std::string_view content) {
    result_.kept.push_back(name);
    if (!fresh_) return name;
    const std::string beside = name_beside(result_.folder, name);
    write(beside, content);
    return beside;
  }

  void write(const std::string& name, std::string_view content) {
    write_file_atomically(result_.folder / name, content);
    if (!name.starts_with(kOwnFolder)) result_.copied.push_back(name);
  }

  std::string remember(const std::string& name, const std::string& mark) {
    memory_[name] = mark;
    return name;
  }

  CourseCopy& result_;
  const bool fresh_;
  Json memory_;
};

}  // namespace

CourseCopy copy_course(const CourseRequest& request) {
  CourseCopy result;
  result.folder = request.folder;
  if (result.folder.empty()) result.folder = language() == Lang::en ? "afina-course" : "curso-afina";
  if (lies_there(result.folder) && !fs::is_directory(result.folder))
    fail("workflow.course_folder_taken", {{"path", result.folder.string()}});
  Copier copier(result, request.fresh);
  for (const EmbeddedFile& file : course_files()) {
    if (!file.name.starts_with(language_folder())) continue;
    const std::string name(file.name.substr(language_folder().size()));
    const std::string lies_at = copier.copy(name, as_copied(name, file.bytes));
    if (name.starts_with("00_")) result.first = lies_at;
  }
  copier.finish();
  return result;
}

Json to_json(const CourseCopy& copy) {
  auto paths = [&](const std::vector<std::string>& names) {
    Json all = Json::array();
    for (const std::string& name : names) all.push_back((copy.folder / name).string());
    return all;
  };
  return {{"folder", copy.folder.string()},
          {"first", (copy.folder / copy.first).string()},
          {"copied", paths(copy.copied)},
          {"kept", paths(copy.kept)}};
}

fs::path course_settings(const CourseCopy& copy) { return fs::absolute(copy.folder / kOwnFolder); }

}  // namespace afina::workflow
