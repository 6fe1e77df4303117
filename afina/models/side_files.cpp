#include "afina/models/side_files.h"

#include "afina/io/atomic_file.h"
#include "afina/io/input_file.h"

namespace afina::models {

std::vector<const char*> side_file_names() {
  std::vector<const char*> names;
  const SideFiles none;
  SideFiles::visit(none, [&](const char* name, const std::string&) { names.push_back(name); });
  return names;
}

SideFiles read_side_files(const std::filesystem::path& folder) {
  SideFiles files;
  SideFiles::visit(files, [&](const char* name, std::string& text) { text = read_file_if_present(folder / name); });
  return files;
}

void write_side_files(const SideFiles& files, const std::filesystem::path& folder) {
  SideFiles::visit(files, [&](const char* name, const std::string& text) {
    if (!text.empty()) write_file_atomically(folder / name, text);
  });
}

}  // namespace afina::models
