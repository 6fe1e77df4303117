// The course as files: its notebooks and handouts, copied to where a person works on them.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "afina/base/json.h"

namespace afina::workflow {

struct CourseRequest {
  std::filesystem::path folder;  // empty: curso-afina or afina-course, by the language
  bool fresh = false;            // a new copy beside each file that the person changed
};

// Paths below `folder`, with "/".
struct CourseCopy {
  std::filesystem::path folder;
  std::string first;                // the notebook to begin with
  std::vector<std::string> copied;  // new here, or of an earlier version and not touched since
  std::vector<std::string> kept;    // the person's own work, left as it is
};

// Copies the notebooks and handouts of the current language. What the person changed is never written over: the folder
// remembers (.afina/copied.json) what each file was when it was copied. Errors: workflow.course_folder_taken (path),
// io.cannot_write, io.disk_full, io.not_a_file.
CourseCopy copy_course(const CourseRequest& request);

// The same, with the files' paths as they can be opened.
Json to_json(const CourseCopy& copy);

// Settings for the JupyterLab that opens it: a folder for JUPYTER_CONFIG_PATH.
std::filesystem::path course_settings(const CourseCopy& copy);

}  // namespace afina::workflow
