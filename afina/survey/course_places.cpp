#include "afina/survey/course_places.h"

#include <algorithm>

#include "afina/survey/instruments_json.h"

namespace afina::survey {

namespace {

constexpr std::string_view kFolder = "notebooks/", kExtension = ".json";

std::vector<CoursePlace> read_places(const Json& list, const char* title) {
  std::vector<CoursePlace> places;
  for (const Json& json : list)
    places.push_back({json.at("id"), static_cast<int>(places.size()) + 1, bilingual(json, title)});
  return places;
}

CourseNotebook read_notebook(std::string_view file) {
  const Json json = course_file(file);
  CourseNotebook notebook;
  notebook.id = file.substr(kFolder.size(), file.size() - kFolder.size() - kExtension.size());
  notebook.name = bilingual(json, "title");
  // The one without a number is told by its title alone.
  if (std::ranges::all_of(notebook.id, [](char c) { return c >= '0' && c <= '9'; }))
    notebook.name = {notebook.id + " " + notebook.name.es, notebook.id + " " + notebook.name.en};
  notebook.sections = read_places(json.at("sections"), "title");
  notebook.exercises = read_places(json.at("exercises"), "text");
  return notebook;
}

const CoursePlace* find_in(const std::vector<CoursePlace>& places, std::string_view id) {
  auto found = std::ranges::find(places, id, &CoursePlace::id);
  return found == places.end() ? nullptr : &*found;
}

}  // namespace

std::span<const CourseNotebook> course_notebooks() {
  static const std::vector<CourseNotebook> all = [] {
    std::vector<CourseNotebook> read;
    for (const EmbeddedFile& file : course_files()) {
      if (std::string_view(file.name).starts_with(kFolder)) read.push_back(read_notebook(file.name));
    }
    std::ranges::sort(read, {}, &CourseNotebook::id);  // numbers before letters
    return read;
  }();
  return all;
}

const CourseNotebook* find_notebook(std::string_view notebook) {
  auto found = std::ranges::find(course_notebooks(), notebook, &CourseNotebook::id);
  return found == course_notebooks().end() ? nullptr : &*found;
}

const CoursePlace* find_section(std::string_view notebook, std::string_view section) {
  const CourseNotebook* found = find_notebook(notebook);
  return found ? find_in(found->sections, section) : nullptr;
}

const CoursePlace* find_exercise(std::string_view notebook, std::string_view exercise) {
  const CourseNotebook* found = find_notebook(notebook);
  return found ? find_in(found->exercises, exercise) : nullptr;
}

}  // namespace afina::survey
