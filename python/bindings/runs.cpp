// Tuning, going on, and judging.
#include "afina/base/options_json.h"
#include "afina/workflow/describe.h"
#include "afina/workflow/workflow.h"
#include "python/bindings/aside.h"

namespace afina::python {

namespace {

namespace fs = std::filesystem;

// Who a run is for and where it comes from, in the order of Python's own arguments.
std::string tune(const fs::path& data, const std::string& model, const fs::path& out,
                 const std::vector<std::string>& roles, const std::string& options, int threads,
                 const nb::object& on_event) {
  workflow::TuneRequest request;
  request.data.path = data;
  request.data.roles = data::role_request(roles.at(0), roles.at(1), roles.at(2));
  request.model = model;
  request.out = out;
  request.threads = threads;
  set_options(request.options, parse_json(options, "options"));
  request.data.seed = request.options.seed;
  return run_aside(on_event, [&](EventQueue&, const Control& control) {
    workflow::tune(request, control);
    return dump_json(workflow::describe_run(out));
  });
}

std::string resume(const fs::path& run, int threads, const nb::object& on_event) {
  return run_aside(on_event, [&](EventQueue&, const Control& control) {
    workflow::resume(run, threads, control);
    return dump_json(workflow::describe_run(run));
  });
}

evaluation::Report evaluate(const std::string& model, const fs::path& data, const std::string& baseline,
                            const std::vector<std::string>& roles, const std::string& options, int threads,
                            const nb::object& on_event) {
  workflow::EvaluateRequest request;
  request.model = model;
  request.data = data;
  request.baseline = baseline;
  request.roles = data::role_request(roles.at(0), roles.at(1), roles.at(2));
  request.threads = threads;
  set_options(request.options, parse_json(options, "options"));
  return run_aside(on_event, [&](EventQueue&, const Control& control) { return workflow::evaluate(request, control); });
}

}  // namespace

void bind_runs(nb::module_& m) {
  nb::class_<evaluation::Report>(m, "Report")
      .def("json", [](const evaluation::Report& r) { return dump_json(evaluation::to_json(r)); })
      .def("text", [](const evaluation::Report& r, int columns) { return evaluation::to_text(r, columns); });
  m.def("tune_options", [] { return dump_json(describe_options(tuning::TuneOptions{})); });
  m.def("check_tune_options", [](const std::string& options) {
    tuning::TuneOptions checked;
    set_options(checked, parse_json(options, "options"));
  });
  m.def("tune", &tune, nb::arg("data"), nb::arg("model"), nb::arg("out"), nb::arg("roles"), nb::arg("options"),
        nb::arg("threads"), nb::arg("on_event").none());
  m.def("resume", &resume, nb::arg("run"), nb::arg("threads"), nb::arg("on_event").none());
  m.def("describe_run", [](const fs::path& run) { return dump_json(workflow::describe_run(run)); });
  m.def("describe_data_of_run", [](const fs::path& run) {
    return run_aside(nb::none(), [&](EventQueue&, const Control&) { return workflow::describe_data_of_run(run); });
  });
  m.def("evaluate", &evaluate, nb::arg("model"), nb::arg("data"), nb::arg("baseline"), nb::arg("roles"),
        nb::arg("options"), nb::arg("threads"), nb::arg("on_event").none());
}

}  // namespace afina::python
