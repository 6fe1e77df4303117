#include "cli/jupyter.h"

#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <system_error>

#include "cli/child.h"

namespace afina::cli {

namespace {

namespace fs = std::filesystem;

// What the notebooks import, named as pip names it.
constexpr const char* kWhatIsMissing =
    "import importlib.util as u\n"
    "print(*[m for m in ('afina', 'jupyterlab', 'anywidget', 'ipywidgets', 'ipykernel') if u.find_spec(m) is None],"
    " end='')";

fs::path beside_this_program() {
  std::error_code none;
  const fs::path program = fs::read_symlink("/proc/self/exe", none);
  return program.parent_path() / "python-venv" / "bin" / "python";
}

// In WSL2 the browser is Windows', which cannot open the page that JupyterLab leaves on the disk.
bool in_wsl() {
  std::ifstream file("/proc/sys/kernel/osrelease");
  const std::string release{std::istreambuf_iterator<char>(file), {}};
  return release.find("icrosoft") != std::string::npos;
}

std::string with_own_first(const char* variable, const std::string& own) {
  const char* there = std::getenv(variable);
  return there && *there ? own + ":" + there : own;
}

}  // namespace

std::string python_for_notebooks(const Session& session) {
  std::string python = session.python.string();
  std::error_code none;
  if (python.empty()) python = fs::exists(beside_this_program(), none) ? beside_this_program().string() : "python3";
  const auto missing = output_of({{python, "-c", kWhatIsMissing}, {}});
  if (!missing || missing->find("afina") != std::string::npos) fail("cli.course_no_package", {{"python", python}});
  if (!missing->empty()) fail("cli.course_no_jupyter", {{"python", python}, {"missing", *missing}});
  return python;
}

void open_notebook(const Session& session, const std::string& python, const fs::path& notebook,
                   const fs::path& settings) {
  Child jupyter;
  // Warnings and addresses alone; no question on Ctrl-C; no look for newer versions, which would open a connection.
  jupyter.words = {python,
                   "-m",
                   "jupyterlab",
                   fs::absolute(notebook).string(),
                   "--log-level=WARN",
                   "--ServerApp.answer_yes=True",
                   "--LabApp.news_url=None",
                   "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate"};
  if (geteuid() == 0) jupyter.words.emplace_back("--allow-root");
  if (in_wsl()) jupyter.words.emplace_back("--ServerApp.use_redirect_file=False");
  jupyter.environment = {{"AFINA_LANG", language() == Lang::en ? "en" : "es"},
                         {"JUPYTER_CONFIG_PATH", with_own_first("JUPYTER_CONFIG_PATH", settings.string())}};
  const auto code = run_until_it_ends(jupyter, session.control.cancel);
  if (session.control.cancelled()) return;
  if (!code || *code != 0) fail("cli.course_not_opened", {{"code", std::to_string(code.value_or(127))}});
}

}  // namespace afina::cli
