// What a person answers in the course, kept on their own machine.
#include "afina/survey/instruments_json.h"
#include "afina/survey/store.h"
#include "afina/workflow/forms.h"
#include "python/bindings/bindings.h"

namespace afina::python {

namespace {

using survey::Store;

void record_answer(Store& self, const std::string& notebook, const std::string& instrument, const std::string& item,
                   const std::string& value) {
  survey::Answer answer;
  answer.notebook = notebook;
  answer.instrument = instrument;
  answer.item = item;
  answer.value = value;
  self.record(answer);
}

void record_event(Store& self, const std::string& notebook, const std::string& place, const std::string& kind,
                  const std::string& detail) {
  auto known = survey::event_kind(kind);
  if (!known) fail("survey.unknown_event", {{"kind", kind}});
  survey::Event event;
  event.notebook = notebook;
  event.place = place;
  event.kind = *known;
  event.detail = detail;
  self.record(event);
}

}  // namespace

void bind_survey(nb::module_& m) {
  nb::class_<Store>(m, "Store")
      .def(nb::init<std::filesystem::path>())
      .def("consented", &Store::consented)
      .def("give_consent", [](Store& self, const std::string& code) { self.give_consent(code); })
      .def("withdraw_consent", &Store::withdraw_consent)
      .def("learner_code", &Store::learner_code)
      .def("path", &Store::path)
      .def("record_answer", &record_answer)
      .def("record_event", &record_event)
      .def("erase", &Store::erase);
  m.def("new_learner_code", &survey::new_learner_code);
  m.def("default_store_path", &survey::default_store_path);
  m.def("instrument", [](const std::string& name, const std::string& code, const std::string& lang) {
    return dump_json(survey::to_json(survey::instrument(name, code), language_from_name(lang)));
  });
  m.def("export_forms", [](const std::filesystem::path& store, const std::filesystem::path& out) {
    return dump_json(workflow::export_forms(store, out));
  });
}

}  // namespace afina::python
