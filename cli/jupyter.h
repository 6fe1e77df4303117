// Opening a notebook in JupyterLab with a Python that has what the course needs.
#pragma once

#include <filesystem>
#include <string>

#include "cli/command.h"

namespace afina::cli {

// The Python that runs the package, else that of the build folder (python-venv beside the program), else python3.
// Errors: cli.course_no_package, cli.course_no_jupyter (python, missing) where it lacks something.
std::string python_for_notebooks(const Session& session);

// Opens the notebook and stays until JupyterLab ends. `settings`: a folder for JUPYTER_CONFIG_PATH.
// Errors: cli.course_not_opened (code).
void open_notebook(const Session& session, const std::string& python, const std::filesystem::path& notebook,
                   const std::filesystem::path& settings);

}  // namespace afina::cli
