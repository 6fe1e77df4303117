// A person's data: as understood, and as a model would read it.
#include "afina/data/table.h"
#include "afina/workflow/describe.h"
#include "afina/workflow/inspect.h"
#include "afina/workflow/preview.h"
#include "python/bindings/aside.h"

namespace afina::python {

namespace {

namespace fs = std::filesystem;

workflow::PreparedData prepare(const fs::path& data, const std::vector<std::string>& roles) {
  workflow::DataRequest request;
  request.path = data;
  request.roles = data::role_request(roles.at(0), roles.at(1), roles.at(2));
  return run_aside(nb::none(), [&](EventQueue&, const Control&) { return workflow::prepare_data(request); });
}

workflow::Preview preview(const fs::path& data, const std::string& model, int64_t rows, int64_t max_length,
                          const std::vector<std::string>& roles) {
  workflow::PreviewRequest request;
  request.data.path = data;
  request.data.roles = data::role_request(roles.at(0), roles.at(1), roles.at(2));
  request.model = model;
  request.rows = rows;
  if (max_length > 0) request.max_length = max_length;
  return run_aside(nb::none(), [&](EventQueue&, const Control&) { return workflow::preview(request); });
}

std::vector<std::string> columns(const fs::path& data) {
  return run_aside(nb::none(), [&](EventQueue&, const Control&) { return data::load_table(data).columns; });
}

nb::object demo_file(const std::string& name) {
  for (const EmbeddedFile& file : workflow::demo_files()) {
    if (file.name == name) return nb::bytes(file.bytes.data(), file.bytes.size());
  }
  return nb::none();
}

std::vector<std::string> demo_names() {
  std::vector<std::string> names;
  for (const EmbeddedFile& file : workflow::demo_files()) names.emplace_back(file.name);
  return names;
}

}  // namespace

void bind_data(nb::module_& m) {
  nb::class_<workflow::PreparedData>(m, "PreparedData")
      .def("json", [](const workflow::PreparedData& d) { return dump_json(workflow::to_json(d)); })
      .def("lengths", [](const workflow::PreparedData& d, const std::string& model) {
        return to_numpy(
            run_aside(nb::none(), [&](EventQueue&, const Control&) { return workflow::row_lengths(d, model); }));
      });
  nb::class_<workflow::Preview>(m, "Preview")
      .def("json", [](const workflow::Preview& p) { return dump_json(workflow::to_json(p)); })
      .def("text", [](const workflow::Preview& p, int columns) { return workflow::to_text(p, columns); })
      .def("html", [](const workflow::Preview& p) { return workflow::to_html_fragment(p); })
      .def("page", [](const workflow::Preview& p) { return workflow::to_html(p); });
  m.def("prepare", &prepare);
  m.def("columns", &columns);
  m.def("preview", &preview);
  m.def("demo_file", &demo_file);
  m.def("demo_names", &demo_names);
}

}  // namespace afina::python
