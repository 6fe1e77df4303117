// The whole command line, for the command that pip installs beside the package.
#include "cli/run.h"
#include "cli/signals.h"
#include "python/bindings/bindings.h"

namespace afina::python {

void bind_command(nb::module_& m) {
  m.def("prepare_process", &cli::prepare_process);
  // Words as bytes: a file's name need not be UTF-8.
  m.def(
      "run_command_line",
      [](const std::vector<nb::bytes>& given, const std::filesystem::path& python) {
        std::vector<std::string> words;
        for (const nb::bytes& word : given) words.emplace_back(word.c_str(), word.size());
        const nb::gil_scoped_release release;
        return cli::run_command_line(words, python);
      },
      nb::arg("words"), nb::arg("python"));
}

}  // namespace afina::python
